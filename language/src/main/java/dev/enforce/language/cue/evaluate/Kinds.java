package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value.NullValue;
import dev.enforce.language.cue.value.Value.NumberValue;

/** Which kinds a term may still have. */
final class Kinds {

    private Kinds() {}

    static int of(Term term) {
        return switch (term) {
            case Term.Scalar scalar -> scalar.value().kind();
            case Term.Type type -> type.kinds();
            case Term.Limit limit -> of(limit);
            case Term.Check check -> check.function().parameters().getFirst();
            case Term.All all -> all.terms().stream().mapToInt(Kinds::of).reduce(Kind.TOP, (a, b) -> a & b);
            case Vertex vertex -> of(vertex);
        };
    }

    static int of(Term.Limit limit) {
        if (limit.operator().equals("=~") || limit.operator().equals("!~")) {
            return limit.bound().kind();
        }
        return switch (limit.bound()) {
            case NumberValue _ -> Kind.NUMBER;
            case NullValue _ -> Kind.TOP & ~Kind.NULL;
            default -> limit.bound().kind();
        };
    }

    private static int of(Vertex vertex) {
        if (vertex.struct || vertex.list) {
            return (vertex.struct ? Kind.STRUCT : 0) | (vertex.list ? Kind.LIST : 0);
        }
        if (!vertex.alternatives.isEmpty()) {
            return vertex.alternatives.stream().mapToInt(Kinds::of).reduce(0, (a, b) -> a | b);
        }
        return vertex.term == null || Identity.same(vertex.term, vertex) ? Kind.TOP : of(vertex.term);
    }
}
