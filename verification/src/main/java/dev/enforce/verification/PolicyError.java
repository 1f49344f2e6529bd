package dev.enforce.verification;

import dev.enforce.model.PinnedReference;
import java.util.List;

/**
 * No authority of the policy was met, and at least one could not be evaluated: the policy neither passed nor refused.
 *
 * @param reasons texts of all its authorities, both of those that refused and of those that could not be evaluated
 */
public record PolicyError(String policy, String policyHash, PinnedReference image, List<String> reasons)
        implements PolicyObjection {

    public PolicyError {
        reasons = List.copyOf(reasons);
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("an error has a reason");
        }
    }
}
