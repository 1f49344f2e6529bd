package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Descriptor;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.ManifestDocument;
import dev.enforce.oci.Referrers;
import dev.enforce.oci.RegistryClient;
import dev.enforce.oci.RegistryException;
import dev.enforce.oci.Revalidation;
import dev.enforce.sigstore.notation.WireNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a registry which evidence of an image there is: one wave of requests, all at the same time.
 *
 * <p>What was read before is only asked for conditionally. Manifests that come along are put into the cache.
 */
final class EvidenceReader {

    private static final List<String> KNOWN_TYPES = List.of(
            "application/vnd.dev.sigstore.",
            "application/vnd.dev.cosign.",
            "application/vnd.dsse.envelope.",
            WireNames.ARTIFACT_TYPE);

    private final RegistryClient registry;
    private final EvidenceCache blobs;
    private final Parallel parallel = new Parallel(4);

    EvidenceReader(RegistryClient registry, EvidenceCache blobs) {
        this.registry = registry;
        this.blobs = blobs;
    }

    /**
     * Reads what the place wants; the rest stays as it is known.
     *
     * @param known what was read before; null when nothing was
     */
    EvidenceIndex read(EvidencePlace place, @Nullable EvidenceIndex known, Keychain keychain, Deadline deadline) {
        RegistryClient client = registry.withDeadline(deadline);
        List<Supplier<Object>> tasks = new ArrayList<>(3);
        if (place.signatures()) {
            TagReading before = known == null ? new TagReading.NotWanted() : known.signatures();
            tasks.add(() -> tag(client, place, place.signatureTag(), before, keychain));
        }
        if (place.attestations()) {
            TagReading before = known == null ? new TagReading.NotWanted() : known.attestations();
            tasks.add(() -> tag(client, place, place.attestationTag(), before, keychain));
        }
        if (place.bundles()) {
            tasks.add(() -> referrers(client, place, keychain));
        }
        List<Object> results = parallel.all(tasks);
        int next = 0;
        EvidenceIndex before = known != null
                ? known
                : new EvidenceIndex(
                        place,
                        new TagReading.NotWanted(),
                        new TagReading.NotWanted(),
                        new ReferrersReading.NotWanted());
        return new EvidenceIndex(
                place.and(before.place()),
                place.signatures() ? (TagReading) results.get(next++) : before.signatures(),
                place.attestations() ? (TagReading) results.get(next++) : before.attestations(),
                place.bundles() ? (ReferrersReading) results.get(next) : before.bundles());
    }

    private TagReading tag(
            RegistryClient client, EvidencePlace place, String tag, TagReading before, Keychain keychain) {
        try {
            return switch (before) {
                case TagReading.NotWanted _, TagReading.Unread _ ->
                    client.findManifest(place.repository(), tag, keychain)
                            .<TagReading>map(this::keep)
                            .orElseGet(TagReading.Absent::new);
                case TagReading.Absent _ -> revalidated(client, place, tag, null, before, keychain);
                case TagReading.Present present ->
                    revalidated(client, place, tag, present.manifest(), before, keychain);
            };
        } catch (RegistryException problem) {
            return problem.code() == RegistryException.Code.NOT_FOUND
                    ? new TagReading.Absent()
                    : new TagReading.Unread(problem);
        }
    }

    private TagReading revalidated(
            RegistryClient client,
            EvidencePlace place,
            String tag,
            @Nullable Digest known,
            TagReading before,
            Keychain keychain) {
        return switch (client.revalidate(place.repository(), tag, known, keychain)) {
            case Revalidation.Unchanged() -> before;
            case Revalidation.Absent() -> new TagReading.Absent();
            case Revalidation.Changed(ManifestDocument manifest) -> keep(manifest);
        };
    }

    private TagReading keep(ManifestDocument manifest) {
        blobs.put(manifest.digest(), manifest.bytes());
        return new TagReading.Present(manifest.digest(), manifest.mediaType());
    }

    private ReferrersReading referrers(RegistryClient client, EvidencePlace place, Keychain keychain) {
        try {
            Referrers referrers = client.referrers(place.repository(), place.image(), keychain);
            boolean typesAreTrue = referrers.origin() == Referrers.Origin.API;
            return new ReferrersReading.Listed(referrers.descriptors().stream()
                    .filter(descriptor -> !typesAreTrue || mayBeSignature(descriptor))
                    .map(descriptor -> new ReferrersReading.Referrer(descriptor.digest(), descriptor.mediaType()))
                    .distinct()
                    .sorted(Comparator.comparing(referrer -> referrer.digest().toString()))
                    .toList());
        } catch (RegistryException problem) {
            return problem.code() == RegistryException.Code.NOT_FOUND
                    ? new ReferrersReading.Listed(List.of())
                    : new ReferrersReading.Unread(problem);
        }
    }

    private static boolean mayBeSignature(Descriptor descriptor) {
        String type = descriptor.artifactType();
        return type == null || KNOWN_TYPES.stream().anyMatch(type::startsWith);
    }
}
