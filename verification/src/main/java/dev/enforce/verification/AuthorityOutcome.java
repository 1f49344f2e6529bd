package dev.enforce.verification;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one authority of a policy says about an image. */
sealed interface AuthorityOutcome {

    /** It is met. */
    record Met(AuthorityMatch match, @Nullable Instant validUntil) implements AuthorityOutcome {}

    /** It was evaluated and is not met. */
    record NotMet(String text, @Nullable Instant validUntil) implements AuthorityOutcome {

        /** Not met at any time. */
        NotMet(String text) {
            this(text, null);
        }
    }

    /** It could not be evaluated. */
    record NotEvaluated(String text) implements AuthorityOutcome {}
}
