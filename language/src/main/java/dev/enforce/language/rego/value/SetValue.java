package dev.enforce.language.rego.value;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.SortedSet;
import java.util.TreeSet;

/** A set, iterated in the order of its values. */
public final class SetValue implements Value {

    public static final SetValue EMPTY = new SetValue(new TreeSet<>());

    private final SortedSet<Value> elements;

    private SetValue(SortedSet<Value> elements) {
        this.elements = elements;
    }

    public static SetValue of(Collection<? extends Value> elements) {
        return elements.isEmpty() ? EMPTY : new SetValue(Collections.unmodifiableSortedSet(new TreeSet<>(elements)));
    }

    public SortedSet<Value> elements() {
        return elements;
    }

    public boolean contains(Value value) {
        return elements.contains(value);
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
        Iterator<Value> left = elements.iterator();
        Iterator<Value> right = set.elements.iterator();
        while (left.hasNext() && right.hasNext()) {
            int order = left.next().compareTo(right.next());
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(elements.size(), set.elements.size());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SetValue set && elements.size() == set.elements.size() && compareTo(set) == 0;
    }

    @Override
    public int hashCode() {
        int hash = 17;
        for (Value element : elements) {
            hash = 31 * hash + element.hashCode();
        }
        return hash;
    }

    @Override
    public void write(StringBuilder text) {
        char separator = '[';
        for (Value element : elements) {
            text.append(separator);
            element.write(text);
            separator = ',';
        }
        text.append(elements.isEmpty() ? "[]" : "]");
    }

    @Override
    public String toString() {
        return json();
    }
}
