package dev.enforce.verification;

import dev.enforce.model.PinnedReference;
import java.util.List;

/** The policy was evaluated in full and refused the image: no authority was met. */
public record PolicyFailure(String policy, String policyHash, PinnedReference image, List<String> reasons)
        implements PolicyObjection {

    public PolicyFailure {
        reasons = List.copyOf(reasons);
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("a failure has a reason");
        }
    }
}
