package dev.enforce.verification.predicate;

import dev.enforce.language.cue.CueLimits;
import dev.enforce.language.cue.CuePolicy;
import dev.enforce.language.cue.CueResult;
import dev.enforce.language.rego.RegoPolicy;
import dev.enforce.language.rego.SigstoreCompliance;
import dev.enforce.language.rego.limit.RegoLimits;
import dev.enforce.model.Digest;
import dev.enforce.policy.PredicateProgram;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates predicate policies, and remembers the answers of those that do not look at the clock. Safe for many threads.
 */
public final class PredicateEvaluation {

    /** What the policy over all matches is called in texts. */
    public static final String WHOLE_POLICY = "ClusterImagePolicy";

    private static final int MAX_REMEMBERED = 10_000;

    private final InstantSource clock;
    private final Supplier<Duration> resync;
    private final Map<Key, PredicateOutcome> remembered = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, PredicateOutcome> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    private record Key(Digest program, String name, Digest document) {}

    /** @param resync for how long an answer that depends on the clock counts */
    public PredicateEvaluation(InstantSource clock, Supplier<Duration> resync) {
        this.clock = clock;
        this.resync = resync;
    }

    /**
     * Puts a policy to a document.
     *
     * @param name of the attestation that the policy belongs to, or {@link #WHOLE_POLICY}
     * @param document JSON
     */
    public PredicateOutcome evaluate(PredicateProgram program, String name, byte[] document) {
        if (!program.isTimeless()) {
            return evaluated(program, name, document);
        }
        Key key = new Key(program.hash(), name, Digest.sha256(document));
        return find(key).orElseGet(() -> {
            PredicateOutcome outcome = evaluated(program, name, document);
            if (!(outcome instanceof PredicateOutcome.NotEvaluated)) {
                synchronized (remembered) {
                    remembered.put(key, outcome);
                }
            }
            return outcome;
        });
    }

    /** When the answer of this policy, given now, must be asked for again; null when time cannot change it. */
    public @Nullable Instant validUntil(PredicateProgram program) {
        return program.isTimeless() ? null : clock.instant().plus(resync.get());
    }

    private Optional<PredicateOutcome> find(Key key) {
        synchronized (remembered) {
            return Optional.ofNullable(remembered.get(key));
        }
    }

    private PredicateOutcome evaluated(PredicateProgram program, String name, byte[] document) {
        return switch (program) {
            case PredicateProgram.Cue(var _, CuePolicy policy) -> cue(policy, name, document);
            case PredicateProgram.Rego(var _, RegoPolicy policy) -> rego(policy, name, document);
        };
    }

    private static PredicateOutcome cue(CuePolicy policy, String name, byte[] document) {
        String prefix = "failed evaluating cue policy for " + name + ": ";
        return switch (policy.evaluate(document, CueLimits.DEFAULT)) {
            case CueResult.Passed _ -> new PredicateOutcome.Holds();
            case CueResult.Failed failed ->
                new PredicateOutcome.Refused(prefix + "failed to evaluate the policy with error: " + failed.text());
            case CueResult.DocumentError(String text) ->
                new PredicateOutcome.NotEvaluated(
                        prefix + "failed to compile the attestation data with error: " + text);
            case CueResult.LimitReached(String limit) ->
                new PredicateOutcome.NotEvaluated(prefix + "the evaluation takes " + limit);
        };
    }

    private PredicateOutcome rego(RegoPolicy policy, String name, byte[] document) {
        String prefix = "failed evaluating rego policy for type " + name + ": ";
        return switch (SigstoreCompliance.of(policy.evaluate(document, RegoLimits.DEFAULT, clock))) {
            case SigstoreCompliance.Compliant _ -> new PredicateOutcome.Holds();
            case SigstoreCompliance.Warned(String warning) -> new PredicateOutcome.Refused(warning);
            case SigstoreCompliance.NotCompliant(String text) -> new PredicateOutcome.Refused(prefix + text);
            case SigstoreCompliance.NotEvaluated(String text) -> new PredicateOutcome.NotEvaluated(prefix + text);
        };
    }
}
