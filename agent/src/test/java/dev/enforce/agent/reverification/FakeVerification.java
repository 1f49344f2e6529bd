package dev.enforce.agent.reverification;

import dev.enforce.model.Digest;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Keychain;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.StaticAuthority;
import dev.enforce.verification.AuthorityMatch;
import dev.enforce.verification.Basis;
import dev.enforce.verification.PolicyError;
import dev.enforce.verification.PolicyFailure;
import dev.enforce.verification.PolicyPass;
import dev.enforce.verification.PolicySet;
import dev.enforce.verification.Verdict;
import dev.enforce.verification.Verification;
import dev.enforce.verification.WorkloadFacts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Images pass when a test says so; policies with only static authorities say themselves. */
final class FakeVerification implements Verification {

    final Set<String> signed = new HashSet<>();
    final List<String> asked = new ArrayList<>();
    final List<Long> notBefore = new ArrayList<>();
    boolean down;

    @Nullable
    Instant validUntil;

    @Override
    public Verdict verify(
            PinnedReference image, WorkloadFacts facts, Keychain keychain, PolicySet policies, Deadline deadline) {
        throw new AssertionError("continuous verification tells how new evidence has to be");
    }

    @Override
    public synchronized Verdict reverify(
            PinnedReference image,
            WorkloadFacts facts,
            Keychain keychain,
            PolicySet policies,
            long since,
            Deadline deadline) {
        asked.add(image.name() + " in " + facts.kind());
        notBefore.add(since);
        List<PolicyPass> passes = new ArrayList<>();
        List<PolicyFailure> failures = new ArrayList<>();
        List<PolicyError> errors = new ArrayList<>();
        boolean evidence = false;
        for (CompiledPolicy policy : policies.policies()) {
            boolean fixed = policy.authorities().getFirst() instanceof StaticAuthority;
            evidence |= !fixed;
            if (!fixed && down) {
                errors.add(new PolicyError(policy.name(), "h", image, List.of("no answer")));
            } else if (fixed || signed.contains(image.name())) {
                passes.add(new PolicyPass(
                        policy.name(), "h", List.of(new AuthorityMatch("a", true, List.of(), Map.of()))));
            } else {
                failures.add(new PolicyFailure(policy.name(), "h", image, List.of("no signatures found")));
            }
        }
        Digest digest = evidence ? Digest.sha256("x".getBytes(StandardCharsets.UTF_8)) : null;
        Basis basis = new Basis(policies.hash(), "roots", digest, validUntil);
        if (!errors.isEmpty()) {
            return new Verdict.Undecided(image, errors, failures, passes, List.of(), basis);
        }
        if (!failures.isEmpty()) {
            return new Verdict.Failed(image, failures, passes, List.of(), basis);
        }
        return passes.isEmpty()
                ? new Verdict.Uncovered(image, basis)
                : new Verdict.Passed(image, passes, List.of(), basis);
    }
}
