package dev.enforce.language.rego.builtin;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Doubles as Go's {@code strconv} writes them. */
final class GoFloat {

    private GoFloat() {}

    /**
     * A number that is not negative.
     *
     * @param verb {@code e} or {@code g}
     * @param precision digits; below zero as few as mean the number
     * @param threshold the exponent from which {@code g} writes one; 0 for the precision
     */
    static String format(double number, char verb, int precision, int threshold) {
        if (number == 0) {
            return verb == 'e' ? "0" + (precision > 0 ? "." + "0".repeat(precision) : "") + "e+00" : "0";
        }
        BigDecimal exact = new BigDecimal(number);
        if (verb == 'e') {
            BigDecimal rounded = exact.round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
            return exponent(padded(rounded, precision + 1));
        }
        int wanted = precision == 0 ? 1 : precision;
        BigDecimal digits = wanted < 0
                ? new BigDecimal(Double.toString(number)).stripTrailingZeros()
                : exact.round(new MathContext(wanted, RoundingMode.HALF_EVEN)).stripTrailingZeros();
        int power = digits.precision() - digits.scale() - 1;
        int from = threshold > 0 ? threshold : wanted;
        if (wanted > digits.precision() && digits.precision() >= power + 1 && threshold == 0) {
            from = digits.precision();
        }
        return power < -4 || power >= from ? exponent(digits) : digits.toPlainString();
    }

    private static BigDecimal padded(BigDecimal value, int digits) {
        int more = digits - value.precision();
        return more > 0 ? value.setScale(value.scale() + more) : value;
    }

    private static String exponent(BigDecimal value) {
        return Floats.scientific(value, value.precision() - value.scale() - 1);
    }
}
