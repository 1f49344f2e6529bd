package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.oci.Referrers;
import dev.enforce.oci.Repository;

/**
 * Where evidence of one image lies, and which kinds of it are wanted.
 *
 * @param tagPrefix put before the tags of signatures and attestations; empty for none
 * @param signatures whether the tag {@code .sig} is wanted
 * @param attestations whether the tag {@code .att} is wanted; bundles are always wanted
 */
record EvidencePlace(Repository repository, String tagPrefix, Digest image, boolean signatures, boolean attestations) {

    String signatureTag() {
        return tagPrefix + Referrers.fallbackTag(image) + ".sig";
    }

    String attestationTag() {
        return tagPrefix + Referrers.fallbackTag(image) + ".att";
    }

    /** The same place with what both want. */
    EvidencePlace and(EvidencePlace other) {
        return new EvidencePlace(
                repository, tagPrefix, image, signatures || other.signatures, attestations || other.attestations);
    }

    /** The same place, wanting everything: what names the place. */
    EvidencePlace wantingAll() {
        return new EvidencePlace(repository, tagPrefix, image, true, true);
    }

    /** Whether everything that the other wants is wanted here too. */
    boolean wants(EvidencePlace other) {
        return (signatures || !other.signatures) && (attestations || !other.attestations);
    }
}
