package dev.enforce.cli.verify;

import dev.enforce.cli.verify.Explanation.AuthorityPart;
import dev.enforce.cli.verify.Explanation.PolicyPart;
import dev.enforce.cli.verify.Explanation.Result;
import dev.enforce.cli.verify.Explanation.Standing;
import dev.enforce.model.ImagePattern;
import dev.enforce.policy.CompiledAuthority;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.PolicyMode;
import dev.enforce.verification.AuthorityMatch;
import dev.enforce.verification.PolicyError;
import dev.enforce.verification.PolicyFailure;
import dev.enforce.verification.PolicyPass;
import dev.enforce.verification.PolicyResult;
import dev.enforce.verification.PolicySet;
import dev.enforce.verification.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sets a verdict beside the policies that it was computed from. */
final class Explainer {

    private Explainer() {}

    static Explanation explain(String requested, PolicySet policies, Verdict verdict) {
        List<String> names = ImagePattern.names(verdict.image());
        List<PolicyPart> parts = new ArrayList<>();
        for (CompiledPolicy policy : policies.policies()) {
            PolicyResult said = verdict.results().stream()
                    .filter(result -> result.policy().equals(policy.name()))
                    .findFirst()
                    .orElse(null);
            List<String> matching = policy.images().stream()
                    .filter(pattern -> pattern.matchesAny(names))
                    .map(ImagePattern::glob)
                    .toList();
            boolean globMatches = !matching.isEmpty();
            List<String> globs = globMatches
                    ? matching
                    : policy.images().stream().map(ImagePattern::glob).toList();
            parts.add(
                    said == null
                            ? part(policy, Standing.NOT_APPLICABLE, globMatches, globs, List.of(), List.of())
                            : part(policy, said, globs));
        }
        return new Explanation(requested, verdict.image(), result(verdict), parts, verdict.basis());
    }

    private static Result result(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Passed _ -> Result.PASSED;
            case Verdict.Failed _ -> Result.REFUSED;
            case Verdict.Uncovered _ -> Result.UNCOVERED;
            case Verdict.Undecided _ -> Result.UNDECIDED;
        };
    }

    private static PolicyPart part(CompiledPolicy policy, PolicyResult said, List<String> globs) {
        return switch (said) {
            case PolicyPass pass -> part(policy, Standing.PASSED, true, globs, pass.matches(), List.of());
            case PolicyFailure failure -> part(policy, Standing.REFUSED, true, globs, List.of(), failure.reasons());
            case PolicyError error -> part(policy, Standing.UNDECIDED, true, globs, List.of(), error.reasons());
        };
    }

    private static PolicyPart part(
            CompiledPolicy policy,
            Standing standing,
            boolean globMatches,
            List<String> globs,
            List<AuthorityMatch> matches,
            List<String> reasons) {
        // When no authority was met, each has one reason, in the policy's order; else the reasons are the policy's.
        boolean oneEach = reasons.size() == policy.authorities().size();
        List<AuthorityPart> authorities = new ArrayList<>();
        for (int i = 0; i < policy.authorities().size(); i++) {
            CompiledAuthority authority = policy.authorities().get(i);
            AuthorityMatch match = matches.stream()
                    .filter(one -> one.authority().equals(authority.name()))
                    .findFirst()
                    .orElse(null);
            authorities.add(new AuthorityPart(
                    authority.name(),
                    Wanted.kind(authority),
                    match != null,
                    Wanted.signers(authority),
                    Wanted.conditions(authority),
                    match == null ? List.of() : match.signatures(),
                    match == null ? Map.of() : match.attestations(),
                    oneEach ? lines(reasons.get(i)) : List.of()));
        }
        return new PolicyPart(
                policy.name(),
                policy.mode() == PolicyMode.WARN,
                standing,
                globMatches,
                globs,
                authorities,
                oneEach ? List.of() : reasons);
    }

    private static List<String> lines(String reason) {
        return reason.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
