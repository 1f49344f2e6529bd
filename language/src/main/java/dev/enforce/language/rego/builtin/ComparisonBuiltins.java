package dev.enforce.language.rego.builtin;

import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.BooleanValue;
import dev.enforce.language.rego.value.NullValue;
import dev.enforce.language.rego.value.NumberValue;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.SetValue;
import dev.enforce.language.rego.value.StringValue;
import dev.enforce.language.rego.value.Value;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Comparisons, types and casts. */
final class ComparisonBuiltins {

    private ComparisonBuiltins() {}

    static void register(Registry registry) {
        registry.two("equal", (a, b) -> BooleanValue.of(a.equals(b)));
        registry.two("neq", (a, b) -> BooleanValue.of(!a.equals(b)));
        registry.two("lt", (a, b) -> BooleanValue.of(a.compareTo(b) < 0));
        registry.two("lte", (a, b) -> BooleanValue.of(a.compareTo(b) <= 0));
        registry.two("gt", (a, b) -> BooleanValue.of(a.compareTo(b) > 0));
        registry.two("gte", (a, b) -> BooleanValue.of(a.compareTo(b) >= 0));
        registry.two("internal.member_2", (a, b) -> BooleanValue.of(member(a, b)));
        registry.three("internal.member_3", (k, v, c) -> BooleanValue.of(entry(k, v, c)));
        // A relation: the engine itself enumerates what it relates, this is only its name and arity.
        registry.one("walk", a -> a);
        registry.one("type_name", a -> new StringValue(a.typeName()));
        registry.one("is_null", a -> is(a instanceof NullValue));
        registry.one("is_boolean", a -> is(a instanceof BooleanValue));
        registry.one("is_number", a -> is(a instanceof NumberValue));
        registry.one("is_string", a -> is(a instanceof StringValue));
        registry.one("is_array", a -> is(a instanceof ArrayValue));
        registry.one("is_object", a -> is(a instanceof ObjectValue));
        registry.one("is_set", a -> is(a instanceof SetValue));
        registry.one("cast_null", a -> cast(a, a instanceof NullValue));
        registry.one("cast_boolean", a -> cast(a, a instanceof BooleanValue));
        registry.one("cast_string", a -> cast(a, a instanceof StringValue));
        registry.one("cast_object", a -> cast(a, a instanceof ObjectValue));
        registry.one("cast_array", a -> new ArrayValue(Operands.elements(a)));
        registry.one("cast_set", a -> SetValue.of(new TreeSet<>(Operands.elements(a))));
    }

    /** A predicate that does not hold is false since OPA 1.0, not undefined. */
    private static Value is(boolean holds) {
        return BooleanValue.of(holds);
    }

    private static Value cast(Value value, boolean fits) {
        if (!fits) {
            throw new BuiltinException("operand of another type: " + value.typeName());
        }
        return value;
    }

    private static boolean member(Value element, Value collection) {
        return switch (collection) {
            case ArrayValue(List<Value> elements) -> elements.contains(element);
            case ObjectValue object -> object.values().contains(element);
            case SetValue set -> set.contains(element);
            default -> false;
        };
    }

    private static boolean entry(Value key, Value value, Value collection) {
        @Nullable
        Value found = switch (collection) {
            case ArrayValue(List<Value> elements)
            when key instanceof NumberValue number -> {
                long index = number.asLong().orElse(-1L);
                yield index >= 0 && index < elements.size() ? elements.get((int) index) : null;
            }
            case ObjectValue object -> object.find(key);
            case SetValue set -> set.contains(key) ? key : null;
            default -> null;
        };
        return found != null && found.equals(value);
    }
}
