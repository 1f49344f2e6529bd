package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.oci.Referrers;
import dev.enforce.oci.Repository;
import java.util.Set;

/**
 * Where evidence of one image lies, and which kinds of it are wanted.
 *
 * @param tagPrefix put before the tags of signatures and attestations; empty for none
 * @param signatures whether the tag {@code .sig} is wanted
 * @param attestations whether the tag {@code .att} is wanted
 * @param bundles whether what refers to the image is wanted
 */
record EvidencePlace(
        Repository repository,
        String tagPrefix,
        Digest image,
        boolean signatures,
        boolean attestations,
        boolean bundles) {

    String signatureTag() {
        return tagPrefix + Referrers.fallbackTag(image) + ".sig";
    }

    String attestationTag() {
        return tagPrefix + Referrers.fallbackTag(image) + ".att";
    }

    /** The same place with what both want. */
    EvidencePlace and(EvidencePlace other) {
        return wanting(signatures || other.signatures, attestations || other.attestations, bundles || other.bundles);
    }

    /** The same place, wanting everything: what names the place. */
    EvidencePlace wantingAll() {
        return wanting(true, true, true);
    }

    /** The same place, wanting only the kinds in which one of these manifests was found. */
    EvidencePlace holding(Set<Digest> manifests, EvidenceIndex index) {
        return wanting(
                signatures && holds(index.signatures(), manifests),
                attestations && holds(index.attestations(), manifests),
                bundles
                        && index.bundles() instanceof ReferrersReading.Listed listed
                        && listed.manifests().stream().anyMatch(referrer -> manifests.contains(referrer.digest())));
    }

    /** Whether everything that the other wants is wanted here too. */
    boolean wants(EvidencePlace other) {
        return (signatures || !other.signatures)
                && (attestations || !other.attestations)
                && (bundles || !other.bundles);
    }

    boolean wantsNothing() {
        return !signatures && !attestations && !bundles;
    }

    private EvidencePlace wanting(boolean wantsSignatures, boolean wantsAttestations, boolean wantsBundles) {
        return new EvidencePlace(repository, tagPrefix, image, wantsSignatures, wantsAttestations, wantsBundles);
    }

    private static boolean holds(TagReading reading, Set<Digest> manifests) {
        return reading instanceof TagReading.Present present && manifests.contains(present.manifest());
    }
}
