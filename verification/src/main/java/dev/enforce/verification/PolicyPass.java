package dev.enforce.verification;

import java.util.List;

/**
 * At least one authority of the policy was met.
 *
 * @param matches the authorities that were met, in the policy's order, with the evidence
 */
public record PolicyPass(String policy, String policyHash, List<AuthorityMatch> matches) implements PolicyResult {

    public PolicyPass {
        matches = List.copyOf(matches);
        if (matches.isEmpty()) {
            throw new IllegalArgumentException("a policy passes only by an authority that is met");
        }
    }
}
