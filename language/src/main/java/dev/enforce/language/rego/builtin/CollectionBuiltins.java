package dev.enforce.language.rego.builtin;

import static dev.enforce.language.rego.builtin.Operands.array;
import static dev.enforce.language.rego.builtin.Operands.elements;
import static dev.enforce.language.rego.builtin.Operands.set;

import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.BooleanValue;
import dev.enforce.language.rego.value.NumberValue;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.SetValue;
import dev.enforce.language.rego.value.StringValue;
import dev.enforce.language.rego.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Aggregates, arrays and sets. */
final class CollectionBuiltins {

    private CollectionBuiltins() {}

    static void register(Registry registry) {
        registry.one("count", CollectionBuiltins::count);
        registry.one("sum", a -> fold(a, 0, NumberBuiltins::plus));
        registry.one("product", a -> fold(a, 1, NumberBuiltins::times));
        registry.one("max", a -> elements(a).isEmpty() ? undefined() : Collections.max(elements(a)));
        registry.one("min", a -> elements(a).isEmpty() ? undefined() : Collections.min(elements(a)));
        registry.one("sort", a -> new ArrayValue(elements(a).stream().sorted().toList()));
        registry.one("all", a -> BooleanValue.of(elements(a).stream().allMatch(BooleanValue.TRUE::equals)));
        registry.one("any", a -> BooleanValue.of(elements(a).stream().anyMatch(BooleanValue.TRUE::equals)));
        registry.add("array.concat", 2, CollectionBuiltins::concat);
        registry.one("array.reverse", a -> new ArrayValue(array(a).reversed()));
        registry.three("array.slice", CollectionBuiltins::slice);
        registry.add("array.flatten", 1, CollectionBuiltins::flatten);
        registry.two("and", (a, b) -> intersect(set(a), set(b)));
        registry.add("or", 2, (o, c) -> union(List.of(set(o[0]), set(o[1])), c));
        registry.two("set_diff", (a, b) -> {
            TreeSet<Value> rest = new TreeSet<>(set(a).elements());
            rest.removeAll(set(b).elements());
            return SetValue.of(rest);
        });
        registry.one("intersection", CollectionBuiltins::intersection);
        registry.add("union", 1, (o, c) -> union(set(o[0]).elements(), c));
    }

    private static @Nullable Value undefined() {
        return null;
    }

    private static Value count(Value value) {
        return NumberValue.of(
                switch (value) {
                    case ArrayValue(List<Value> elements) -> elements.size();
                    case SetValue set -> set.size();
                    case ObjectValue object -> object.size();
                    case StringValue(String text) -> text.codePointCount(0, text.length());
                    default -> throw Operands.wrong("array, object, set or string", value);
                });
    }

    private static Value fold(Value collection, long start, java.util.function.BinaryOperator<NumberValue> function) {
        NumberValue result = NumberValue.of(start);
        for (Value element : elements(collection)) {
            result = function.apply(result, Operands.number(element));
        }
        return result;
    }

    private static Value concat(Value[] operands, BuiltinContext context) {
        List<Value> all = new ArrayList<>(array(operands[0]));
        all.addAll(array(operands[1]));
        context.budget().elements(all.size());
        context.budget().steps(all.size());
        return new ArrayValue(all);
    }

    private static Value flatten(Value[] operands, BuiltinContext context) {
        List<Value> flat = new ArrayList<>();
        for (Value element : array(operands[0])) {
            if (element instanceof ArrayValue(List<Value> inner)) {
                flat.addAll(inner);
            } else {
                flat.add(element);
            }
        }
        context.budget().elements(flat.size());
        return new ArrayValue(flat);
    }

    private static Value slice(Value value, Value from, Value to) {
        List<Value> elements = array(value);
        int start = Math.max(0, Operands.integer(from));
        int end = Math.min(elements.size(), Operands.integer(to));
        return start >= end ? ArrayValue.EMPTY : new ArrayValue(elements.subList(start, end));
    }

    private static SetValue intersect(SetValue a, SetValue b) {
        TreeSet<Value> both = new TreeSet<>(a.elements());
        both.retainAll(b.elements());
        return SetValue.of(both);
    }

    private static Value intersection(Value sets) {
        SetValue result = null;
        for (Value element : set(sets).elements()) {
            result = result == null ? set(element) : intersect(result, set(element));
        }
        return result == null ? SetValue.EMPTY : result;
    }

    private static Value union(List<? extends Value> sets, BuiltinContext context) {
        TreeSet<Value> all = new TreeSet<>();
        for (Value element : sets) {
            all.addAll(set(element).elements());
            context.budget().elements(all.size());
            context.budget().steps(set(element).size());
        }
        return SetValue.of(all);
    }
}
