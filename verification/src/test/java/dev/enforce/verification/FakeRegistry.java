package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.model.ImageReference;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.BlobReader;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Descriptor;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.ManifestDocument;
import dev.enforce.oci.MediaTypes;
import dev.enforce.oci.Referrers;
import dev.enforce.oci.RegistryClient;
import dev.enforce.oci.RegistryException;
import dev.enforce.oci.Repository;
import dev.enforce.oci.Revalidation;
import dev.enforce.signing.signer.ArtifactStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A registry in memory that counts requests and can be told to misbehave. */
final class FakeRegistry implements RegistryClient {

    private record Address(Repository repository, String name) {}

    private final Map<Address, Digest> tags = new ConcurrentHashMap<>();
    private final Map<Address, byte[]> contents = new ConcurrentHashMap<>();
    private final Map<Address, List<Descriptor>> referrers = new ConcurrentHashMap<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile @Nullable RegistryException down;
    private volatile String downFor = "";
    private volatile Runnable beforeEach = () -> {};
    private volatile UnaryOperator<byte[]> lie = UnaryOperator.identity();

    /** Puts an image there and names it by its digest. */
    PinnedReference push(String repository, String content) {
        Repository place = Repository.parse(repository);
        return place.pinned(put(place, content.getBytes(StandardCharsets.UTF_8)));
    }

    /** Adds a layer to the manifest under a tag. */
    Digest attach(Repository place, String tag, String mediaType, byte[] content, Map<String, String> annotations) {
        Descriptor layer =
                Descriptor.of(mediaType, put(place, content), content.length).withAnnotations(annotations);
        List<Descriptor> layers = new ArrayList<>();
        Digest before = tags.get(new Address(place, tag));
        if (before != null) {
            layers.addAll(((dev.enforce.oci.Manifest.ImageManifest)
                            document(place, before).parse())
                    .layers());
        }
        layers.add(layer);
        tags.put(new Address(place, tag), put(place, manifest(layers, null)));
        return layer.digest();
    }

    /** Attaches a manifest with one layer that refers to a subject. */
    void refer(Repository place, Digest subject, String mediaType, byte[] content) {
        Descriptor layer = Descriptor.of(mediaType, put(place, content), content.length);
        byte[] manifest = manifest(List.of(layer), mediaType);
        Descriptor descriptor = Descriptor.of(MediaTypes.OCI_MANIFEST, put(place, manifest), manifest.length)
                .withArtifactType(mediaType);
        referrers
                .computeIfAbsent(new Address(place, subject.toString()), ignored -> new CopyOnWriteArrayList<>())
                .add(descriptor);
    }

    /** Where a signer writes. */
    ArtifactStore store(Repository place) {
        return new Store(place);
    }

    private final class Store implements ArtifactStore {
        private final Repository place;

        Store(Repository place) {
            this.place = place;
        }

        @Override
        public Optional<StoredManifest> findManifest(String reference) {
            Digest digest = Digest.tryParse(reference).orElse(tags.get(new Address(place, reference)));
            return digest == null
                    ? Optional.empty()
                    : Optional.of(new StoredManifest(
                            MediaTypes.OCI_MANIFEST, digest, contents.get(new Address(place, digest.toString()))));
        }

        @Override
        public void pushBlob(Digest digest, String mediaType, byte[] content) {
            put(place, content);
        }

        @Override
        public void pushTagged(String tag, String mediaType, byte[] manifest) {
            tags.put(new Address(place, tag), put(place, manifest));
        }

        @Override
        public void pushReferrer(Digest digest, String mediaType, byte[] manifest) {
            put(place, manifest);
            var parsed = document(place, digest).parse();
            referrers
                    .computeIfAbsent(
                            new Address(place, parsed.subject().digest().toString()),
                            ignored -> new CopyOnWriteArrayList<>())
                    .add(Descriptor.of(mediaType, digest, manifest.length).withArtifactType(parsed.artifactType()));
        }
    }

    /** Everything that speaks for one image then speaks for the other too, as far as the registry goes. */
    void copyEvidence(Repository place, Digest from, Digest to) {
        for (String suffix : List.of(".sig", ".att")) {
            Digest manifest = tags.get(new Address(place, Referrers.fallbackTag(from) + suffix));
            if (manifest != null) {
                tags.put(new Address(place, Referrers.fallbackTag(to) + suffix), manifest);
            }
        }
        List<Descriptor> found = referrers.get(new Address(place, from.toString()));
        if (found != null) {
            referrers.put(new Address(place, to.toString()), found);
        }
    }

    void copyTag(Repository place, String from, String to) {
        tags.put(new Address(place, to), tags.get(new Address(place, from)));
    }

    void removeTag(Repository place, String tag) {
        tags.remove(new Address(place, tag));
    }

