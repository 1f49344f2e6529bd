package dev.enforce.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.enforce.model.Digest;
import dev.enforce.model.ImageReference;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.RegistryException.Code;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An OCI image layout on disk, read as if it were a registry: for verification without a network.
 *
 * <p>A tag is an entry of {@code index.json} whose annotation {@code org.opencontainers.image.ref.name} is the tag,
 * or the full name with it. Every repository name means this one layout; keychains are not asked. What refers to a
 * subject is every entry of the index whose manifest names it, and the fallback tag. Not there: blobs of
 * {@code urls}, and indexes inside the index when looking for referrers.
 */
public final class OciLayout implements RegistryClient {

    private static final String REF_NAME = "org.opencontainers.image.ref.name";

    private final Path root;
    private final RegistrySettings settings;

    private OciLayout(Path root, RegistrySettings settings) {
        this.root = root;
        this.settings = settings;
    }

    /**
     * Opens a layout.
     *
     * @throws RegistryException {@link Code#MALFORMED} if the directory is none, {@link Code#UNSUPPORTED} if it is
     *     one of another version
     */
    public static OciLayout open(Path root) {
        OciLayout layout = new OciLayout(root, RegistrySettings.defaults());
        JsonNode marker = layout.json(layout.read("oci-layout", 1 << 16), "oci-layout");
        String version = marker.path("imageLayoutVersion").asText("");
        if (!version.equals("1.0.0")) {
            throw new RegistryException(
                    Code.UNSUPPORTED,
                    root.toString(),
                    "layout " + root + " has the version " + Texts.shown(version) + ", which is not supported");
        }
        return layout;
    }

    @Override
    public PinnedReference resolve(ImageReference reference, Keychain keychain) {
        String tag = reference.tag();
        if (reference.digest() != null || tag == null) {
            return reference.pinned().orElseThrow();
        }
        return reference.pin(manifest(Repository.of(reference), tag, keychain).digest());
    }

    @Override
    public Optional<ManifestDocument> findManifest(Repository repository, String tagOrDigest, Keychain keychain) {
        if (tagOrDigest.indexOf(':') < 0) {
            return tagged(repository, tagOrDigest).map(entry -> document(repository, entry));
        }
        Digest digest = Digest.parse(tagOrDigest);
        Optional<Descriptor> listed =
                index().stream().filter(entry -> entry.digest().equals(digest)).findFirst();
        if (listed.isPresent()) {
            return listed.map(entry -> document(repository, entry));
        }
        return Files.exists(blobPath(digest)) ? Optional.of(unlisted(repository, digest)) : Optional.empty();
    }

    @Override
    public Revalidation revalidate(Repository repository, String tag, @Nullable Digest known, Keychain keychain) {
        Optional<ManifestDocument> found = findManifest(repository, tag, keychain);
        if (found.isEmpty()) {
            return new Revalidation.Absent();
        }
        return found.get().digest().equals(known)
                ? new Revalidation.Unchanged()
                : new Revalidation.Changed(found.get());
    }

    @Override
    public byte[] blob(Repository repository, Descriptor descriptor, long maxBytes, Keychain keychain) {
        long bound = Math.min(maxBytes, settings.maxBlobBytes());
        if (descriptor.size() > bound) {
            throw failure(Code.TOO_LARGE, descriptor.digest() + " has more than " + bound + " bytes", null);
        }
        byte[] bytes = content(descriptor.digest(), descriptor.size());
        if (bytes.length != descriptor.size()) {
            throw failure(Code.DIGEST_MISMATCH, descriptor.digest() + " does not have its declared size", null);
        }
        return bytes;
    }

    @Override
    public <T> T readBlob(
            Repository repository, Descriptor descriptor, long maxBytes, Keychain keychain, BlobReader<T> reader) {
        try {
            return reader.read(new ByteArrayInputStream(blob(repository, descriptor, maxBytes, keychain)));
        } catch (IOException e) {
            throw failure(Code.MALFORMED, descriptor.digest() + " cannot be read", e);
        }
    }

