package dev.enforce.language.rego.value;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/** A set, in the order of its values. */
public final class SetValue implements Value {

    public static final SetValue EMPTY = new SetValue(new Value[0]);

    private final Value[] elements;
    private int hash;

    private SetValue(Value[] elements) {
        this.elements = elements;
    }

    public static SetValue of(Collection<? extends Value> elements) {
        return elements.isEmpty() ? EMPTY : new SetValue(new TreeSet<Value>(elements).toArray(new Value[0]));
    }

    public int size() {
        return elements.length;
    }

    public Value get(int index) {
        return elements[index];
    }

    public List<Value> elements() {
        return Collections.unmodifiableList(Arrays.asList(elements));
    }

    public boolean contains(Value value) {
        return Arrays.binarySearch(elements, value) >= 0;
    }

    @Override
    public int rank() {
        return 6;
    }

    @Override
    public String typeName() {
        return "set";
    }

    @Override
    public int compareTo(Value other) {
        if (!(other instanceof SetValue set)) {
            return Integer.compare(rank(), other.rank());
        }
        int shared = Math.min(elements.length, set.elements.length);
        for (int i = 0; i < shared; i++) {
            int order = elements[i].compareTo(set.elements[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(elements.length, set.elements.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SetValue set && Arrays.equals(elements, set.elements);
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = Arrays.hashCode(elements) + 17;
        }
        return hash;
    }

    @Override
    public void write(StringBuilder text) {
        text.append('[');
        for (int i = 0; i < elements.length; i++) {
            if (i > 0) {
                text.append(',');
            }
            elements[i].write(text);
        }
        text.append(']');
    }

    @Override
    public String toString() {
        return json();
    }
}
