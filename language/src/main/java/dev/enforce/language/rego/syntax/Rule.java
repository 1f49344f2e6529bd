package dev.enforce.language.rego.syntax;

import dev.enforce.language.Location;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule.
 *
 * @param name the first part of its reference
 * @param path what follows the name in the head: fields, indexes and variables
 * @param arguments of a function; null where the rule is none
 * @param key the element that the rule adds to a set ({@code p contains key}, {@code p[key]} in version 0); null otherwise
 * @param value what it is worth; true where the text leaves it out
 * @param isDefault whether the value only stands in when no other rule of the name is defined
 * @param otherwise the {@code else} branches, in order
 */
public record Rule(
        String name,
        List<Term> path,
        @Nullable List<Term> arguments,
        @Nullable Term key,
        Term value,
        boolean isDefault,
        Body body,
        List<Else> otherwise,
        Location location) {

    public Rule {
        path = List.copyOf(path);
        arguments = arguments == null ? null : List.copyOf(arguments);
        otherwise = List.copyOf(otherwise);
    }

    /** {@code else = value { body }}; without a value it is true, without a body it holds. */
    public record Else(Term value, Body body, Location location) {}
}
