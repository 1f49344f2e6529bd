package dev.enforce.sigstore.notation;

import dev.enforce.sigstore.outcome.Failure;
import dev.enforce.sigstore.outcome.TrustedTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a verified signature says.
 *
 * @param id SHA-256 of the raw signature and the PEM of the certificate, in hexadecimal digits
 * @param subject of the signing certificate, for people
 * @param issuer of the signing certificate, for people
 * @param chain SHA-256 of each certificate, the signing one first
 * @param signingTime as the envelope states it; proof only with {@link SigningScheme#SIGNING_AUTHORITY}
 * @param expiry when the signer wants the signature to end
 * @param signingAgent program that signed, as it says itself; empty when it does not
 * @param timestamp the countersignature; null when none was verified
 * @param annotations that were signed with the image's digest
 * @param tolerated what a stricter level would have refused
 * @param validUntil first instant at which the outcome is another one although nothing changed; null if there is none
 */
public record NotationFacts(
        String id,
        String subject,
        String issuer,
        List<String> chain,
        SigningScheme scheme,
        Instant signingTime,
        @Nullable Instant expiry,
        String signingAgent,
        @Nullable TrustedTime timestamp,
        Map<String, String> annotations,
        List<Failure> tolerated,
        @Nullable Instant validUntil) {

    public NotationFacts {
        chain = List.copyOf(chain);
        annotations = Map.copyOf(annotations);
        tolerated = List.copyOf(tolerated);
    }
}
