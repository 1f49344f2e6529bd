package dev.enforce.language.rego.value;

/** A ground value. Equality and order are OPA's: numbers by what they are worth, not by how they are written. */
public sealed interface Value extends Comparable<Value>
        permits NullValue, BooleanValue, NumberValue, StringValue, ArrayValue, ObjectValue, SetValue {

    /** The place of its type in OPA's order of types. */
    int rank();

    /** The name that {@code type_name} gives. */
    String typeName();

    /** As JSON text; sets are written as arrays in their order. */
    void write(StringBuilder text);

    /** Whether it is {@code false}; the only value besides undefined that makes an expression fail. */
    default boolean isFalse() {
        return false;
    }

    /** JSON text. */
    default String json() {
        StringBuilder text = new StringBuilder();
        write(text);
        return text.toString();
    }
}
