package dev.enforce.language.cue.evaluate;

import java.util.List;
import java.util.Map;

/** Whether two alternatives came to the same; in doubt they did not. */
final class Sameness {

    private Sameness() {}

    static boolean same(Evaluator evaluator, Vertex one, Vertex two) {
        evaluator.budget.step();
        evaluator.budget.enter();
        try {
            evaluator.evaluate(one);
            evaluator.evaluate(two);
            if (one.fault != null || two.fault != null) {
                return false;
            }
            if (one.struct != two.struct || one.list != two.list || one.openList != two.openList) {
                return false;
            }
            if (one.arc != two.arc || one.alternatives.size() != two.alternatives.size()) {
                return false;
            }
            if (!one.struct && !one.list) {
                return sameScalars(evaluator, one, two) && sameArcs(evaluator, one, two);
            }
            return one.required.isEmpty() == two.required.isEmpty()
                    && one.patterns.size() == two.patterns.size()
                    && sameArcs(evaluator, one, two)
                    && sameAll(evaluator, one.elements, two.elements);
        } finally {
            evaluator.budget.leave();
        }
    }

    private static boolean sameScalars(Evaluator evaluator, Vertex one, Vertex two) {
        if (!one.alternatives.isEmpty()) {
            return sameAll(evaluator, one.alternatives, two.alternatives);
        }
        return one.term != null && one.term.equals(two.term);
    }

    private static boolean sameArcs(Evaluator evaluator, Vertex one, Vertex two) {
        if (!one.arcs.keySet().equals(two.arcs.keySet())) {
            return false;
        }
        for (Map.Entry<String, Vertex> entry : one.arcs.entrySet()) {
            Vertex other = two.arcs.get(entry.getKey());
            if (other == null || !same(evaluator, entry.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameAll(Evaluator evaluator, List<Vertex> one, List<Vertex> two) {
        if (one.size() != two.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!same(evaluator, one.get(i), two.get(i))) {
                return false;
            }
        }
        return true;
    }
}
