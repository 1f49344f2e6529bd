package dev.enforce.language.rego.value;

import java.util.List;

/** An array. */
public record ArrayValue(List<Value> elements) implements Value {

    public static final ArrayValue EMPTY = new ArrayValue(List.of());

    public ArrayValue {
        elements = List.copyOf(elements);
    }

    @Override
    public int rank() {
        return 4;
    }

    @Override
    public String typeName() {
        return "array";
    }

    @Override
    public int compareTo(Value other) {
        if (!(other instanceof ArrayValue(List<Value> others))) {
            return Integer.compare(rank(), other.rank());
        }
        int shared = Math.min(elements.size(), others.size());
        for (int i = 0; i < shared; i++) {
            int order = elements.get(i).compareTo(others.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(elements.size(), others.size());
    }

    @Override
    public void write(StringBuilder text) {
        text.append('[');
        for (int i = 0; i < elements.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            elements.get(i).write(text);
        }
        text.append(']');
    }

    @Override
    public String toString() {
        return json();
    }
}
