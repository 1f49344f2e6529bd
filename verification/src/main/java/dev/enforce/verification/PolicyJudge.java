package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.model.PinnedReference;
import dev.enforce.policy.CompiledAuthority;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.CompiledPredicate;
import dev.enforce.policy.KeyAuthority;
import dev.enforce.policy.KeylessAuthority;
import dev.enforce.policy.NotationAuthority;
import dev.enforce.policy.PolicyMode;
import dev.enforce.policy.StaticAuthority;
import dev.enforce.policy.UnusableAuthority;
import dev.enforce.verification.predicate.PredicateOutcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Judges an image by the policies that apply to it: authorities are alternatives inside a policy, policies must all
 * pass. Everything is evaluated, in a fixed order; nothing is asked from the network but the configs of the image, when a
 * policy wants them.
 */
final class PolicyJudge {

    private final PinnedReference image;
    private final Selection selection;
    private final PolicySet set;
    private final InstantSource clock;
    private final @Nullable Digest evidenceDigest;
    private final Surroundings surroundings;
    private final Function<CompiledAuthority, List<Evidence>> evidence;

    private final List<PolicyPass> passes = new ArrayList<>();
    private final List<PolicyFailure> failures = new ArrayList<>();
    private final List<PolicyError> errors = new ArrayList<>();
    private final List<PolicyObjection> warnings = new ArrayList<>();
    private @Nullable Instant validUntil;

    /** @param evidence everything that was read for an authority */
    PolicyJudge(
            PinnedReference image,
            Selection selection,
            PolicySet set,
            InstantSource clock,
            @Nullable Digest evidenceDigest,
            Surroundings surroundings,
            Function<CompiledAuthority, List<Evidence>> evidence) {
        this.image = image;
        this.selection = selection;
        this.set = set;
        this.clock = clock;
        this.evidenceDigest = evidenceDigest;
        this.surroundings = surroundings;
        this.evidence = evidence;
    }

    Verdict judge() {
        for (CompiledPolicy policy : selection.policies()) {
            judge(policy);
        }
        Basis basis = new Basis(selection.fingerprint(), set.trustRootsHash(), evidenceDigest, validUntil);
        if (!errors.isEmpty()) {
            return new Verdict.Undecided(image, errors, failures, passes, warnings, basis);
        }
        if (!failures.isEmpty()) {
            return new Verdict.Failed(image, failures, passes, warnings, basis);
        }
        return passes.isEmpty() && warnings.isEmpty()
                ? new Verdict.Uncovered(image, basis)
                : new Verdict.Passed(image, passes, warnings, basis);
    }

    private void judge(CompiledPolicy policy) {
        List<AuthorityMatch> matches = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        boolean evaluated = true;
        for (CompiledAuthority authority : policy.authorities()) {
            switch (judge(authority)) {
                case AuthorityOutcome.Met(AuthorityMatch match, Instant until) -> {
                    matches.add(match);
                    expire(until);
                }
                case AuthorityOutcome.NotMet(String text, Instant until) -> {
                    reasons.add(text);
                    expire(until);
                }
                case AuthorityOutcome.NotEvaluated(String text) -> {
                    reasons.add(text);
                    evaluated = false;
                }
            }
        }
        if (policy.authorities().isEmpty()) {
            reasons.add("the policy has no authorities, so that nothing can satisfy it");
        }
        CompiledPredicate predicate = policy.predicate();
        if (predicate == null || matches.isEmpty()) {
            conclude(policy, matches, reasons, evaluated);
        } else if (!evaluated) {
            conclude(policy, List.of(), reasons, false);
        } else {
            judge(policy, predicate, matches);
        }
    }

    /** Puts the policy over all matches to them, once; they are complete, since no authority was left unevaluated. */
    private void judge(CompiledPolicy policy, CompiledPredicate predicate, List<AuthorityMatch> matches) {
        expire(surroundings.predicates().validUntil(predicate.program()));
        switch (surroundings.outcome(predicate, matches)) {
            case PredicateOutcome.Holds _ -> conclude(policy, matches, List.of(), true);
            case PredicateOutcome.Refused(String text) -> conclude(policy, List.of(), List.of(text), true);
            case PredicateOutcome.NotEvaluated(String text) -> conclude(policy, List.of(), List.of(text), false);
        }
    }

    private void conclude(
            CompiledPolicy policy, List<AuthorityMatch> matches, List<String> reasons, boolean evaluated) {
        if (!matches.isEmpty()) {
            passes.add(new PolicyPass(policy.name(), policy.contentHash(), matches));
            return;
        }
        if (evaluated) {
            PolicyFailure failure = new PolicyFailure(policy.name(), policy.contentHash(), image, reasons);
            if (policy.mode() == PolicyMode.WARN) {
                warnings.add(failure);
            } else {
                failures.add(failure);
            }
            return;
        }
        PolicyError error = new PolicyError(policy.name(), policy.contentHash(), image, reasons);
        if (policy.mode() == PolicyMode.WARN) {
            warnings.add(error);
        } else {
            errors.add(error);
        }
    }

    private AuthorityOutcome judge(CompiledAuthority authority) {
        return switch (authority) {
            case StaticAuthority fixed ->
                switch (fixed.action()) {
                    case PASS ->
                        new AuthorityOutcome.Met(new AuthorityMatch(fixed.name(), true, List.of(), Map.of()), null);
                    case FAIL -> new AuthorityOutcome.NotMet("disallowed by static policy: " + fixed.message());
                };
            case UnusableAuthority unusable -> new AuthorityOutcome.NotEvaluated(unusable.reason());
            case KeyAuthority key -> byEvidence(key);
            case KeylessAuthority keyless -> byEvidence(keyless);
            case NotationAuthority notation -> byEvidence(notation);
        };
    }

    private AuthorityOutcome byEvidence(CompiledAuthority authority) {
        return switch (set.verifier(authority, clock)) {
            case EvidenceVerifier.Setup.Ready(EvidenceVerifier verifier) ->
                new AuthorityJudge(image, authority, verifier, evidence.apply(authority), surroundings.predicates())
                        .judge();
            case EvidenceVerifier.Setup.Unusable(String text) ->
                new AuthorityOutcome.NotEvaluated(AuthorityJudge.prefix(
                                authority.options().attestations().isEmpty() ? "signature" : "attestation",
                                authority,
                                image)
                        + text);
        };
    }

    /** Remembers the earliest end: a verdict never outlives any of its matches, even one that others would replace. */
    private void expire(@Nullable Instant until) {
        if (until != null && (validUntil == null || until.isBefore(validUntil))) {
            validUntil = until;
        }
    }
}
