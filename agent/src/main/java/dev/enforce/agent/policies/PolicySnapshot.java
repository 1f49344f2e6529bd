package dev.enforce.agent.policies;

import dev.enforce.verification.PolicySet;
import java.util.List;
import java.util.stream.Stream;

/**
 * All policies and trust roots of one moment; immutable.
 *
 * @param policySet what verification works with
 * @param policies in name order
 * @param trustRoots in name order
 */
public record PolicySnapshot(PolicySet policySet, List<PolicyState> policies, List<TrustRootState> trustRoots) {

    /** Before anything was read. */
    static final PolicySnapshot EMPTY = new PolicySnapshot(PolicySet.EMPTY, List.of(), List.of());

    public PolicySnapshot {
        policies = List.copyOf(policies);
        trustRoots = List.copyOf(trustRoots);
    }

    /** What cannot be used as it stands, one line each. */
    public List<String> notes() {
        Stream<String> ofPolicies = policies.stream()
                .filter(state -> state.standing() != PolicyState.Standing.CURRENT)
                .map(state -> "policy " + state.name() + " cannot be used, "
                        + (state.standing() == PolicyState.Standing.LAST_GOOD
                                ? "its last good form stays in force: "
                                : "what it covers is denied: ")
                        + state.problemText());
        Stream<String> ofRoots = trustRoots.stream()
                .filter(state -> !state.problems().isEmpty())
                .map(state -> "trust root " + state.name() + " cannot be used as it stands: " + state.problemText());
        return Stream.concat(ofPolicies, ofRoots).toList();
    }
}
