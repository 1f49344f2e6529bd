package dev.enforce.language.rego.builtin;

import static dev.enforce.language.rego.builtin.Operands.object;

import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.BooleanValue;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.SetValue;
import dev.enforce.language.rego.value.Value;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Objects. */
final class ObjectBuiltins {

    private ObjectBuiltins() {}

    static void register(Registry registry) {
        registry.three("object.get", ObjectBuiltins::get);
        registry.one("object.keys", a -> SetValue.of(object(a).keys()));
        registry.two("object.remove", (a, b) -> {
            TreeMap<Value, Value> rest = object(a).toMap();
            keys(b).forEach(rest::remove);
            return ObjectValue.of(rest);
        });
        registry.two("object.filter", (a, b) -> {
            ObjectValue from = object(a);
            TreeMap<Value, Value> kept = new TreeMap<>();
            for (Value key : keys(b)) {
                Value value = from.find(key);
                if (value != null) {
                    kept.put(key, value);
                }
            }
            return ObjectValue.of(kept);
        });
        registry.add("object.union", 2, (o, c) -> {
            c.budget().steps(object(o[0]).size() + (long) object(o[1]).size());
            return union(object(o[0]), object(o[1]));
        });
        registry.add("object.union_n", 1, (o, c) -> {
            ObjectValue result = ObjectValue.EMPTY;
            for (Value next : Operands.array(o[0])) {
                c.budget().steps(result.size() + (long) object(next).size());
                result = union(result, object(next));
            }
            return result;
        });
        registry.add("object.subset", 2, ObjectBuiltins::isSubset);
    }

    private static Collection<Value> keys(Value value) {
        return switch (value) {
            case ObjectValue object -> object.keys();
            case ArrayValue(List<Value> elements) -> elements;
            case SetValue set -> set.elements();
            default -> throw Operands.wrong("object, array or set", value);
        };
    }

    private static Value get(Value from, Value key, Value otherwise) {
        if (!(from instanceof ObjectValue)) {
            throw Operands.wrong("object", from);
        }
        if (!(key instanceof ArrayValue(List<Value> path))) {
            Value found = object(from).find(key);
            return found == null ? otherwise : found;
        }
        Value at = from;
        for (Value part : path) {
            at = at == null ? null : below(at, part);
        }
        return at == null ? otherwise : at;
    }

    static @Nullable Value below(Value value, Value key) {
        return switch (value) {
            case ObjectValue object -> object.find(key);
            case ArrayValue(List<Value> elements)
            when key instanceof dev.enforce.language.rego.value.NumberValue n -> {
                long index = n.asLong().orElse(-1L);
                yield index >= 0 && index < elements.size() ? elements.get((int) index) : null;
            }
            case SetValue set -> set.contains(key) ? key : null;
            default -> null;
        };
    }

    static ObjectValue union(ObjectValue a, ObjectValue b) {
        TreeMap<Value, Value> both = a.toMap();
        for (int i = 0; i < b.size(); i++) {
            Value before = both.get(b.key(i));
            Value after = b.value(i);
            both.put(
                    b.key(i),
                    before instanceof ObjectValue left && after instanceof ObjectValue right
                            ? union(left, right)
                            : after);
        }
        return ObjectValue.of(both);
    }

    private static Value isSubset(Value[] operands, BuiltinContext context) {
        Value whole = operands[0];
        Value part = operands[1];
        if (whole instanceof ArrayValue(List<Value> elements) && part instanceof SetValue set) {
            context.budget().steps((long) elements.size() * set.size());
            return BooleanValue.of(elements.containsAll(set.elements()));
        }
        boolean comparable = (whole instanceof ObjectValue && part instanceof ObjectValue)
                || (whole instanceof SetValue && part instanceof SetValue)
                || (whole instanceof ArrayValue && part instanceof ArrayValue);
        if (!comparable) {
            throw new BuiltinException("both arguments object.subset must be of the same type or array and set");
        }
        return BooleanValue.of(holds(whole, part, context));
    }

    private static boolean holds(Value whole, Value part, BuiltinContext context) {
        context.budget().step();
        return switch (part) {
            case ObjectValue wanted
            when whole instanceof ObjectValue object -> {
                boolean all = true;
                for (int i = 0; all && i < wanted.size(); i++) {
                    Value found = object.find(wanted.key(i));
                    all = found != null && holds(found, wanted.value(i), context);
                }
                yield all;
            }
            case SetValue wanted
            when whole instanceof SetValue set -> set.elements().containsAll(wanted.elements());
            case ArrayValue(List<Value> wanted)
            when whole instanceof ArrayValue(List<Value> elements) -> {
                context.budget().steps((long) elements.size() * wanted.size() / 4);
                yield java.util.Collections.indexOfSubList(elements, wanted) >= 0;
            }
            default -> whole.equals(part);
        };
    }
}
