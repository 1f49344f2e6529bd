package dev.enforce.language.rego.builtin;

import static dev.enforce.language.rego.builtin.Operands.text;

import dev.enforce.language.rego.value.NumberValue;
import dev.enforce.language.rego.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts with units. */
final class UnitBuiltins {

    private static final Pattern AMOUNT = Pattern.compile("([+-]?[0-9.]*(?:[eE][+-]?\\d{1,3})?)([^0-9.]*)");
    private static final String PREFIXES = "kmgtpe";

    private UnitBuiltins() {}

    static void register(Registry registry) {
        registry.one("units.parse", a -> units(text(a).replace("\"", "")));
        registry.one(
                "units.parse_bytes", a -> bytes(text(a).toLowerCase(Locale.ROOT).replace("\"", "")));
    }

    private static Matcher parts(String text) {
        Matcher parts = AMOUNT.matcher(text);
        if (text.indexOf(' ') >= 0
                || text.length() > 400
                || !parts.matches()
                || parts.group(1).isEmpty()) {
            throw new BuiltinException("not an amount");
        }
        return parts;
    }

    private static BigDecimal amount(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new BuiltinException("could not parse amount to a number");
        }
    }

    private static Value units(String text) {
        Matcher parts = parts(text);
        String unit = parts.group(2);
        BigDecimal factor = unit.equals("m") ? new BigDecimal("0.001") : new BigDecimal(factor(unit, ""));
        BigDecimal value = amount(parts.group(1)).multiply(factor);
        BigDecimal stripped = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        String shown = stripped.scale() <= 0
                ? stripped.toPlainString()
                : value.setScale(10, RoundingMode.HALF_UP).toPlainString();
        return NumberValue.parse(shown).orElseThrow(() -> new BuiltinException("amount too large"));
    }

    private static Value bytes(String text) {
        Matcher parts = parts(text);
        BigDecimal value = amount(parts.group(1)).multiply(new BigDecimal(factor(parts.group(2), "b")));
        return NumberBuiltins.checked(value.toBigInteger());
    }

    private static BigInteger factor(String unit, String suffix) {
        if (unit.isEmpty()) {
            return BigInteger.ONE;
        }
        String lower = unit.toLowerCase(Locale.ROOT);
        String bare = !suffix.isEmpty() && lower.endsWith(suffix) && lower.length() > 1
                ? lower.substring(0, lower.length() - 1)
                : lower;
        int power = PREFIXES.indexOf(bare.charAt(0)) + 1;
        boolean binary = bare.length() == 2 && bare.charAt(1) == 'i';
        if (power == 0 || (bare.length() > 1 && !binary)) {
            throw new BuiltinException("unit not recognized");
        }
        return BigInteger.valueOf(binary ? 1024 : 1000).pow(power);
    }
}
