package dev.enforce.agent.policies;

import dev.enforce.policy.PolicyDiagnostic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One TrustRoot as it stands in the cluster, and what of it is in force.
 *
 * @param json sigstore's TrustedRoot as JSON; null if there never was a usable one
 * @param problems errors of the object as it stands; empty when it was usable
 */
public record TrustRootState(
        String name, String uid, long generation, @Nullable String json, List<PolicyDiagnostic> problems) {

    public TrustRootState {
        problems = List.copyOf(problems);
    }

    /** All problems in one line. */
    public String problemText() {
        return PolicyDiagnostic.errorText(problems).replace('\n', ' ');
    }
}
