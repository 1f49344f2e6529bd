package dev.enforce.agent.admission;

import dev.enforce.model.ImagePattern;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Keychain;
import dev.enforce.policy.AuthorityOptions;
import dev.enforce.policy.CompiledMatch;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.PolicyMode;
import dev.enforce.policy.StaticAuthority;
import dev.enforce.verification.AuthorityMatch;
import dev.enforce.verification.Basis;
import dev.enforce.verification.PolicyError;
import dev.enforce.verification.PolicyFailure;
import dev.enforce.verification.PolicyPass;
import dev.enforce.verification.Verdict;
import dev.enforce.verification.WorkloadFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Says of images what a test wants, and remembers what it was asked. */
final class FakeJudge implements ImageJudge {

    private static final Basis BASIS = new Basis("p", "t", null, null);

    final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    final List<WorkloadFacts> workloads = Collections.synchronizedList(new ArrayList<>());
    List<CompiledPolicy> policies = new ArrayList<>();
    Function<PinnedReference, Verdict> verdict = FakeJudge::passed;

    @Override
    public List<CompiledPolicy> policies() {
        return policies;
    }

    @Override
    public Verdict verify(PinnedReference image, WorkloadFacts workload, Keychain keychain, Deadline deadline) {
        asked.add(image.toString());
        workloads.add(workload);
        return verdict.apply(image);
    }

    static Verdict passed(PinnedReference image) {
        PolicyPass pass =
                new PolicyPass("good", "h", List.of(new AuthorityMatch("authority-0", true, List.of(), Map.of())));
        return new Verdict.Passed(image, List.of(pass), List.of(), BASIS);
    }

    static Verdict uncovered(PinnedReference image) {
        return new Verdict.Uncovered(image, BASIS);
    }

    static Verdict failed(PinnedReference image, String... policies) {
        List<PolicyFailure> failures = new ArrayList<>();
        for (String policy : policies) {
            failures.add(failure(image, policy));
        }
        return new Verdict.Failed(image, failures, List.of(), List.of(), BASIS);
    }

    static Verdict warned(PinnedReference image, String policy) {
        return new Verdict.Passed(image, List.of(), List.of(failure(image, policy)), BASIS);
    }

    static Verdict undecided(PinnedReference image, String policy, String reason) {
        PolicyError error = new PolicyError(policy, "h", image, List.of(reason));
        return new Verdict.Undecided(image, List.of(error), List.of(), List.of(), List.of(), BASIS);
    }

    private static PolicyFailure failure(PinnedReference image, String policy) {
        String reason = "signature key validation failed for authority authority-0 for " + image.name()
                + ": no signatures found";
        return new PolicyFailure(policy, "h", image, List.of(reason));
    }

    /** A policy of one static authority. */
    static CompiledPolicy statically(
            String name, PolicyMode mode, StaticAuthority.Action action, String glob, CompiledMatch... matches) {
        StaticAuthority authority = new StaticAuthority("authority-0", action, "not here", AuthorityOptions.NONE);
        return new CompiledPolicy(
                name,
                "u",
                "1",
                mode,
                List.of(ImagePattern.parse(glob)),
                List.of(matches),
                List.of(authority),
                null,
                "h");
    }

    /** A policy that looks at images; what authorities it has does not matter to admission. */
    static CompiledPolicy looking(String name, String glob, CompiledMatch... matches) {
        return new CompiledPolicy(
                name,
                "u",
                "1",
                PolicyMode.ENFORCE,
                List.of(ImagePattern.parse(glob)),
                List.of(matches),
                List.of(),
                null,
                "h");
    }
}
