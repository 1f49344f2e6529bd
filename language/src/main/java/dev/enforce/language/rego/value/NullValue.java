package dev.enforce.language.rego.value;

/** {@code null} */
public record NullValue() implements Value {

    public static final NullValue NULL = new NullValue();

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public String typeName() {
        return "null";
    }

    @Override
    public int compareTo(Value other) {
        return Integer.compare(rank(), other.rank());
    }

    @Override
    public void write(StringBuilder text) {
        text.append("null");
    }
}
