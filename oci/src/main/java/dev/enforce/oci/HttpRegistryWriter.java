package dev.enforce.oci;

import dev.enforce.model.Digest;
import dev.enforce.oci.RegistryException.Code;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes to registries over HTTP. */
final class HttpRegistryWriter implements RegistryWriter {

    private final RegistrySettings settings;
    private final Transport transport;
    private final ManifestReads manifests;

    HttpRegistryWriter(RegistrySettings settings, Transport transport, ManifestReads manifests) {
        this.settings = settings;
        this.transport = transport;
        this.manifests = manifests;
    }

    @Override
    public Descriptor pushBlob(Repository repository, String mediaType, byte[] content, Keychain keychain) {
        Descriptor descriptor = Descriptor.of(mediaType, content);
        String reference = repository + "@" + descriptor.digest();
        Deadline end = Deadline.after(settings.operationTimeout());
        String path = "blobs/" + descriptor.digest();
        Answer head = transport.send(
                Call.read("HEAD", repository, path, reference, keychain, end).tolerating(404));
        if (head.status() == 200) {
            return descriptor;
        }
        Answer begun = expect(
                202,
                Call.write("POST", repository, "blobs/uploads/", reference, keychain, end)
                        .with("Content-Type", "application/octet-stream"));
        Call put = Call.write("PUT", repository, "", reference, keychain, end)
                .with("Content-Type", "application/octet-stream")
                .sending(content);
        var _ = expect(201, put.at(uploadEnd(put, begun, descriptor.digest())));
        return descriptor;
    }

    private URI uploadEnd(Call call, Answer begun, Digest digest) {
        String location = begun.header("Location").orElse("");
        URI base = transport.base(call.repository());
        URI uri = Transport.target(call, begun.uri(), location);
        if (location.isEmpty() || !RedirectRules.sameOrigin(base, uri)) {
            throw new RegistryException(
                    Code.MALFORMED,
                    call.reference(),
                    "registry " + call.registry() + " names no address of its own to upload " + call.reference()
                            + " to");
        }
        String separator = uri.getRawQuery() == null ? "?" : "&";
        return Transport.target(call, base, uri + separator + "digest=" + digest);
    }

    @Override
    public ManifestDocument pushManifest(
            Repository repository, @Nullable String tag, String mediaType, byte[] document, Keychain keychain) {
        Digest digest = Digest.sha256(document);
        String name = tag != null ? tag : digest.toString();
        Manifest parsed = Manifest.parse(repository.at(name), mediaType, document);
        Deadline end = Deadline.after(settings.operationTimeout());
        Answer answer = expect(
                201,
                Call.write("PUT", repository, "manifests/" + name, repository.at(name), keychain, end)
                        .with("Content-Type", mediaType)
                        .sending(document));
        Descriptor subject = parsed.subject();
        if (subject != null && answer.header("OCI-Subject").isEmpty()) {
            Descriptor entry = entry(parsed, Descriptor.of(mediaType, digest, document.length));
            extendFallback(repository, subject.digest(), entry, keychain, end);
        }
        return new ManifestDocument(repository, mediaType, digest, document);
    }

    private static Descriptor entry(Manifest manifest, Descriptor plain) {
        String type = switch (manifest) {
            case Manifest.ImageManifest image -> image.effectiveArtifactType();
            case Manifest.ImageIndex index -> index.artifactType();
        };
        return plain.withArtifactType(type).withAnnotations(manifest.annotations());
    }

    /** Read, change, write: two writers at once can lose an entry, as the specification says of fallback tags. */
    private void extendFallback(
            Repository repository, Digest subject, Descriptor entry, Keychain keychain, Deadline end) {
        String tag = Referrers.fallbackTag(subject);
        List<Descriptor> entries = new ArrayList<>();
        Optional<ManifestDocument> before = manifests.find(repository, tag, keychain, end);
        if (before.isPresent() && before.get().parse() instanceof Manifest.ImageIndex index) {
            entries.addAll(index.manifests());
        }
        if (entries.stream().anyMatch(known -> known.digest().equals(entry.digest()))) {
            return;
        }
        entries.add(entry);
        byte[] document = ManifestWriter.index(entries).getBytes(StandardCharsets.UTF_8);
        var _ = expect(
                201,
                Call.write("PUT", repository, "manifests/" + tag, repository.at(tag), keychain, end)
                        .with("Content-Type", MediaTypes.OCI_INDEX)
                        .sending(document));
    }

    @Override
    public void deleteManifest(Repository repository, Digest digest, Keychain keychain) {
        String reference = repository + "@" + digest;
        Deadline end = Deadline.after(settings.operationTimeout());
        var _ = transport.send(Call.write("DELETE", repository, "manifests/" + digest, reference, keychain, end)
                .tolerating(404));
    }

    private Answer expect(int status, Call call) {
        Answer answer = transport.send(call);
        if (answer.status() != status) {
            throw new RegistryException(
                    Code.REFUSED,
                    call.reference(),
                    "registry " + call.registry() + " answered " + answer.status() + " and not " + status
                            + " to a write of " + call.reference());
        }
        return answer;
    }
}
