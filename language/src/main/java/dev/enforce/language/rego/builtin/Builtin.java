package dev.enforce.language.rego.builtin;

import dev.enforce.language.rego.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * A function of the language.
 *
 * @param pure whether the same operands always give the same answer; the clock is not pure
 */
public record Builtin(String name, int arity, boolean pure, Body body) {

    /** What it does. */
    public interface Body {

        /**
         * The answer; null where it is undefined.
         *
         * @throws BuiltinException for operands it has no answer for
         */
        @Nullable
        Value call(Value[] operands, BuiltinContext context);
    }
}
