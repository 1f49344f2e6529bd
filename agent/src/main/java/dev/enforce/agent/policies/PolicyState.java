package dev.enforce.agent.policies;

import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.PolicyDiagnostic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One ClusterImagePolicy as it stands in the cluster, and what of it is in force.
 *
 * @param generation of the object that was compiled last
 * @param standing how what is in force relates to the object
 * @param inForce null if nothing could be derived from the object, so that it covers nothing
 * @param problems errors of the object as it stands; empty when it compiled
 */
public record PolicyState(
        String name,
        String uid,
        long generation,
        Standing standing,
        @Nullable CompiledPolicy inForce,
        List<PolicyDiagnostic> problems) {

    /** How what is in force relates to the object. */
    public enum Standing {
        /** The object as it stands is in force. */
        CURRENT,
        /** The object cannot be used as it stands; what was in force before still is. */
        LAST_GOOD,
        /** The object cannot be used and never could: what it covers is denied. */
        DENYING
    }

    public PolicyState {
        problems = List.copyOf(problems);
    }

    /** Whether the trouble is with keys, which lie in Secrets or key-management services. */
    public boolean isKeyTrouble() {
        return problems.stream()
                .anyMatch(problem -> problem.message().contains("secret")
                        || problem.message().startsWith("kms key ")
                        || problem.details().contains("secret"));
    }

    /** All problems in one line. */
    public String problemText() {
        return PolicyDiagnostic.errorText(problems).replace('\n', ' ');
    }
}
