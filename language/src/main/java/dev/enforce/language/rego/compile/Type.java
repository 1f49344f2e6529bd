package dev.enforce.language.rego.compile;

import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.NumberValue;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.SetValue;
import dev.enforce.language.rego.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What can be known of a value before there is one. Where nothing is known, there is no type (null). */
sealed interface Type {

    Type ANY = new Any(Set.of());
    Type NUMBER = new Scalar("number");
    Type STRING = new Scalar("string");
    Type BOOLEAN = new Scalar("boolean");
    Type NULL = new Scalar("null");

    /** A type without parts. */
    record Scalar(String name) implements Type {}

    /** One of several; of none, anything. */
    record Any(Set<Type> of) implements Type {}

    /** Elements that are there for sure, then others. */
    record ArrayType(List<@Nullable Type> fixed, @Nullable Type others) implements Type {}

    /** A set; of an empty one nothing is known of its elements. */
    record SetType(@Nullable Type of) implements Type {}

    /** Keys that are there for sure, then others. */
    record ObjectType(
            Map<Value, @Nullable Type> fixed,
            boolean open,
            @Nullable Type keys,
            @Nullable Type values) implements Type {}

    /** A function. */
    record Function(
            List<@Nullable Type> arguments, @Nullable Type result) implements Type {}

    /** Whether something in it is not known. */
    static boolean isUnknown(@Nullable Type type) {
        return switch (type) {
            case null -> true;
            case Scalar _, Any _, SetType _ -> false;
            case ArrayType array -> array.fixed().stream().anyMatch(Type::isUnknown);
            case ObjectType object ->
                object.fixed().values().stream().anyMatch(Type::isUnknown)
                        || (object.open() && (isUnknown(object.keys()) || isUnknown(object.values())));
            case Function function ->
                isUnknown(function.result()) || function.arguments().stream().anyMatch(Type::isUnknown);
        };
    }

    /** Either of two. */
    static @Nullable Type or(@Nullable Type a, @Nullable Type b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        if (a.equals(b)) {
            return a;
        }
        if (a instanceof Function f && b instanceof Function g) {
            List<@Nullable Type> arguments = new ArrayList<>();
            for (int i = 0; i < f.arguments().size() && i < g.arguments().size(); i++) {
                arguments.add(or(f.arguments().get(i), g.arguments().get(i)));
            }
            return new Function(arguments, or(f.result(), g.result()));
        }
        if (a.equals(ANY) || b.equals(ANY)) {
            return ANY;
        }
        Set<Type> all = new LinkedHashSet<>(a instanceof Any(Set<Type> of) ? of : Set.of(a));
        all.addAll(b instanceof Any(Set<Type> of) ? of : Set.of(b));
        return new Any(all);
    }

    /** Whether a value can be of both. */
    static boolean unifies(@Nullable Type a, @Nullable Type b) {
        if (a == null || b == null) {
            return false;
        }
        if (a instanceof Any(Set<Type> of)) {
            if (of.isEmpty() || of.stream().anyMatch(one -> unifies(one, b))) {
                return !(b instanceof Function);
            }
        }
        if (b instanceof Any(Set<Type> of)) {
            if (of.isEmpty() || of.stream().anyMatch(one -> unifies(one, a))) {
                return !(a instanceof Function);
            }
        }
        return switch (a) {
            case Any _ -> false;
            case Scalar _ -> a.equals(b);
            case ArrayType x ->
                b instanceof ArrayType y && arrays(x, y) && arrays(y, x) && open(x.others(), y.others());
            case SetType(Type x) -> b instanceof SetType(Type y) && open(x, y);
            case ObjectType x ->
                b instanceof ObjectType y && objects(x, y) && objects(y, x) && open(x.values(), y.values());
            case Function f ->
                b instanceof Function g && f.arguments().size() == g.arguments().size();
        };
    }

    private static boolean open(@Nullable Type a, @Nullable Type b) {
        return a == null || b == null || unifies(a, b);
    }

    private static boolean arrays(ArrayType a, ArrayType b) {
        for (int i = 0; i < a.fixed().size(); i++) {
            if (!unifies(a.fixed().get(i), element(b, i))) {
                return false;
            }
        }
        return true;
    }

