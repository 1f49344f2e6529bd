package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.compile.Code;
import dev.enforce.language.cue.compile.Code.Arc;
import dev.enforce.language.cue.compile.Code.Decl;
import dev.enforce.language.cue.compile.Code.StructCode;
import dev.enforce.language.cue.compile.Labels;
import dev.enforce.language.cue.evaluate.Vertex.State;
import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.NumberValue;
import dev.enforce.language.cue.value.Value.StringValue;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Finds the vertex that a reference means. */
final class References {

    private final Evaluator evaluator;

    References(Evaluator evaluator) {
        this.evaluator = evaluator;
    }

    Vertex resolve(@Nullable Env env, Code code, Vertex at) {
        evaluator.budget.step();
        return switch (code) {
            case Code.FieldRef field -> field(env, field, at);
            case Code.Bound bound -> {
                Vertex found = Env.up(env, bound.up()).bound(bound.name());
                if (found == null) {
                    throw new IllegalStateException("nothing is bound to " + bound.name());
                }
                yield found;
            }
            case Code.LetRef let -> let(Env.up(env, let.up()), let.name());
            case Code.Select select -> select(resolve(env, select.operand(), at), select.label(), at);
            case Code.Index index -> index(env, index, at);
            case Code other -> evaluator.anonymous(env, other, at);
        };
    }

    private static Vertex field(@Nullable Env env, Code.FieldRef reference, Vertex at) {
        Vertex vertex = Env.up(env, reference.up()).vertex();
        Unifier unifier = vertex.unifier;
        boolean inside = at != vertex && at.parent != null && at.parent.label.equals(Vertex.ANONYMOUS);
        if (inside && unifier != null && unifier.structs.isAwaited(reference.label())) {
            throw FaultException.cycle();
        }
        Vertex found = vertex.arcs.get(reference.label());
        if (found == null) {
            throw FaultException.incomplete("undefined field: " + Labels.text(reference.label()));
        }
        if (found.arc == Arc.OPTIONAL) {
            throw optional(found);
        }
        return found;
    }

    private static FaultException optional(Vertex found) {
        return FaultException.incomplete("cannot reference optional field: " + Labels.text(found.label));
    }

    private Vertex let(Env env, String name) {
        Vertex known = env.bound(name);
        if (known != null) {
            return known;
        }
        StructCode code = env.code();
        if (code != null) {
            for (Decl decl : code.decls()) {
                if (decl instanceof Decl.Let let && let.name().equals(name)) {
                    Vertex value = evaluator.anonymous(env, let.value(), env.vertex());
                    env.bind(name, value);
                    return value;
                }
            }
        }
        throw new IllegalStateException("no let clause " + name);
    }

    private Vertex select(Vertex operand, String label, Vertex at) {
        Vertex container = opened(operand);
        Vertex found = container.arcs.get(label);
        if (found != null && found.arc != Arc.OPTIONAL) {
            return found;
        }
        if (found != null) {
            throw optional(found);
        }
        Unifier unifier = container.unifier;
        boolean known = unifier != null && (unifier.scalars.kinds() & (Kind.STRUCT | Kind.LIST)) == 0;
        if (container.state == State.EXPANDING && known && unifier != null) {
            throw FaultException.conflict(
                    at, "invalid operand (found " + Kind.name(unifier.scalars.kinds()) + ", want list or struct)");
        }
        if (container.state == State.EXPANDING) {
            throw FaultException.incomplete("undefined field: " + Labels.text(label));
        }
        Term term = evaluator.value(container);
        if ((Kinds.of(term) & (Kind.STRUCT | Kind.LIST)) == 0) {
            throw FaultException.conflict(
                    at,
                    "invalid operand " + Format.anything(term) + " (found " + Kind.name(Kinds.of(term))
                            + ", want list or struct)");
        }
        if (container.fault != null) {
            throw FaultException.incomplete("undefined field: " + Labels.text(label));
        }
        if (container.list && !container.struct) {
            throw FaultException.conflict(at, "undefined field: " + Labels.text(label));
        }
        if (container.struct && !new Unifier(evaluator, container, new int[0]).structs.couldHave(label)) {
            throw FaultException.conflict(at, "undefined field: " + Labels.text(label));
        }
        throw FaultException.incomplete("undefined field: " + Labels.text(label));
    }

    /** The vertex with its fields known; the default where there is a choice. */
    private Vertex opened(Vertex vertex) {
        if (vertex.arc == Arc.REQUIRED) {
            throw FaultException.incomplete("required field missing: " + Labels.text(vertex.label));
        }
        if (vertex.state == State.EXPANDING) {
            return vertex;
        }
        evaluator.evaluate(vertex);
        if (vertex.fault != null && vertex.fault.refuses()) {
            throw new FaultException(vertex.fault);
        }
        if (!vertex.alternatives.isEmpty()) {
            if (vertex.preferred.size() == 1) {
                return opened(vertex.preferred.getFirst());
            }
            throw FaultException.incomplete("unresolved disjunction");
        }
        return vertex.term instanceof Vertex inner && inner != vertex ? opened(inner) : vertex;
    }

    private Vertex index(@Nullable Env env, Code.Index reference, Vertex at) {
        Vertex operand = resolve(env, reference.operand(), at);
        Value index = evaluator.concrete(env, reference.index(), at);
        if (index instanceof StringValue(String label)) {
            return select(operand, label, at);
        }
        if (!(index instanceof NumberValue(BigDecimal number, boolean integer)) || !integer) {
            throw FaultException.conflict(
                    at, "invalid index " + Format.value(index) + " (invalid type " + Kind.name(index.kind()) + ")");
        }
        Vertex container = opened(operand);
        if (!container.list) {
            throw container.struct || container.term instanceof Term.Scalar
                    ? FaultException.conflict(at, "invalid operand (found struct, want list)")
                    : FaultException.incomplete("not yet a list");
        }
        if (number.signum() < 0) {
            throw FaultException.conflict(at, "invalid index " + number + " (index must be non-negative)");
        }
        if (number.compareTo(BigDecimal.valueOf(container.elements.size())) >= 0) {
            String text = "index out of range [" + number + "] with length " + container.elements.size();
            throw container.openList || container.state == State.EXPANDING
                    ? FaultException.incomplete(text)
                    : FaultException.conflict(at, text);
        }
        return container.elements.get(number.intValueExact());
    }
}
