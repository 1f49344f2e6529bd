package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.builtin.FunctionException;
import dev.enforce.language.cue.compile.Labels;
import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.NumberValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The type, the scalar and the bounds that a vertex has so far. */
final class Scalars {

    private final Unifier unifier;
    private int kinds = Kind.TOP;
    private @Nullable Object kindSource;
    private @Nullable Value scalar;
    private final List<Term.Limit> limits = new ArrayList<>();
    private final List<Term.Check> checks = new ArrayList<>();

    Scalars(Unifier unifier) {
        this.unifier = unifier;
    }

    @Nullable
    Value scalar() {
        return scalar;
    }

    int kinds() {
        return kinds;
    }

    /** @return false if nothing is left that the value may be */
    boolean restrict(int to, Object source) {
        if (unifier.fault() != null) {
            return false;
        }
        int both = kinds & to;
        if (both == 0) {
            String first = Format.anything(kindSource == null ? new Term.Type(kinds) : kindSource);
            unifier.fail("conflicting values %s and %s (mismatched types %s and %s)"
                    .formatted(first, Format.anything(source), Kind.name(kinds), Kind.name(to)));
            return false;
        }
        if (kinds != both || kindSource == null) {
            kindSource = source;
        }
        kinds = both;
        return true;
    }

    void add(Value value) {
        if (!restrict(value.kind(), value)) {
            return;
        }
        if (scalar == null) {
            scalar = value;
        } else if (!scalar.equals(value)) {
            unifier.fail("conflicting values " + Format.value(value) + " and " + Format.value(scalar));
        }
    }

    void limit(Term.Limit limit) {
        int to = Kinds.of(limit);
        if (restrict(to, limit)) {
            for (Term.Limit other : List.copyOf(limits)) {
                Term agreed = Limits.together(kinds, other, limit, unifier);
                if (agreed != null) {
                    limits.remove(other);
                    unifier.insertTerm(agreed, Origin.ROOT);
                    return;
                }
            }
            limits.add(limit);
        }
    }

    void check(Term.Check check) {
        int to = check.function().parameters().getFirst();
        if (restrict(to, check)) {
            checks.add(check);
        }
    }

    /** Holds the bounds and validators against the value, once it is known what it is. */
    void finish() {
        Vertex vertex = unifier.vertex;
        if (scalar != null) {
            Value value = scalar;
            for (Term.Limit limit : limits) {
                unifier.attempt(() -> {
                    if (!Operators.withinLimit(limit, value)) {
                        unifier.fail("invalid value %s (out of bound %s)"
                                .formatted(Format.value(value), Format.anything(limit)));
                    }
                });
            }
        }
        if (scalar != null || vertex.struct || vertex.list) {
            checks.forEach(check -> unifier.attempt(() -> hold(check)));
        }
    }

    private void hold(Term.Check check) {
        Value value = scalar != null ? scalar : unifier.evaluator.loose(unifier.vertex);
        List<Value> arguments = new ArrayList<>();
        arguments.add(value);
        arguments.addAll(check.arguments());
        String because = "";
        try {
            if (check.function().body().apply(arguments) instanceof Value.BoolValue(boolean holds) && holds) {
                return;
            }
        } catch (FunctionException e) {
            if (mayStillGrow(check)) {
                throw FaultException.incomplete(e.text());
            }
            because = ": " + e.text();
        }
        unifier.fail("invalid value %s (does not satisfy %s)%s"
                .formatted(Format.value(value), Format.anything(check), because));
    }

    /** Too few is no failure while more may come. */
    private boolean mayStillGrow(Term.Check check) {
        Vertex vertex = unifier.vertex;
        return switch (check.function().name()) {
            case "list.MinItems" -> vertex.openList;
            case "struct.MinFields" -> vertex.required.isEmpty() || !vertex.opens.isEmpty() || enoughDeclared(check);
            default -> false;
        };
    }

    private boolean enoughDeclared(Term.Check check) {
        long declared =
                unifier.vertex.arcs.keySet().stream().filter(Labels::isRegular).count();
        return check.arguments().getFirst() instanceof NumberValue n
                && n.value().compareTo(BigDecimal.valueOf(declared)) <= 0;
    }

    /** What is known of the value. */
    Term term() {
        if (scalar != null) {
            return new Term.Scalar(scalar);
        }
        List<Term> terms = new ArrayList<>();
        int implied = Kind.TOP;
        for (Term.Limit limit : limits) {
            implied &= Kinds.of(limit);
        }
        for (Term.Check check : checks) {
            implied &= check.function().parameters().getFirst();
        }
        if (kinds != implied || (limits.isEmpty() && checks.isEmpty())) {
            terms.add(new Term.Type(kinds));
        }
        terms.addAll(limits);
        terms.addAll(checks);
        return terms.size() == 1 ? terms.getFirst() : new Term.All(List.copyOf(terms));
    }
}