    @Override
    public Referrers referrers(Repository repository, Digest subject, Keychain keychain) {
        List<Descriptor> found = new ArrayList<>();
        for (Descriptor entry : index()) {
            if (entry.mediaType().equals(MediaTypes.OCI_MANIFEST)) {
                Descriptor named = document(repository, entry).parse().subject();
                if (named != null && named.digest().equals(subject)) {
                    found.add(entry);
                }
            }
        }
        Optional<Descriptor> fallback = tagged(repository, Referrers.fallbackTag(subject));
        if (fallback.isPresent()
                && document(repository, fallback.get()).parse() instanceof Manifest.ImageIndex listed) {
            for (Descriptor entry : listed.manifests()) {
                if (found.stream().noneMatch(known -> known.digest().equals(entry.digest()))) {
                    found.add(entry);
                }
            }
        }
        if (found.size() > settings.maxReferrers()) {
            throw failure(Code.TOO_LARGE, "more than " + settings.maxReferrers() + " referrers of " + subject, null);
        }
        return new Referrers(Referrers.Origin.FALLBACK_TAG, subject, found);
    }

    /** The same: a disk needs no deadline. */
    @Override
    public RegistryClient withDeadline(Deadline deadline) {
        return this;
    }

    private Optional<Descriptor> tagged(Repository repository, String tag) {
        String full = repository + ":" + tag;
        return index().stream()
                .filter(entry -> {
                    String name = entry.annotations().getOrDefault(REF_NAME, "");
                    return name.equals(tag) || name.equals(full);
                })
                .findFirst();
    }

    private List<Descriptor> index() {
        byte[] bytes = read("index.json", settings.maxManifestBytes());
        return switch (Manifest.parse(root + "/index.json", MediaTypes.OCI_INDEX, bytes)) {
            case Manifest.ImageIndex index -> index.manifests();
            case Manifest.ImageManifest _ -> throw new IllegalStateException("an index was asked for");
        };
    }

    private ManifestDocument document(Repository repository, Descriptor entry) {
        byte[] bytes = content(entry.digest(), settings.maxManifestBytes());
        return new ManifestDocument(repository, entry.mediaType(), entry.digest(), bytes);
    }

    /** A manifest that only another manifest names: its type is what it says of itself, or what its shape says. */
    private ManifestDocument unlisted(Repository repository, Digest digest) {
        byte[] bytes = content(digest, settings.maxManifestBytes());
        JsonNode root = json(bytes, digest.toString());
        String shape = root.path("manifests") instanceof ArrayNode ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
        return new ManifestDocument(repository, root.path("mediaType").asText(shape), digest, bytes);
    }

    private byte[] content(Digest digest, long maxBytes) {
        byte[] bytes = read("blobs/" + digest.algorithm().wireName() + "/" + digest.hex(), maxBytes);
        if (!digest.matches(bytes)) {
            throw failure(Code.DIGEST_MISMATCH, digest + " has other content", null);
        }
        return bytes;
    }

    private Path blobPath(Digest digest) {
        return root.resolve("blobs").resolve(digest.algorithm().wireName()).resolve(digest.hex());
    }

    private byte[] read(String name, long maxBytes) {
        Path path = root.resolve(name);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            Code code = name.startsWith("blobs/") ? Code.NOT_FOUND : Code.MALFORMED;
            throw failure(code, "it has no file " + name, null);
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE));
            if (bytes.length > maxBytes) {
                throw failure(Code.TOO_LARGE, name + " has more than " + maxBytes + " bytes", null);
            }
            return bytes;
        } catch (IOException e) {
            throw failure(Code.UNAVAILABLE, name + " cannot be read", e);
        }
    }

    private JsonNode json(byte[] bytes, String name) {
        try {
            return Json.object(bytes);
        } catch (IOException e) {
            throw failure(Code.MALFORMED, name + " is not JSON that can be read", e);
        }
    }

    private RegistryException failure(Code code, String what, @Nullable Exception cause) {
        return new RegistryException(code, root.toString(), "layout " + root + ": " + what, cause);
    }
}
