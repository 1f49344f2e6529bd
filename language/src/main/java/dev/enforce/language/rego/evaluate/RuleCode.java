package dev.enforce.language.rego.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule ready to run.
 *
 * @param slots how many variables it has
 * @param collectors how many comprehensions
 * @param arguments what a function's arguments are matched with
 * @param path what follows the constant part of the head's reference
 * @param key of an element of a set; null for other rules
 * @param value what it is worth
 * @param body expressions, ending with {@link Steps.Found}
 * @param otherwise branches to be tried in order when this has no solution
 */
public record RuleCode(
        int slots,
        int collectors,
        List<Pattern> arguments,
        List<Operand> path,
        @Nullable Operand key,
        Operand value,
        Step body,
        List<RuleCode> otherwise) {}
