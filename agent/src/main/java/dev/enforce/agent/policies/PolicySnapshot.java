package dev.enforce.agent.policies;

import dev.enforce.verification.PolicySet;
import java.util.List;

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
}
