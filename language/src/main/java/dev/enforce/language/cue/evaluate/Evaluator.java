package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.compile.Code;
import dev.enforce.language.cue.compile.Code.Arc;
import dev.enforce.language.cue.compile.Labels;
import dev.enforce.language.cue.evaluate.Conjunct.Data;
import dev.enforce.language.cue.evaluate.Conjunct.Said;
import dev.enforce.language.cue.evaluate.Fault.Issue;
import dev.enforce.language.cue.evaluate.Vertex.State;
import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import org.jspecify.annotations.Nullable;

/** Evaluates vertices when something asks for them; one evaluator serves one evaluation. */
final class Evaluator {

    final Budget budget;
    private final Expressions expressions;
    private final References references;

    Evaluator(Budget budget) {
        this.budget = budget;
        this.references = new References(this);
        this.expressions = new Expressions(this);
    }

    /** Learns the vertex's own value and which fields it has; the fields themselves wait. */
    void evaluate(Vertex vertex) {
        if (vertex.state != State.NEW) {
            return;
        }
        budget.step();
        budget.enter();
        vertex.clear();
        vertex.state = State.EXPANDING;
        Unifier unifier = expand(vertex, new int[0]);
        Code.Either either = unifier.firstOpen();
        if (either != null && unifier.fault() == null) {
            new Choosing(this, vertex).choose(either);
        } else {
            settle(unifier);
        }
        vertex.state = State.DONE;
        budget.leave();
    }

    Unifier expand(Vertex vertex, int[] choices) {
        Unifier unifier = new Unifier(this, vertex, choices);
        vertex.unifier = unifier;
        vertex.state = State.EXPANDING;
        unifier.run();
        return unifier;
    }

    /** Ends the unification of a vertex that has no choice left. */
    void settle(Unifier unifier) {
        Vertex vertex = unifier.vertex;
        if (unifier.fault() == null) {
            Value scalar = unifier.scalars.scalar();
            boolean composite = vertex.struct || vertex.list || scalar != null;
            boolean bare = unifier.scalars.kinds() == Kind.TOP && !vertex.conjuncts.isEmpty();
            if (!composite && bare && (!vertex.arcs.isEmpty() || unifier.structs.isEmptyStruct())) {
                vertex.struct = true;
            }
            unifier.lists.finish();
            unifier.structs.finish();
            vertex.term = vertex.struct || vertex.list ? vertex : unifier.scalars.term();
            vertex.state = State.DONE;
            unifier.scalars.finish();
        }
        vertex.fault = unifier.fault() != null ? unifier.fault() : unifier.incomplete();
        vertex.unifier = null;
        vertex.state = State.DONE;
    }

    /** All that refuses the vertex or anything in it; plain data that nothing constrains is not looked at. */
    @Nullable
    Fault refusal(Vertex vertex, boolean first) {
        if (vertex.onlyData() != null) {
            return null;
        }
        evaluate(vertex);
        budget.enter();
        Fault found = vertex.fault != null && vertex.fault.refuses() ? vertex.fault : null;
        if (found == null) {
            found = refusalInside(vertex, first);
        }
        budget.leave();
        return found;
    }

    private @Nullable Fault refusalInside(Vertex vertex, boolean first) {
        Fault found = null;
        for (Vertex child : vertex.ordered()) {
            if (child.arc == Arc.OPTIONAL) {
                continue;
            }
            Fault inner = child.notAllowed != null ? child.notAllowed : refusal(child, first);
            found = found == null || inner == null ? (found == null ? inner : found) : found.and(inner);
            if (first && found != null) {
                return found;
            }
        }
        for (Vertex element : vertex.elements) {
            Fault inner = refusal(element, first);
            found = found == null || inner == null ? (found == null ? inner : found) : found.and(inner);
            if (first && found != null) {
                return found;
            }
        }
        return found;
    }

    static Fault placed(Fault fault, Vertex at) {
        if (fault.issues().stream().noneMatch(issue -> issue.path().isEmpty())) {
            return fault;
        }
        return new Fault(
                fault.cause(),
                fault.issues().stream()
                        .map(issue -> issue.path().isEmpty() ? new Issue(at.path(), issue.text()) : issue)
                        .toList());
    }

    /** @throws FaultException when the reference leads nowhere */
    Vertex resolve(@Nullable Env env, Code code, Vertex at) {
        return references.resolve(env, code, at);
    }

    Vertex anonymous(@Nullable Env env, Code code, Vertex at) {
        Vertex vertex = new Vertex(at, Vertex.ANONYMOUS);
        vertex.add(new Said(env, code, Origin.ROOT));
        return vertex;
    }

    Vertex given(Value value, Vertex at) {
        Vertex vertex = new Vertex(at, Vertex.ANONYMOUS);
        vertex.add(new Data(value, Origin.ROOT));
        return vertex;
    }

    /** What the expression comes to, perhaps not concrete. */
    Term term(@Nullable Env env, Code code, Vertex at) {
        budget.step();
        budget.enter();
        try {
            return expressions.term(env, code, at);
        } finally {
            budget.leave();
        }
    }

    /** What a vertex comes to; the default where there is a choice. */
    Term value(Vertex vertex) {
        if (vertex.arc == Arc.REQUIRED) {
            throw FaultException.incomplete("required field missing: " + Labels.text(vertex.label));
        }
        if (vertex.state == State.EXPANDING) {
            Unifier unifier = vertex.unifier;
            Value scalar = unifier == null ? null : unifier.scalars.scalar();
            if (scalar != null) {
                return new Term.Scalar(scalar);
            }
            if (vertex.struct || vertex.list) {
                return vertex;
            }
            throw FaultException.cycle();
        }
        evaluate(vertex);
        if (vertex.fault != null && (vertex.fault.refuses() || !(vertex.struct || vertex.list))) {
            throw new FaultException(vertex.fault);
        }
        if (!vertex.alternatives.isEmpty()) {
            return vertex.preferred.size() == 1 ? value(vertex.preferred.getFirst()) : vertex;
        }
        Term term = vertex.term;
        if (term == null) {
            throw FaultException.cycle();
        }
        return term == vertex || !(term instanceof Vertex inner) ? term : value(inner);
    }

    /** @throws FaultException when the expression has no concrete value */
    Value concrete(@Nullable Env env, Code code, Vertex at) {
        return DataOf.concrete(this, term(env, code, at));
    }

    Value ofKind(@Nullable Env env, Code code, Vertex at, int kinds, String use) {
        return expressions.ofKind(env, code, at, kinds, use);
    }

    /** A struct or list. */
    Vertex container(@Nullable Env env, Code code, Vertex at) {
        Term term = term(env, code, at);
        if (term instanceof Vertex vertex && (vertex.struct || vertex.list)) {
            return vertex;
        }
        if ((Kinds.of(term) & (Kind.STRUCT | Kind.LIST)) == 0) {
            throw FaultException.conflict(
                    at,
                    "cannot range over " + Format.anything(term) + " (found " + Kind.name(Kinds.of(term))
                            + ", want list or struct)");
        }
        throw FaultException.incomplete("cannot range over something that is not yet a list or struct");
    }

    /** As plain data, where what is not concrete is only counted. */
    Value loose(Vertex vertex) {
        return DataOf.loose(this, vertex);
    }
}
