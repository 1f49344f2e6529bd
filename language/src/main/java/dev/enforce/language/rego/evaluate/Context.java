package dev.enforce.language.rego.evaluate;

import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The documents that a body sees, and what is known already about rules under them. {@code with} makes a new one. */
final class Context {

    final @Nullable Value input;
    final Value data;
    final @Nullable Replaced replaced;
    final Map<String, Mock> mocks;
    final Map<RuleGroup, Known> known = new HashMap<>();

    /** What stands in for a function: another one, or a value. */
    sealed interface Mock {
        /** A value for any arguments. */
        record Fixed(Value value) implements Mock {}

        /** Another function. */
        record Function(String name) implements Mock {}
    }

    /** Places below {@code data} that a {@code with} replaces, rules included. */
    record Replaced(boolean whole, Map<Value, Replaced> below) {
        @Nullable
        Replaced find(Value key) {
            return below.get(key);
        }

        static Replaced add(@Nullable Replaced before, List<Value> path) {
            if (path.isEmpty() || (before != null && before.whole)) {
                return new Replaced(true, Map.of());
            }
            Map<Value, Replaced> below = before == null ? new HashMap<>() : new HashMap<>(before.below);
            below.put(path.getFirst(), add(below.get(path.getFirst()), path.subList(1, path.size())));
            return new Replaced(false, below);
        }
    }

    /** What is known about a group of rules. */
    static final class Known {
        @Nullable
        Value whole;

        boolean done;
        final Map<Object, @Nullable Value> byKey = new HashMap<>();
    }

    Context(@Nullable Value input, Value data, @Nullable Replaced replaced, Map<String, Mock> mocks) {
        this.input = input;
        this.data = data;
        this.replaced = replaced;
        this.mocks = mocks;
    }

    Known known(RuleGroup group) {
        return known.computeIfAbsent(group, _ -> new Known());
    }

    Context withInput(List<Value> path, Value value) {
        return new Context(put(input, path, value), data, replaced, mocks);
    }

    Context withData(List<Value> path, Value value) {
        return new Context(input, put(data, path, value), Replaced.add(replaced, path), mocks);
    }

    Context withMock(String name, Mock mock) {
        Map<String, Mock> more = new HashMap<>(mocks);
        more.put(name, mock);
        return new Context(input, data, replaced, more);
    }

    /** What a replaced function stands in for is not replaced within the function that replaces it. */
    Context withoutMocks() {
        return new Context(input, data, replaced, Map.of());
    }

    private static Value put(@Nullable Value whole, List<Value> path, Value value) {
        if (path.isEmpty()) {
            return value;
        }
        TreeMap<Value, Value> entries = whole instanceof ObjectValue object ? object.toMap() : new TreeMap<>();
        entries.put(path.getFirst(), put(entries.get(path.getFirst()), path.subList(1, path.size()), value));
        return ObjectValue.of(entries);
    }
}
