package dev.enforce.language.rego.syntax;

import dev.enforce.language.Location;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule.
 *
 * @param path its name below the package; more than one part when the head is a reference of constants
 * @param body empty for {@code default} rules
 * @param otherwise the {@code else} branches, in order
 */
public record Rule(List<String> path, Head head, @Nullable Body body, List<Else> otherwise, Location location) {

    public Rule {
        path = List.copyOf(path);
        otherwise = List.copyOf(otherwise);
    }

    /** {@code else = value { body }}; without a value it is true, without a body it holds. */
    public record Else(Term value, Body body, Location location) {}

    /** What kind of thing the rule defines. */
    public sealed interface Head {

        /** One value: {@code name = value}. */
        record Complete(Term value) implements Head {}

        /** The value when no other rule of the name is defined. */
        record Default(Term value) implements Head {}

        /** An element of a set: {@code name[key]} in version 0, {@code name contains key}. */
        record PartialSet(Term key) implements Head {}

        /** An entry of an object: {@code name[k] = value}, also nested: {@code name[a][b] = value}. */
        record PartialObject(List<Term> keys, Term value) implements Head {
            public PartialObject {
                keys = List.copyOf(keys);
            }
        }

        /** {@code name(arguments) = value} */
        record Function(List<Term> arguments, Term value) implements Head {
            public Function {
                arguments = List.copyOf(arguments);
            }
        }
    }
}
