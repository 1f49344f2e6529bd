package dev.enforce.language.cue.builtin;

import dev.enforce.language.cue.value.Value;
import java.util.List;

/**
 * A function of a package. Pure: the same arguments give the same answer.
 *
 * @param name with its package, as messages print it: {@code strings.MinRunes}
 * @param parameters the kinds that each argument may have
 * @param validator whether it may stand as a constraint, with the value under test as its first argument
 */
public record Function(String name, List<Integer> parameters, boolean validator, Body body) {

    /** What it does with arguments of the right number and kinds. */
    @FunctionalInterface
    public interface Body {
        /** @throws FunctionException when the arguments have no answer */
        Value apply(List<Value> arguments);
    }
}
