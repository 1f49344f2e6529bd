package dev.enforce.language.cue.value;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A concrete value without references: what a JSON document can say, and bytes. */
public sealed interface Value {

    /** The bit of {@link Kind} this value has. */
    int kind();

    record NullValue() implements Value {
        @Override
        public int kind() {
            return Kind.NULL;
        }
    }

    record BoolValue(boolean value) implements Value {
        @Override
        public int kind() {
            return Kind.BOOL;
        }
    }

    /** Integers and floats are different kinds even where they are equal: 1 is not 1.0. */
    record NumberValue(BigDecimal value, boolean integer) implements Value {
        public static NumberValue of(long value) {
            return new NumberValue(BigDecimal.valueOf(value), true);
        }

        @Override
        public int kind() {
            return integer ? Kind.INT : Kind.FLOAT;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof NumberValue(var v, var i) && i == integer && v.compareTo(value) == 0;
        }

        @Override
        public int hashCode() {
            return Double.hashCode(value.doubleValue());
        }
    }

    record StringValue(String value) implements Value {
        @Override
        public int kind() {
            return Kind.STRING;
        }
    }

    /** One character for each byte, U+0000 to U+00FF. */
    record BytesValue(String value) implements Value {
        public static BytesValue of(byte[] bytes) {
            return new BytesValue(new String(bytes, StandardCharsets.ISO_8859_1));
        }

        public byte[] bytes() {
            return value.getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public int kind() {
            return Kind.BYTES;
        }
    }

    record ListValue(List<Value> items) implements Value {
        public ListValue {
            items = Collections.unmodifiableList(items);
        }

        @Override
        public int kind() {
            return Kind.LIST;
        }
    }

    /** Regular fields in the order they were written. */
    record StructValue(Map<String, Value> fields) implements Value {
        public StructValue {
            fields = Collections.unmodifiableMap(fields);
        }

        @Override
        public int kind() {
            return Kind.STRUCT;
        }
    }

    /** Something within a list or struct that is not concrete; functions that only count may meet it. */
    record OpaqueValue(String text) implements Value {
        @Override
        public int kind() {
            return Kind.TOP;
        }
    }

    static Value of(boolean value) {
        return new BoolValue(value);
    }

    static Value of(String value) {
        return new StringValue(value);
    }
}
