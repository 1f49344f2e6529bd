package dev.enforce.verification;

import dev.enforce.model.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A signature or attestation that was verified, with what is known of it.
 *
 * @param id hex SHA-256 over the raw signature and the certificate, as reports name a signature
 * @param digest content address of the blob that carries it
 * @param manifest manifest in which it was found
 * @param predicateType predicate type of an attestation; null for a signature
 * @param issuer issuer in the certificate; empty for a key
 * @param subjects subject alternative names in the certificate; empty for a key
 * @param certificate further facts of the certificate, by name
 * @param logIndex index of its log entry; null when no entry was verified
 * @param signedAt a time proven by a log or a timestamp authority; null when there is none
 */
public record VerifiedEvidence(
        String id,
        Digest digest,
        Digest manifest,
        @Nullable String predicateType,
        String issuer,
        List<String> subjects,
        Map<String, String> certificate,
        @Nullable Long logIndex,
        @Nullable Instant signedAt) {

    public VerifiedEvidence {
        subjects = List.copyOf(subjects);
        certificate = Map.copyOf(certificate);
    }
}
