package dev.enforce.language.rego.builtin;

import dev.enforce.language.rego.limit.RegoException;
import dev.enforce.language.rego.value.NumberValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers that are no integers: binary, with a mantissa of 64 bits, and written with the fewest digits that mean them. */
final class Floats {

    private static final int BITS = 64;

    private Floats() {}

    /** The nearest number with 64 significant bits; ties to even. */
    static BigDecimal round(BigDecimal value) {
        if (value.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigInteger numerator = value.unscaledValue().abs();
        BigInteger denominator = BigInteger.ONE;
        if (value.scale() > 0) {
            denominator = BigInteger.TEN.pow(value.scale());
        } else {
            numerator = numerator.multiply(BigInteger.TEN.pow(-value.scale()));
        }
        BigDecimal rounded = quotient(numerator, denominator);
        return value.signum() < 0 ? rounded.negate() : rounded;
    }

    /** The rounded quotient of two positive numbers. */
    private static BigDecimal quotient(BigInteger numerator, BigInteger denominator) {
        int shift = BITS - (numerator.bitLength() - denominator.bitLength());
        BigInteger[] parts = divide(numerator, denominator, shift);
        if (parts[0].bitLength() > BITS) {
            shift--;
            parts = divide(numerator, denominator, shift);
        }
        BigInteger divisor = shift >= 0 ? denominator : denominator.shiftLeft(-shift);
        int half = parts[1].shiftLeft(1).compareTo(divisor);
        BigInteger mantissa = parts[0];
        if (half > 0 || (half == 0 && mantissa.testBit(0))) {
            mantissa = mantissa.add(BigInteger.ONE);
        }
        return shift >= 0
                ? new BigDecimal(mantissa).divide(new BigDecimal(BigInteger.ONE.shiftLeft(shift)))
                : new BigDecimal(mantissa.shiftLeft(-shift));
    }

    private static BigInteger[] divide(BigInteger numerator, BigInteger denominator, int shift) {
        return shift >= 0
                ? numerator.shiftLeft(shift).divideAndRemainder(denominator)
                : numerator.divideAndRemainder(denominator.shiftLeft(-shift));
    }

    /** The rounded quotient. */
    static BigDecimal divide(BigDecimal a, BigDecimal b) {
        if (a.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal left = a.abs();
        BigDecimal right = b.abs();
        int scale = Math.max(0, Math.max(left.scale(), right.scale()));
        BigInteger numerator = left.movePointRight(scale).toBigIntegerExact();
        BigInteger denominator = right.movePointRight(scale).toBigIntegerExact();
        BigDecimal quotient = quotient(numerator, denominator);
        return a.signum() == b.signum() ? quotient : quotient.negate();
    }

    /** The number that a rounded value is, with its shortest text. */
    static NumberValue number(BigDecimal rounded) {
        if (rounded.precision() - (long) rounded.scale() > NumberValue.MAX_DIGITS
                || (long) rounded.scale() - rounded.precision() > NumberValue.MAX_DIGITS) {
            throw new RegoException(RegoException.Kind.LIMIT, "a number with too many digits");
        }
        String text = isInteger(rounded) ? integerText(rounded) : shortest(rounded);
        return NumberValue.parse(text)
                .orElseThrow(() -> new RegoException(RegoException.Kind.LIMIT, "a number with too many digits"));
    }

    private static boolean isInteger(BigDecimal value) {
        return value.signum() == 0
                || value.scale() <= 0
                || value.stripTrailingZeros().scale() <= 0;
    }

    private static String integerText(BigDecimal value) {
        BigDecimal digits = fewestDigits(value);
        return digits.setScale(0, RoundingMode.UNNECESSARY).toPlainString();
    }

    private static BigDecimal fewestDigits(BigDecimal value) {
        for (int digits = 1; digits < 22; digits++) {
            BigDecimal candidate = value.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (round(candidate).compareTo(value) == 0) {
                return candidate.signum() == 0 ? BigDecimal.ZERO : candidate.stripTrailingZeros();
            }
        }
        return value;
    }

    private static String shortest(BigDecimal value) {
        BigDecimal digits = fewestDigits(value);
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return digits.toPlainString();
        }
        return scientific(digits, exponent);
    }

    /** As Go writes exponents: at least two digits, always a sign. */
    static String scientific(BigDecimal value, int exponent) {
        String digits = value.unscaledValue().abs().toString();
        StringBuilder text = new StringBuilder(value.signum() < 0 ? "-" : "");
        text.append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        text.append('e').append(exponent < 0 ? '-' : '+');
        int size = Math.abs(exponent);
        return text.append(size < 10 ? "0" : "").append(size).toString();
    }

    /** A whole number as an integer; one that is not written as an integer goes through 64 bits. */
    static BigInteger toBigInteger(NumberValue number) {
        String text = number.toString();
        boolean literal = text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
        return (literal ? number.value() : round(number.value())).toBigInteger();
    }
}
