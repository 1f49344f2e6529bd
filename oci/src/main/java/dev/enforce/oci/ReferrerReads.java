package dev.enforce.oci;

import dev.enforce.model.Digest;
import dev.enforce.oci.RegistryException.Code;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what refers to a subject: by the registry's API, else by the fallback tag. */
final class ReferrerReads {

    /** So long a registry that once lacked the API is not asked for it again; registries do get updated. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private static final int MAX_PAGES = 64;

    /** Failures that say "no such repository or content" and not "no such API". */
    private static final Set<String> ABOUT_CONTENT = Set.of("NAME_UNKNOWN", "MANIFEST_UNKNOWN", "BLOB_UNKNOWN");

    private final RegistrySettings settings;
    private final Transport transport;
    private final ManifestReads manifests;
    private final RegistryMemory memory;
    private final InstantSource clock;

    ReferrerReads(
            RegistrySettings settings,
            Transport transport,
            ManifestReads manifests,
            RegistryMemory memory,
            InstantSource clock) {
        this.settings = settings;
        this.transport = transport;
        this.manifests = manifests;
        this.memory = memory;
        this.clock = clock;
    }

    Referrers of(Repository repository, Digest subject, Keychain keychain, Deadline deadline) {
        RegistryMemory.Known known = memory.of(repository.registry());
        Instant without = known.withoutReferrersUntil;
        if (without != null && clock.instant().isBefore(without)) {
            return byFallbackTag(repository, subject, keychain, deadline);
        }
        List<Descriptor> listed = byApi(repository, subject, keychain, deadline, known);
        return listed == null
                ? byFallbackTag(repository, subject, keychain, deadline)
                : new Referrers(Referrers.Origin.API, subject, listed);
    }

    private @Nullable List<Descriptor> byApi(
            Repository repository, Digest subject, Keychain keychain, Deadline deadline, RegistryMemory.Known known) {
        String reference = repository + "@" + subject;
        List<Descriptor> all = new ArrayList<>();
        Call call = Call.read("GET", repository, "referrers/" + subject, reference, keychain, deadline)
                .with("Accept", MediaTypes.OCI_INDEX)
                .tolerating(400, 404, 405, 406, 501)
                .upTo(settings.maxManifestBytes());
        for (int page = 0; page < MAX_PAGES; page++) {
            Answer answer = transport.send(call);
            if (!isIndex(answer)) {
                if (page > 0) {
                    throw malformed(repository, reference, "answered " + answer.status() + " for a further page");
                }
                if (!ABOUT_CONTENT.contains(Failures.registryCode(answer))) {
                    known.withoutReferrersUntil = clock.instant().plus(REMEMBERED);
                }
                return null;
            }
            all.addAll(descriptors(reference, answer.bytes()));
            checkCount(repository, reference, all);
            Optional<URI> next = nextPage(call, repository, answer);
            if (next.isEmpty()) {
                return all;
            }
            call = call.at(next.get());
        }
        throw tooMany(repository, reference);
    }

    private Referrers byFallbackTag(Repository repository, Digest subject, Keychain keychain, Deadline deadline) {
        String tag = Referrers.fallbackTag(subject);
        Optional<ManifestDocument> index = manifests.find(repository, tag, keychain, deadline);
        List<Descriptor> listed = List.of();
        if (index.isPresent()) {
            listed = switch (index.get().parse()) {
                case Manifest.ImageIndex found -> found.manifests();
                case Manifest.ImageManifest _ ->
                    throw malformed(repository, repository.at(tag), "holds an image where a list of referrers belongs");
            };
            checkCount(repository, repository.at(tag), listed);
        }
        return new Referrers(Referrers.Origin.FALLBACK_TAG, subject, listed);
    }

    private static boolean isIndex(Answer answer) {
        String type = MediaTypes.withoutParameters(answer.header("Content-Type").orElse(""));
        return answer.status() == 200 && type.equals(MediaTypes.OCI_INDEX);
    }

    private static List<Descriptor> descriptors(String reference, byte[] bytes) {
        Manifest parsed = Manifest.parse("referrers of " + reference, MediaTypes.OCI_INDEX, bytes);
        return switch (parsed) {
            case Manifest.ImageIndex index -> index.manifests();
            case Manifest.ImageManifest _ -> throw new IllegalStateException("an index was asked for");
        };
    }

    /** The address of the next page; only the registry itself may go on with its list. */
    private Optional<URI> nextPage(Call call, Repository repository, Answer answer) {
        Optional<String> link = LinkHeader.next(answer.header("Link").orElse(""));
        if (link.isEmpty()) {
            return Optional.empty();
        }
        URI base = transport.base(repository);
        URI next = Transport.target(call, base, link.get());
        if (!RedirectRules.sameOrigin(base, next)) {
            throw malformed(repository, call.reference(), "continues its list of referrers on another host");
        }
        return Optional.of(next);
    }

    private void checkCount(Repository repository, String reference, List<Descriptor> listed) {
        if (listed.size() > settings.maxReferrers()) {
            throw tooMany(repository, reference);
        }
    }

    private RegistryException tooMany(Repository repository, String reference) {
        return new RegistryException(
                Code.TOO_LARGE,
                reference,
                "registry " + repository.registry() + " lists more than " + settings.maxReferrers() + " referrers of "
                        + reference);
    }

    private static RegistryException malformed(Repository repository, String reference, String what) {
        return new RegistryException(
                Code.MALFORMED, reference, "registry " + repository.registry() + " " + what + " (" + reference + ")");
    }
}
