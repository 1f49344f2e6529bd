package dev.enforce.language.rego.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/**
 * A number: exact, and written as it was written ({@code 1.10} prints {@code 1.10}).
 *
 * <p>Exponents and digits are bounded, so that no arithmetic on it can be made to fill the memory.
 */
public final class NumberValue implements Value {

    /** Most digits of a number, and most decimal places of an exponent's shift. */
    public static final int MAX_DIGITS = 1000;

    private static final long SMALL = 256;
    private static final NumberValue[] SMALLS = smalls();

    private final String text;
    private final BigDecimal value;

    private NumberValue(String text, BigDecimal value) {
        this.text = text;
        this.value = value;
    }

    public static NumberValue of(long value) {
        return value >= 0 && value < SMALL
                ? SMALLS[(int) value]
                : new NumberValue(Long.toString(value), BigDecimal.valueOf(value));
    }

    public static NumberValue of(BigInteger value) {
        return new NumberValue(value.toString(), new BigDecimal(value));
    }

    /** A computed number, written without a needless fraction or exponent. */
    public static NumberValue of(BigDecimal value) {
        BigDecimal stripped = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        return new NumberValue(stripped.toPlainString(), stripped);
    }

    /** A number as JSON writes it; empty if it is none, or one beyond the bounds. */
    public static Optional<NumberValue> parse(String text) {
        if (text.length() > MAX_DIGITS + 20) {
            return Optional.empty();
        }
        try {
            BigDecimal value = new BigDecimal(text);
            if (Math.abs((long) value.scale()) > MAX_DIGITS || value.precision() > MAX_DIGITS) {
                return Optional.empty();
            }
            return Optional.of(new NumberValue(text, value));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    public BigDecimal value() {
        return value;
    }

    /** The whole number that it is, if it is one that fits. */
    public Optional<Long> asLong() {
        try {
            return Optional.of(value.longValueExact());
        } catch (ArithmeticException notWhole) {
            return Optional.empty();
        }
    }

    public boolean isInteger() {
        return value.signum() == 0
                || value.scale() <= 0
                || value.stripTrailingZeros().scale() <= 0;
    }

    @Override
    public int rank() {
        return 2;
    }

    @Override
    public String typeName() {
        return "number";
    }

    @Override
    public int compareTo(Value other) {
        return other instanceof NumberValue n ? value.compareTo(n.value) : Integer.compare(rank(), other.rank());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumberValue n && value.compareTo(n.value) == 0;
    }

    @Override
    public int hashCode() {
        return Double.hashCode(value.doubleValue());
    }

    @Override
    public void write(StringBuilder out) {
        out.append(text);
    }

    @Override
    public String toString() {
        return text;
    }

    private static NumberValue[] smalls() {
        NumberValue[] all = new NumberValue[(int) SMALL];
        for (int i = 0; i < SMALL; i++) {
            all[i] = new NumberValue(Integer.toString(i), BigDecimal.valueOf(i));
        }
        return all;
    }
}