    static @Nullable Type element(ArrayType array, int index) {
        return index < array.fixed().size() ? array.fixed().get(index) : array.others();
    }

    private static boolean objects(ObjectType a, ObjectType b) {
        for (Map.Entry<Value, @Nullable Type> field : a.fixed().entrySet()) {
            Type other = field(b, field.getKey());
            if (other == null) {
                if (a.open() || b.open()) {
                    continue;
                }
                return false;
            }
            if (!unifies(field.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    static @Nullable Type field(ObjectType object, Value key) {
        if (object.fixed().containsKey(key)) {
            return object.fixed().get(key);
        }
        return object.open() && unifies(object.keys(), of(key)) ? object.values() : null;
    }

    /** What a value of it can be indexed with; null where it can not. */
    static @Nullable Type keys(@Nullable Type type) {
        return switch (type) {
            case null -> null;
            case Scalar _, Function _ -> null;
            case ArrayType _ -> NUMBER;
            case SetType(Type of) -> of;
            case ObjectType object -> {
                Type all = object.open() ? object.keys() : null;
                for (Value key : object.fixed().keySet()) {
                    all = or(all, of(key));
                }
                yield all;
            }
            case Any(Set<Type> of) -> {
                Type all = of.isEmpty() ? ANY : null;
                for (Type one : of) {
                    all = or(all, keys(one));
                }
                yield all;
            }
        };
    }

    /** What is found in a value of it. */
    static @Nullable Type values(@Nullable Type type) {
        return switch (type) {
            case null -> null;
            case Scalar _, Function _ -> null;
            case ArrayType array -> {
                Type all = array.others();
                for (Type one : array.fixed()) {
                    all = or(all, one);
                }
                yield all;
            }
            case SetType(Type of) -> of;
            case ObjectType object -> {
                Type all = object.open() ? object.values() : null;
                for (Type one : object.fixed().values()) {
                    all = or(all, one);
                }
                yield all;
            }
            case Any(Set<Type> of) -> {
                Type all = of.isEmpty() ? ANY : null;
                for (Type one : of) {
                    all = or(all, values(one));
                }
                yield all;
            }
        };
    }

    /** What is found under a key. */
    static @Nullable Type select(@Nullable Type type, Value key) {
        return switch (type) {
            case null -> null;
            case Scalar _, Function _ -> null;
            case ArrayType array -> {
                if (key instanceof NumberValue number
                        && number.isInteger()
                        && number.value().signum() >= 0) {
                    yield number.value().precision() > 9
                            ? array.others()
                            : element(array, number.value().intValue());
                }
                yield null;
            }
            case SetType(Type of) -> of != null && unifies(of, of(key)) ? of(key) : null;
            case ObjectType object -> field(object, key);
            case Any(Set<Type> of) -> {
                Type all = of.isEmpty() ? ANY : null;
                for (Type one : of) {
                    all = or(all, select(one, key));
                }
                yield all;
            }
        };
    }

    static boolean isEmptyCollection(@Nullable Type type) {
        return switch (type) {
            case null -> false;
            case ArrayType array -> array.fixed().isEmpty() && array.others() == null;
            case SetType(Type of) -> of == null;
            case ObjectType object -> object.fixed().isEmpty() && !object.open();
            case Scalar _, Any _, Function _ -> false;
        };
    }

    /** The type of a value. */
    static Type of(Value value) {
        return switch (value) {
            case ArrayValue(List<Value> elements) ->
                new ArrayType(new ArrayList<>(elements.stream().map(Type::of).toList()), null);
            case SetValue set -> {
                Type all = null;
                for (Value element : set.elements()) {
                    all = or(all, of(element));
                }
                yield new SetType(all);
            }
            case ObjectValue object -> {
                Map<Value, @Nullable Type> fixed = new TreeMap<>();
                for (int i = 0; i < object.size(); i++) {
                    fixed.put(object.key(i), of(object.value(i)));
                }
                yield new ObjectType(fixed, false, null, null);
            }
            default -> new Scalar(value.typeName());
        };
    }
}
