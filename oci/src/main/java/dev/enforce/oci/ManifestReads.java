package dev.enforce.oci;

import dev.enforce.model.Digest;
import dev.enforce.oci.RegistryException.Code;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads manifests and holds registries to their digests. */
final class ManifestReads {

    private static final String DIGEST_HEADER = "Docker-Content-Digest";

    private final RegistrySettings settings;
    private final Transport transport;

    ManifestReads(RegistrySettings settings, Transport transport) {
        this.settings = settings;
        this.transport = transport;
    }

    Digest resolve(Repository repository, String tag, Keychain keychain, Deadline deadline) {
        Answer answer =
                transport.send(call("HEAD", repository, tag, keychain, deadline).tolerating(400, 403, 404, 405, 501));
        if (answer.status() == 200) {
            Digest served = servedDigest(repository, tag, answer);
            if (served != null) {
                return served;
            }
        }
        // No digest in the header, no HEAD at all, or a refusal, whose reason only the body of a GET tells.
        Answer whole = transport.send(call("GET", repository, tag, keychain, deadline));
        return document(repository, tag, whole).digest();
    }

    Optional<ManifestDocument> find(Repository repository, String tagOrDigest, Keychain keychain, Deadline deadline) {
        Answer answer = transport.send(
                call("GET", repository, tagOrDigest, keychain, deadline).tolerating(404));
        return answer.status() == 404 ? Optional.empty() : Optional.of(document(repository, tagOrDigest, answer));
    }

    Revalidation revalidate(
            Repository repository, String tag, @Nullable Digest known, Keychain keychain, Deadline deadline) {
        if (known != null) {
            Answer head = transport.send(call("HEAD", repository, tag, keychain, deadline)
                    .with("If-None-Match", "\"" + known + "\"")
                    .tolerating(404, 405, 501));
            if (head.status() == 304) {
                return new Revalidation.Unchanged();
            }
            if (head.status() == 404) {
                return new Revalidation.Absent();
            }
            if (head.status() == 200 && known.equals(servedDigest(repository, tag, head))) {
                return new Revalidation.Unchanged();
            }
        }
        Optional<ManifestDocument> found = find(repository, tag, keychain, deadline);
        if (found.isEmpty()) {
            return new Revalidation.Absent();
        }
        ManifestDocument document = found.get();
        return document.digest().equals(known) ? new Revalidation.Unchanged() : new Revalidation.Changed(document);
    }

    private Call call(String method, Repository repository, String tagOrDigest, Keychain keychain, Deadline deadline) {
        return Call.read(
                        method,
                        repository,
                        "manifests/" + checked(repository, tagOrDigest),
                        repository.at(tagOrDigest),
                        keychain,
                        deadline)
                .with("Accept", MediaTypes.ACCEPT_MANIFESTS)
                .upTo(settings.maxManifestBytes());
    }

    /** Nothing but a tag or a digest becomes part of an address. */
    private static String checked(Repository repository, String tagOrDigest) {
        return tagOrDigest.indexOf(':') >= 0
                ? Digest.parse(tagOrDigest).toString()
                : String.valueOf(repository.tagged(tagOrDigest).tag());
    }

    /** The document of a successful answer, checked against the digest asked for and the digest declared. */
    ManifestDocument document(Repository repository, String tagOrDigest, Answer answer) {
        String reference = repository.at(tagOrDigest);
        if (answer.status() != 200) {
            throw new RegistryException(
                    Code.MALFORMED,
                    reference,
                    "registry " + repository.registry() + " answered " + answer.status() + " for " + reference
                            + ", which has no meaning there");
        }
        byte[] bytes = answer.bytes();
        Digest served = servedDigest(repository, tagOrDigest, answer);
        if (served != null && !served.matches(bytes)) {
            throw mismatch(repository, reference, "the content is not what its Docker-Content-Digest says");
        }
        Digest digest;
        if (tagOrDigest.indexOf(':') >= 0) {
            digest = Digest.parse(tagOrDigest);
            if (!digest.matches(bytes)) {
                throw mismatch(repository, reference, "the content has another digest");
            }
        } else {
            digest = served != null ? served : Digest.sha256(bytes);
        }
        String type = MediaTypes.withoutParameters(answer.header("Content-Type").orElse(""));
        return new ManifestDocument(repository, type, digest, bytes);
    }

    private static @Nullable Digest servedDigest(Repository repository, String tagOrDigest, Answer answer) {
        String header = answer.header(DIGEST_HEADER).orElse("");
        if (header.isBlank()) {
            return null;
        }
        String reference = repository.at(tagOrDigest);
        Digest served = Digest.tryParse(header.strip())
                .orElseThrow(() -> new RegistryException(
                        Code.MALFORMED,
                        reference,
                        "registry " + repository.registry() + " gives a Docker-Content-Digest that is none for "
                                + reference));
        boolean sameKind = tagOrDigest.startsWith(served.algorithm().wireName() + ":");
        if (sameKind && !served.toString().equals(tagOrDigest)) {
            throw mismatch(repository, reference, "it declares another digest, " + served);
        }
        return served;
    }

    private static RegistryException mismatch(Repository repository, String reference, String what) {
        return new RegistryException(
                Code.DIGEST_MISMATCH,
                reference,
                "registry " + repository.registry() + " lies about " + reference + ": " + what);
    }
}
