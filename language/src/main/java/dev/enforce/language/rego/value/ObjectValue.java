package dev.enforce.language.rego.value;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An object: any values as keys, in the order of the keys. */
public final class ObjectValue implements Value {

    public static final ObjectValue EMPTY = new ObjectValue(new Value[0], new Value[0]);

    private final Value[] keys;
    private final Value[] values;
    private int hash;

    private ObjectValue(Value[] keys, Value[] values) {
        this.keys = keys;
        this.values = values;
    }

    public static ObjectValue of(Map<? extends Value, ? extends Value> entries) {
        if (entries.isEmpty()) {
            return EMPTY;
        }
        TreeMap<Value, Value> sorted = new TreeMap<>(entries);
        return new ObjectValue(
                sorted.keySet().toArray(new Value[0]), sorted.values().toArray(new Value[0]));
    }

    /**
     * From parallel lists in any order; of equal keys the last one counts.
     *
     * @param keys one for each value
     */
    public static ObjectValue of(List<? extends Value> keys, List<? extends Value> values) {
        for (int i = 1; i < keys.size(); i++) {
            if (keys.get(i - 1).compareTo(keys.get(i)) >= 0) {
                TreeMap<Value, Value> sorted = new TreeMap<>();
                for (int n = 0; n < keys.size(); n++) {
                    sorted.put(keys.get(n), values.get(n));
                }
                return of(sorted);
            }
        }
        return keys.isEmpty() ? EMPTY : new ObjectValue(keys.toArray(new Value[0]), values.toArray(new Value[0]));
    }

    public int size() {
        return keys.length;
    }

    public Value key(int index) {
        return keys[index];
    }

    public Value value(int index) {
        return values[index];
    }

    public List<Value> keys() {
        return Collections.unmodifiableList(Arrays.asList(keys));
    }

    public List<Value> values() {
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    /** A copy that may be changed. */
    public TreeMap<Value, Value> toMap() {
        TreeMap<Value, Value> map = new TreeMap<>();
        for (int i = 0; i < keys.length; i++) {
            map.put(keys[i], values[i]);
        }
        return map;
    }

    public @Nullable Value find(Value key) {
        int low = 0;
        int high = keys.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = keys[middle].compareTo(key);
            if (order == 0) {
                return values[middle];
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    @Override
    public int rank() {
        return 5;
    }

    @Override
    public String typeName() {
        return "object";
    }

    /** As OPA compares them: key with key and value with value in the order of the keys, then by size. */
    @Override
    public int compareTo(Value other) {
        if (!(other instanceof ObjectValue object)) {
            return Integer.compare(rank(), other.rank());
        }
        int shared = Math.min(keys.length, object.keys.length);
        for (int i = 0; i < shared; i++) {
            int order = keys[i].compareTo(object.keys[i]);
            if (order == 0) {
                order = values[i].compareTo(object.values[i]);
            }
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(keys.length, object.keys.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ObjectValue object
                && keys.length == object.keys.length
                && Arrays.equals(keys, object.keys)
                && Arrays.equals(values, object.values);
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = 31 * Arrays.hashCode(keys) + Arrays.hashCode(values) + 19;
        }
        return hash;
    }

    /** Keys that are no strings are written as the JSON text of the key, as OPA does. */
    @Override
    public void write(StringBuilder text) {
        text.append('{');
        for (int i = 0; i < keys.length; i++) {
            if (i > 0) {
                text.append(',');
            }
            if (keys[i] instanceof StringValue) {
                keys[i].write(text);
            } else {
                StringValue.quote(keys[i].json(), text);
            }
            text.append(':');
            values[i].write(text);
        }
        text.append('}');
    }

    @Override
    public String toString() {
        return json();
    }
}
