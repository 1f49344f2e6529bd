package dev.enforce.language.rego.builtin;

import static dev.enforce.language.rego.builtin.Operands.elements;
import static dev.enforce.language.rego.builtin.Operands.object;

import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.SetValue;
import dev.enforce.language.rego.value.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;

/** Graphs as objects of edges. */
final class GraphBuiltins {

    private GraphBuiltins() {}

    static void register(Registry registry) {
        registry.add("graph.reachable", 2, (o, c) -> {
            ObjectValue graph = object(o[0]);
            TreeSet<Value> reached = new TreeSet<>();
            Deque<Value> open = new ArrayDeque<>(elements(o[1]));
            while (!open.isEmpty()) {
                c.budget().step();
                Value node = open.removeFirst();
                Value edges = graph.find(node);
                if (edges != null && reached.add(node)) {
                    open.addAll(neighbours(edges));
                }
            }
            return SetValue.of(reached);
        });
    }

    private static List<Value> neighbours(Value edges) {
        return switch (edges) {
            case ArrayValue(List<Value> nodes) -> nodes;
            case SetValue set -> set.elements();
            default -> List.of();
        };
    }
}
