package dev.enforce.agent.reverification;

import dev.enforce.agent.reverification.PolicyChange.Kind;
import dev.enforce.verification.PolicyError;
import dev.enforce.verification.PolicyFailure;
import dev.enforce.verification.PolicyPass;
import dev.enforce.verification.PolicyResult;
import dev.enforce.verification.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one policy about one running image.
 *
 * @param valid what was last decided; null when nothing ever was
 * @param undecided whether the last try decided nothing
 */
record PolicyState(@Nullable Boolean valid, String diagnostic, boolean undecided) {

    /** One word for all objects that run the image: a refusal outweighs everything, what is undecided outweighs a pass. */
    static Map<String, PolicyState> of(List<Verdict> verdicts) {
        Map<String, PolicyState> states = new TreeMap<>();
        for (Verdict verdict : verdicts) {
            for (PolicyResult result : verdict.results()) {
                states.merge(result.policy(), of(result), PolicyState::worse);
            }
        }
        return states;
    }

    private static PolicyState of(PolicyResult result) {
        return switch (result) {
            case PolicyPass _ -> new PolicyState(true, "", false);
            case PolicyFailure failure -> new PolicyState(false, failure.text(""), false);
            case PolicyError error -> new PolicyState(null, error.text(""), true);
        };
    }

    private static PolicyState worse(PolicyState a, PolicyState b) {
        return a.rank() >= b.rank() ? a : b;
    }

    private int rank() {
        return valid == null ? 1 : valid ? 0 : 2;
    }

    /** This state after {@code before}: what is undecided changes nothing that was decided. */
    PolicyState after(@Nullable PolicyState before) {
        return valid == null && before != null && before.valid != null
                ? new PolicyState(before.valid, before.diagnostic, true)
                : this;
    }

    private Optional<PolicyChange> change(String policy, @Nullable PolicyState before, Instant now) {
        if (valid == null) {
            return Optional.empty();
        }
        Boolean was = before == null ? null : before.valid;
        if (was != null && was.equals(valid)) {
            return Optional.empty();
        }
        Kind kind = was == null ? Kind.NEW : valid ? Kind.IMPROVED : Kind.DEGRADED;
        return Optional.of(new PolicyChange(policy, kind, valid, diagnostic, now));
    }

    /** What changed from one set of states to the next, in policy-name order. */
    static List<PolicyChange> changes(Map<String, PolicyState> before, Map<String, PolicyState> after, Instant now) {
        List<PolicyChange> changes = new ArrayList<>();
        after.forEach(
                (policy, state) -> state.change(policy, before.get(policy), now).ifPresent(changes::add));
        return changes;
    }
}
