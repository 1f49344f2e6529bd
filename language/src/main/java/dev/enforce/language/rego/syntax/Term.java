package dev.enforce.language.rego.syntax;

import dev.enforce.language.Location;
import dev.enforce.language.rego.value.Value;
import java.util.List;

/** What stands for values. Operators are calls of the built-in that they name. */
public sealed interface Term {

    Location location();

    /** A value as written. */
    record Scalar(Value value, Location location) implements Term {}

    /** A variable; each {@code _} is one of its own, with a name that no text can write: {@code $<n>}. */
    record Var(String name, Location location) implements Term {
        public boolean isWildcard() {
            return name.startsWith("$");
        }
    }

    /** {@code head.a[b]}: the path has one term at least; a field is a string. */
    record Ref(Term head, List<Term> path, Location location) implements Term {
        public Ref {
            path = List.copyOf(path);
        }
    }

    /** {@code [a, b]} */
    record Array(List<Term> elements, Location location) implements Term {
        public Array {
            elements = List.copyOf(elements);
        }
    }

    /** {@code {k: v}} */
    record ObjectTerm(List<Entry> entries, Location location) implements Term {
        public ObjectTerm {
            entries = List.copyOf(entries);
        }
    }

    /** A key and its value. */
    record Entry(Term key, Term value) {}

    /** <code>{a, b}</code> and {@code set()} */
    record SetTerm(List<Term> elements, Location location) implements Term {
        public SetTerm {
            elements = List.copyOf(elements);
        }
    }

    /** {@code [head | body]} */
    record ArrayComprehension(Term head, Body body, Location location) implements Term {}

    /** <code>{head | body}</code> */
    record SetComprehension(Term head, Body body, Location location) implements Term {}

    /** <code>{key: value | body}</code> */
    record ObjectComprehension(Term key, Term value, Body body, Location location) implements Term {}

    /**
     * A call.
     *
     * @param function the name as written ({@code startswith}, {@code data.lib.f}, {@code f}); of operators the built-in's
     *     ({@code equal}, {@code plus}, {@code internal.member_2})
     */
    record Call(String function, List<Term> arguments, Location location) implements Term {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }
}
