package dev.enforce.verification;

import dev.enforce.policy.CompiledPredicate;
import dev.enforce.verification.predicate.PredicateEvaluation;
import dev.enforce.verification.predicate.PredicateOutcome;
import java.util.List;
import java.util.function.Supplier;

/**
 * What policies over all matches see beside them, and who evaluates them.
 *
 * @param configs read when a policy first wants them, and remembered by whoever supplies them
 */
record Surroundings(PredicateEvaluation predicates, WorkloadDocument workload, Supplier<ConfigFiles> configs) {

    /** Puts a policy to what was met. */
    PredicateOutcome outcome(CompiledPredicate predicate, List<AuthorityMatch> matches) {
        MatchDocument document = new MatchDocument(matches);
        if (predicate.readsObject()) {
            if (workload.problem() != null) {
                return new PredicateOutcome.NotEvaluated(workload.problem());
            }
            document.with("spec", predicate.includeSpec() ? workload.spec() : null)
                    .with("metadata", predicate.includeObjectMeta() ? workload.metadata() : null);
        }
        document.with("typemeta", predicate.includeTypeMeta() ? workload.type() : null);
        if (predicate.fetchConfigFile()) {
            switch (configs.get()) {
                case ConfigFiles.Read(var byPlatform) -> document.withConfigs(byPlatform);
                case ConfigFiles.Unread(String reason) -> {
                    return new PredicateOutcome.NotEvaluated("the image's config cannot be read: " + reason);
                }
            }
        }
        return predicates.evaluate(predicate.program(), PredicateEvaluation.WHOLE_POLICY, document.bytes());
    }
}
