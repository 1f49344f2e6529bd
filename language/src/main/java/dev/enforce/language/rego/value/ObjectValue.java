package dev.enforce.language.rego.value;

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An object: any values as keys, iterated in the order of the keys. */
public final class ObjectValue implements Value {

    public static final ObjectValue EMPTY = new ObjectValue(new TreeMap<>());

    private final SortedMap<Value, Value> entries;

    private ObjectValue(SortedMap<Value, Value> entries) {
        this.entries = entries;
    }

    public static ObjectValue of(Map<? extends Value, ? extends Value> entries) {
        return entries.isEmpty() ? EMPTY : new ObjectValue(Collections.unmodifiableSortedMap(new TreeMap<>(entries)));
    }

    public SortedMap<Value, Value> entries() {
        return entries;
    }

    public @Nullable Value find(Value key) {
        return entries.get(key);
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
        Iterator<Map.Entry<Value, Value>> left = entries.entrySet().iterator();
        Iterator<Map.Entry<Value, Value>> right = object.entries.entrySet().iterator();
        while (left.hasNext() && right.hasNext()) {
            Map.Entry<Value, Value> a = left.next();
            Map.Entry<Value, Value> b = right.next();
            int order = a.getKey().compareTo(b.getKey());
            if (order == 0) {
                order = a.getValue().compareTo(b.getValue());
            }
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(entries.size(), object.entries.size());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ObjectValue object && entries.size() == object.entries.size() && compareTo(object) == 0;
    }

    @Override
    public int hashCode() {
        int hash = 19;
        for (Map.Entry<Value, Value> entry : entries.entrySet()) {
            hash = 31 * hash + 7 * entry.getKey().hashCode() + entry.getValue().hashCode();
        }
        return hash;
    }

    /** Keys that are no strings are written as the JSON text of the key, as OPA does. */
    @Override
    public void write(StringBuilder text) {
        char separator = '{';
        for (Map.Entry<Value, Value> entry : entries.entrySet()) {
            text.append(separator);
            if (entry.getKey() instanceof StringValue) {
                entry.getKey().write(text);
            } else {
                StringValue.quote(entry.getKey().json(), text);
            }
            text.append(':');
            entry.getValue().write(text);
            separator = ',';
        }
        text.append(entries.isEmpty() ? "{}" : "}");
    }

    @Override
    public String toString() {
        return json();
    }
}
