package dev.enforce.language.rego.value;

/** {@code true} and {@code false} */
public record BooleanValue(boolean value) implements Value {

    public static final BooleanValue TRUE = new BooleanValue(true);
    public static final BooleanValue FALSE = new BooleanValue(false);

    public static BooleanValue of(boolean value) {
        return value ? TRUE : FALSE;
    }

    @Override
    public int rank() {
        return 1;
    }

    @Override
    public String typeName() {
        return "boolean";
    }

    @Override
    public boolean isFalse() {
        return !value;
    }

    @Override
    public int compareTo(Value other) {
        return other instanceof BooleanValue b
                ? Boolean.compare(value, b.value)
                : Integer.compare(rank(), other.rank());
    }

    @Override
    public void write(StringBuilder text) {
        text.append(value);
    }
}
