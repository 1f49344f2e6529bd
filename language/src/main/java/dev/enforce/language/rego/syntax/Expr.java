package dev.enforce.language.rego.syntax;

import dev.enforce.language.Location;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One expression of a body. */
public record Expr(Statement statement, boolean negated, List<With> with, Location location) {

    public Expr {
        with = List.copyOf(with);
    }

    /** {@code with target as value} */
    public record With(Term target, Term value) {}

    /** What the expression says. */
    public sealed interface Statement {

        /** A term that must be defined and not false. */
        record Holds(Term term) implements Statement {}

        /** {@code left = right} */
        record Unify(Term left, Term right) implements Statement {}

        /** {@code left := right} */
        record Assign(Term left, Term right) implements Statement {}

        /** {@code some x, y} */
        record Some(List<Term.Var> variables) implements Statement {
            public Some {
                variables = List.copyOf(variables);
            }
        }

        /** {@code some key, value in collection} */
        record SomeIn(@Nullable Term key, Term value, Term collection) implements Statement {}

        /** <code>every key, value in domain { body }</code> */
        record Every(Term.@Nullable Var key, Term.Var value, Term domain, Body body) implements Statement {}
    }
}
