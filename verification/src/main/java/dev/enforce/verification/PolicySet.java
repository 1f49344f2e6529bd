package dev.enforce.verification;

import dev.enforce.model.PinnedReference;
import dev.enforce.policy.CompiledPolicy;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All policies of a cluster at one moment, with the trust roots that they name. Immutable; safe for many threads. */
public final class PolicySet {

    /** No policy at all: every image is uncovered. */
    public static final PolicySet EMPTY = PolicySet.of(List.of());

    private final List<CompiledPolicy> policies;
    private final String hash;
    private final PolicyIndex index;
    private final boolean readsLabels;

    private PolicySet(List<CompiledPolicy> policies) {
        this.policies = policies;
        this.hash = Selection.fingerprint(policies);
        this.index = new PolicyIndex(policies);
        this.readsLabels = index.readsLabels();
    }

    /**
     * A set of these policies, in whatever order they come.
     *
     * @throws IllegalArgumentException if two of them have one name
     */
    public static PolicySet of(List<CompiledPolicy> policies) {
        Set<String> names = new HashSet<>();
        for (CompiledPolicy policy : policies) {
            if (!names.add(policy.name())) {
                throw new IllegalArgumentException("two policies are named " + policy.name());
            }
        }
        return new PolicySet(policies.stream()
                .sorted(Comparator.comparing(CompiledPolicy::name))
                .toList());
    }

    /** In name order. */
    public List<CompiledPolicy> policies() {
        return policies;
    }

    /** Changes whenever any verdict could. */
    public String hash() {
        return hash;
    }

    /** Whether the labels of a workload can decide anything. */
    public boolean readsLabels() {
        return readsLabels;
    }

    /** Whether any policy applies to this image in this workload. */
    public boolean covers(PinnedReference image, WorkloadFacts facts) {
        return !select(image, facts).policies().isEmpty();
    }

    Selection select(PinnedReference image, WorkloadFacts facts) {
        return index.select(image, facts);
    }
}
