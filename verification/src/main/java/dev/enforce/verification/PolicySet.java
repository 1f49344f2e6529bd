package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.model.PinnedReference;
import dev.enforce.policy.CompiledAuthority;
import dev.enforce.policy.CompiledPolicy;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/** All policies of a cluster at one moment, with the trust roots that they name. Immutable; safe for many threads. */
public final class PolicySet {

    /** No policy at all: every image is uncovered. */
    public static final PolicySet EMPTY = PolicySet.of(List.of());

    private final List<CompiledPolicy> policies;
    private final String hash;
    private final PolicyIndex index;
    private final boolean readsLabels;
    private final String trustRootsHash;
    private final BiFunction<CompiledAuthority, InstantSource, EvidenceVerifier.Setup> newVerifier;
    private final Map<CompiledAuthority, EvidenceVerifier.Setup> verifiers = new ConcurrentHashMap<>();

    private PolicySet(
            List<CompiledPolicy> policies,
            String trustRootsHash,
            BiFunction<CompiledAuthority, InstantSource, EvidenceVerifier.Setup> newVerifier) {
        this.policies = policies;
        this.trustRootsHash = trustRootsHash;
        this.newVerifier = newVerifier;
        this.hash = Digest.sha256(
                        (Selection.fingerprint(policies) + "\n" + trustRootsHash).getBytes(StandardCharsets.UTF_8))
                .hex();
        this.index = new PolicyIndex(policies);
        this.readsLabels = index.readsLabels();
    }

    /**
     * A set of these policies without any trust root: only keys can be trusted.
     *
     * @throws IllegalArgumentException if two of them have one name
     */
    public static PolicySet of(List<CompiledPolicy> policies) {
        return of(policies, TrustedRoots.NONE);
    }

    /**
     * A set of these policies, in whatever order they come, with the trust roots that they may name.
     *
     * @throws IllegalArgumentException if two of them have one name
     */
    public static PolicySet of(List<CompiledPolicy> policies, TrustedRoots roots) {
        return of(policies, roots.hash(), (authority, clock) -> new TrustSetup(roots, clock).of(authority));
    }

    static PolicySet of(
            List<CompiledPolicy> policies,
            String trustRootsHash,
            BiFunction<CompiledAuthority, InstantSource, EvidenceVerifier.Setup> newVerifier) {
        Set<String> names = new HashSet<>();
        for (CompiledPolicy policy : policies) {
            if (!names.add(policy.name())) {
                throw new IllegalArgumentException("two policies are named " + policy.name());
            }
        }
        return new PolicySet(
                policies.stream()
                        .sorted(Comparator.comparing(CompiledPolicy::name))
                        .toList(),
                trustRootsHash,
                newVerifier);
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

    /** Hash over the trust roots. */
    String trustRootsHash() {
        return trustRootsHash;
    }

    /** The verifier of one authority, made when it is first needed. */
    EvidenceVerifier.Setup verifier(CompiledAuthority authority, InstantSource clock) {
        return verifiers.computeIfAbsent(authority, missing -> newVerifier.apply(missing, clock));
    }

    Selection select(PinnedReference image, WorkloadFacts facts) {
        return index.select(image, facts);
    }
}
