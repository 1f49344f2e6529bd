package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.builtin.Function;
import dev.enforce.language.cue.value.Value;
import java.util.List;

/** What an expression comes to. */
sealed interface Term permits Term.Scalar, Term.Type, Term.Limit, Term.Check, Term.All, Vertex {

    record Scalar(Value value) implements Term {}

    record Type(int kinds) implements Term {}

    /** A bound: {@code <5}, {@code !="x"}, {@code =~"^x"}. */
    record Limit(String operator, Value bound) implements Term {}

    /** A function that a value must satisfy as its first argument. */
    record Check(Function function, List<Value> arguments) implements Term {}

    record All(List<Term> terms) implements Term {}
}
