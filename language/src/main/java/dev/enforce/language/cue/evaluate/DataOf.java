package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.compile.Code.Arc;
import dev.enforce.language.cue.compile.Labels;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.ListValue;
import dev.enforce.language.cue.value.Value.OpaqueValue;
import dev.enforce.language.cue.value.Value.StructValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns what was evaluated into plain data. */
final class DataOf {

    private DataOf() {}

    /** @throws FaultException unless all of it is concrete */
    static Value concrete(Evaluator evaluator, Term term) {
        return switch (term) {
            case Term.Scalar scalar -> scalar.value();
            case Vertex vertex when vertex.struct || vertex.list -> inside(evaluator, vertex, true);
            case Vertex _, Term.Type _, Term.Limit _, Term.Check _, Term.All _ ->
                throw FaultException.incomplete("non-concrete value " + Format.anything(term));
        };
    }

    static Value loose(Evaluator evaluator, Vertex vertex) {
        return inside(evaluator, vertex, false);
    }

    private static Value inside(Evaluator evaluator, Vertex vertex, boolean strict) {
        Value data = vertex.onlyData();
        if (data != null) {
            return data;
        }
        evaluator.budget.step();
        evaluator.budget.enter();
        try {
            if (vertex.list) {
                List<Value> items = new ArrayList<>();
                for (Vertex element : vertex.elements) {
                    items.add(part(evaluator, element, strict));
                }
                return new ListValue(items);
            }
            Map<String, Value> fields = new LinkedHashMap<>();
            for (Vertex field : List.copyOf(vertex.arcs.values())) {
                if (field.arc == Arc.MEMBER && Labels.isRegular(field.label)) {
                    fields.put(field.label, part(evaluator, field, strict));
                }
            }
            return new StructValue(fields);
        } finally {
            evaluator.budget.leave();
        }
    }

    private static Value part(Evaluator evaluator, Vertex vertex, boolean strict) {
        Value data = vertex.onlyData();
        if (data != null) {
            return data;
        }
        if (strict) {
            return concrete(evaluator, evaluator.value(vertex));
        }
        try {
            Term term = evaluator.value(vertex);
            return switch (term) {
                case Term.Scalar scalar -> scalar.value();
                case Vertex inner when inner.struct || inner.list -> inside(evaluator, inner, false);
                case Vertex _, Term.Type _, Term.Limit _, Term.Check _, Term.All _ ->
                    new OpaqueValue(Format.anything(term));
            };
        } catch (FaultException e) {
            if (e.fault().refuses()) {
                throw e;
            }
            return new OpaqueValue("_");
        }
    }
}
