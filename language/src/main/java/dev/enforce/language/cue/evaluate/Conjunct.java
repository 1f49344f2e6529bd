package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.compile.Code;
import dev.enforce.language.cue.value.Value;
import org.jspecify.annotations.Nullable;

/** One constraint on a vertex. */
sealed interface Conjunct {

    Origin origin();

    Conjunct with(Origin origin);

    /** What the policy says, in its scope. */
    record Said(@Nullable Env env, Code code, Origin origin) implements Conjunct {
        @Override
        public Conjunct with(Origin other) {
            return new Said(env, code, other);
        }
    }

    /** Plain data: of the document, or what a function answered. */
    record Data(Value value, Origin origin) implements Conjunct {
        @Override
        public Conjunct with(Origin other) {
            return new Data(value, other);
        }
    }

    /** Something that an expression came to. */
    record Given(Term term, Origin origin) implements Conjunct {
        @Override
        public Conjunct with(Origin other) {
            return new Given(term, other);
        }
    }
}