    /** Every request ends like this from now on; null heals. */
    void fail(@Nullable RegistryException problem) {
        failFor("", problem);
    }

    /** Every request whose text holds this ends like this from now on. */
    void failFor(String part, @Nullable RegistryException problem) {
        downFor = part;
        down = problem;
    }

    void beforeEach(Runnable action) {
        beforeEach = action;
    }

    /** Content that is returned in place of what is asked for. */
    void lie(UnaryOperator<byte[]> with) {
        lie = with;
    }

    @Override
    public PinnedReference resolve(ImageReference reference, Keychain keychain) {
        Repository place = Repository.of(reference);
        asked("RESOLVE " + reference);
        Digest digest = tags.get(new Address(place, String.valueOf(reference.tag())));
        if (digest == null) {
            throw new RegistryException(RegistryException.Code.NOT_FOUND, reference.toString(), "no such tag");
        }
        return reference.pin(digest);
    }

    void tag(PinnedReference image, String tag) {
        tags.put(new Address(Repository.of(image), tag), image.digest());
    }

    @Override
    public Optional<ManifestDocument> findManifest(Repository repository, String tagOrDigest, Keychain keychain) {
        asked("GET " + repository + " " + tagOrDigest);
        Digest digest = Digest.tryParse(tagOrDigest).orElse(tags.get(new Address(repository, tagOrDigest)));
        return digest == null || !contents.containsKey(new Address(repository, digest.toString()))
                ? Optional.empty()
                : Optional.of(document(repository, digest));
    }

    @Override
    public Revalidation revalidate(Repository repository, String tag, @Nullable Digest known, Keychain keychain) {
        asked("HEAD " + repository + " " + tag);
        Digest now = tags.get(new Address(repository, tag));
        if (now == null) {
            return new Revalidation.Absent();
        }
        return now.equals(known) ? new Revalidation.Unchanged() : new Revalidation.Changed(document(repository, now));
    }

    @Override
    public byte[] blob(Repository repository, Descriptor descriptor, long maxBytes, Keychain keychain) {
        asked("BLOB " + repository + " " + descriptor.digest());
        if (descriptor.size() > maxBytes) {
            throw new RegistryException(
                    RegistryException.Code.TOO_LARGE, descriptor.digest().toString(), "the blob is too large");
        }
        byte[] content =
                contents.get(new Address(repository, descriptor.digest().toString()));
        if (content == null) {
            throw new RegistryException(
                    RegistryException.Code.NOT_FOUND, descriptor.digest().toString(), "no such blob");
        }
        return lie.apply(content);
    }

    @Override
    public <T> T readBlob(
            Repository repository, Descriptor descriptor, long maxBytes, Keychain keychain, BlobReader<T> reader) {
        try {
            return reader.read(new ByteArrayInputStream(blob(repository, descriptor, maxBytes, keychain)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Referrers referrers(Repository repository, Digest subject, Keychain keychain) {
        asked("REFERRERS " + repository + " " + subject);
        return new Referrers(
                Referrers.Origin.API,
                subject,
                referrers.getOrDefault(new Address(repository, subject.toString()), List.of()));
    }

    @Override
    public RegistryClient withDeadline(Deadline deadline) {
        return this;
    }

    private void asked(String request) {
        requests.add(request);
        beforeEach.run();
        RegistryException problem = down;
        if (problem != null && request.contains(downFor)) {
            throw problem;
        }
    }

    private ManifestDocument document(Repository repository, Digest digest) {
        return new ManifestDocument(
                repository, MediaTypes.OCI_MANIFEST, digest, contents.get(new Address(repository, digest.toString())));
    }

    Digest put(Repository place, byte[] content) {
        Digest digest = Digest.sha256(content);
        contents.put(new Address(place, digest.toString()), content);
        return digest;
    }

    private static byte[] manifest(List<Descriptor> layers, @Nullable String artifactType) {
        String written = layers.stream().map(FakeRegistry::json).collect(Collectors.joining(","));
        String type = artifactType == null ? "" : "\"artifactType\":\"" + artifactType + "\",";
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\"," + type
                        + "\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"digest\":\""
                        + Digest.sha256("{}".getBytes(StandardCharsets.UTF_8)) + "\",\"size\":2},\"layers\":[" + written
                        + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String json(Descriptor layer) {
        String annotations = layer.annotations().entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":\""
                        + entry.getValue()
                                .replace("\\", "\\\\")
                                .replace("\"", "\\\"")
                                .replace("\n", "\\n") + "\"")
                .collect(Collectors.joining(","));
        return "{\"mediaType\":\"" + layer.mediaType() + "\",\"digest\":\"" + layer.digest() + "\",\"size\":"
                + layer.size() + ",\"annotations\":{" + annotations + "}}";
    }
}
