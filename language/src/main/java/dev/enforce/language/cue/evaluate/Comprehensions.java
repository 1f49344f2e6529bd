package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.compile.Code.Arc;
import dev.enforce.language.cue.compile.Code.Clause;
import dev.enforce.language.cue.compile.Labels;
import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.BoolValue;
import dev.enforce.language.cue.value.Value.NumberValue;
import dev.enforce.language.cue.value.Value.StringValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the clauses of a comprehension. */
final class Comprehensions {

    /** The scope for one run of the body. */
    record Body(Env env) {}

    private final Evaluator evaluator;
    private final Vertex at;

    Comprehensions(Evaluator evaluator, Vertex at) {
        this.evaluator = evaluator;
        this.at = at;
    }

    void run(Env env, List<Clause> clauses, List<Body> into) {
        evaluator.budget.step();
        if (clauses.isEmpty()) {
            into.add(new Body(env));
            return;
        }
        List<Clause> rest = clauses.subList(1, clauses.size());
        switch (clauses.getFirst()) {
            case Clause.If condition -> {
                if (holds(env, condition)) {
                    run(env, rest, into);
                }
            }
            case Clause.LetIn let -> {
                Vertex value = evaluator.anonymous(env, let.value(), at);
                run(Env.ofClause(env, at).bind(let.name(), value), rest, into);
            }
            case Clause.For each -> each(env, each, rest, into);
        }
    }

    private boolean holds(Env env, Clause.If condition) {
        Value value = evaluator.ofKind(env, condition.condition(), at, Kind.BOOL, "if");
        if (value instanceof BoolValue(boolean holds)) {
            return holds;
        }
        throw FaultException.conflict(
                at, "cannot use " + Format.value(value) + " (type " + Kind.name(value.kind()) + ") as type bool");
    }

    private void each(Env env, Clause.For each, List<Clause> rest, List<Body> into) {
        Vertex source = evaluator.container(env, each.source(), at);
        if (source.list) {
            for (int i = 0; i < source.elements.size(); i++) {
                bind(env, each, NumberValue.of(i), source.elements.get(i), rest, into);
            }
        } else {
            for (Vertex field : List.copyOf(source.arcs.values())) {
                if (field.arc == Arc.MEMBER && Labels.isRegular(field.label)) {
                    bind(env, each, new StringValue(field.label), field, rest, into);
                }
            }
        }
    }

    private void bind(Env env, Clause.For each, Value key, Vertex value, List<Clause> rest, List<Body> into) {
        Env inner = Env.ofClause(env, at).bind(each.value(), value);
        @Nullable String name = each.key();
        if (name != null) {
            inner.bind(name, evaluator.given(key, at));
        }
        run(inner, rest, into);
    }
}
