package dev.enforce.verification;

import java.util.List;
import java.util.Map;

/**
 * Evidence that one authority was met.
 *
 * @param authority name of the authority
 * @param isStatic whether it is a static authority, which needs no evidence
 * @param signatures verified signatures of the image itself
 * @param attestations verified attestations, by the name of the attestation in the policy
 */
public record AuthorityMatch(
        String authority,
        boolean isStatic,
        List<VerifiedEvidence> signatures,
        Map<String, List<VerifiedEvidence>> attestations) {

    public AuthorityMatch {
        signatures = List.copyOf(signatures);
        attestations = Map.copyOf(attestations);
        if (!isStatic && signatures.isEmpty() && attestations.isEmpty()) {
            throw new IllegalArgumentException("an authority is met only by evidence");
        }
    }
}
