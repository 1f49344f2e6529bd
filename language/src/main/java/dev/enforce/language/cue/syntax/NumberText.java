package dev.enforce.language.cue.syntax;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import java.math.BigDecimal;
import java.math.BigInteger;

/** What a written number means. */
final class NumberText {

    private static final int MAX_LENGTH = 1000;
    private static final int MAX_EXPONENT = 1000;
    private static final String MULTIPLIERS = "KMGTP";

    private NumberText() {}

    static Syntax.Number read(String written, Location at) {
        if (written.length() > MAX_LENGTH) {
            throw new PolicyTextException(Code.LIMIT, at, "a number is longer than " + MAX_LENGTH + " characters");
        }
        if (written.endsWith("_") || written.contains("__")) {
            throw Lexer.syntax(at, "illegal '_' in number");
        }
        String text = written.replace("_", "");
        try {
            return text.length() > 1 && "xXbo".indexOf(text.charAt(1)) >= 0 ? based(text, at) : decimal(text, at);
        } catch (NumberFormatException e) {
            throw new PolicyTextException(Code.SYNTAX, at, "illegal number " + written);
        }
    }

    private static Syntax.Number based(String text, Location at) {
        int radix = switch (text.charAt(1)) {
            case 'b' -> 2;
            case 'o' -> 8;
            default -> 16;
        };
        return new Syntax.Number(at, new BigDecimal(new BigInteger(text.substring(2), radix)), true);
    }

    private static Syntax.Number decimal(String text, Location at) {
        boolean multiplied =
                !Character.isDigit(text.charAt(text.length() - 1)) && text.charAt(text.length() - 1) != '.';
        if (multiplied) {
            return multiplied(text, at);
        }
        boolean integer = text.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
        if (integer && text.length() > 1 && text.charAt(0) == '0') {
            throw Lexer.syntax(at, "illegal integer number " + text);
        }
        int exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
        if (exponent >= 0 && Math.abs(Long.parseLong(text.substring(exponent + 1))) > MAX_EXPONENT) {
            throw new PolicyTextException(Code.LIMIT, at, "the exponent of a number is larger than " + MAX_EXPONENT);
        }
        return new Syntax.Number(at, new BigDecimal(text), integer);
    }

    private static Syntax.Number multiplied(String text, Location at) {
        boolean binary = text.endsWith("i");
        int end = text.length() - (binary ? 2 : 1);
        int power = MULTIPLIERS.indexOf(text.charAt(end)) + 1;
        if (power == 0) {
            throw new NumberFormatException(text);
        }
        BigDecimal unit = BigDecimal.valueOf(binary ? 1024 : 1000).pow(power);
        BigDecimal value = new BigDecimal(text.substring(0, end)).multiply(unit).stripTrailingZeros();
        if (value.scale() > 0) {
            throw Lexer.syntax(at, "number cannot be represented as int");
        }
        return new Syntax.Number(at, value.setScale(0), true);
    }
}
