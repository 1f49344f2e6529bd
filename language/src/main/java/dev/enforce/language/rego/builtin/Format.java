package dev.enforce.language.rego.builtin;

import dev.enforce.language.rego.limit.RegoException;
import dev.enforce.language.rego.value.NumberValue;
import dev.enforce.language.rego.value.RegoText;
import dev.enforce.language.rego.value.StringValue;
import dev.enforce.language.rego.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Text made by a template, with the verbs and complaints of Go's {@code fmt}. */
final class Format {

    private static final int MAX_WIDTH = 1_000_000;

    private final String template;
    private final List<Value> arguments;
    private final BuiltinContext context;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int argument;
    private boolean reordered;

    private boolean minus;
    private boolean plus;
    private boolean sharp;
    private boolean space;
    private boolean zero;
    private int width;
    private int precision;

    private Format(String template, List<Value> arguments, BuiltinContext context) {
        this.template = template;
        this.arguments = arguments;
        this.context = context;
    }

    static String format(String template, List<Value> arguments, BuiltinContext context) {
        Format format = new Format(template, arguments, context);
        format.run();
        return format.out.toString();
    }

    private void run() {
        while (at < template.length()) {
            int percent = template.indexOf('%', at);
            if (percent < 0) {
                out.append(template, at, template.length());
                break;
            }
            out.append(template, at, percent);
            at = percent + 1;
            directive();
            context.budget().text(out.length());
        }
        if (!reordered && argument < arguments.size()) {
            extra();
        }
    }

    private void extra() {
        out.append("%!(EXTRA ");
        for (int i = argument; i < arguments.size(); i++) {
            out.append(i == argument ? "" : ", ");
            out.append(goType(arguments.get(i))).append('=').append(plain(arguments.get(i)));
        }
        out.append(')');
    }

    private void directive() {
        minus = plus = sharp = space = zero = false;
        width = -1;
        precision = -1;
        flags();
        index();
        boolean badWidth = false;
        if (peek() == '*') {
            at++;
            width = star();
            badWidth = width == Integer.MIN_VALUE;
            if (!badWidth && width < 0) {
                minus = true;
                width = -width;
                zero = false;
            }
        } else {
            width = number();
        }
        if (badWidth) {
            out.append("%!(BADWIDTH)");
            width = -1;
        }
        if (peek() == '.') {
            at++;
            index();
            if (peek() == '*') {
                at++;
                precision = star();
                if (precision < 0) {
                    out.append(precision == Integer.MIN_VALUE ? "%!(BADPREC)" : "");
                    precision = -1;
                }
            } else {
                precision = Math.max(0, number());
            }
        }
        index();
        if (at >= template.length()) {
            out.append("%!(NOVERB)");
            return;
        }
        int verb = template.codePointAt(at);
        at += Character.charCount(verb);
        verb(verb);
    }

    private void verb(int verb) {
        if (verb == '%') {
            out.append('%');
        } else if (argument < 0 || (reordered && argument >= arguments.size())) {
            out.append("%!").appendCodePoint(verb).append("(BADINDEX)");
        } else if (argument >= arguments.size()) {
            out.append("%!").appendCodePoint(verb).append("(MISSING)");
        } else {
            Value value = arguments.get(argument++);
            print(verb, value);
        }
    }

    private void flags() {
        while (at < template.length()) {
            switch (template.charAt(at)) {
                case '-' -> minus = true;
                case '+' -> plus = true;
                case '#' -> sharp = true;
                case ' ' -> space = true;
                case '0' -> zero = true;
                default -> {
                    return;
                }
            }
            at++;
        }
    }

    private void index() {
        if (peek() != '[') {
            return;
        }
        reordered = true;
        int end = template.indexOf(']', at);
        try {
            int index = Integer.parseInt(template.substring(at + 1, Math.max(at + 1, end)));
            argument = index >= 1 && index <= arguments.size() ? index - 1 : -1;
        } catch (NumberFormatException bad) {
            argument = -1;
        }
        at = end < 0 ? at + 1 : end + 1;
    }

    private int peek() {
        return at < template.length() ? template.charAt(at) : -1;
    }

    private int number() {
        int value = -1;
        while (peek() >= '0' && peek() <= '9') {
            value = Math.max(0, value) * 10 + (peek() - '0');
            if (value > MAX_WIDTH) {
                throw new RegoException(RegoException.Kind.LIMIT, "a width of more than a million");
            }
            at++;
        }
        return value;
    }

    private int star() {
        if (argument >= 0
                && argument < arguments.size()
                && arguments.get(argument) instanceof NumberValue number
                && isInteger(number)
                && number.value().abs().compareTo(BigDecimal.valueOf(MAX_WIDTH)) <= 0) {
            argument++;
            return number.value().intValue();
        }
        argument++;
        return Integer.MIN_VALUE;
    }

    private static boolean isInteger(NumberValue number) {
        String text = number.toString();
        return text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
    }

    private static String goType(Value value) {
        if (value instanceof NumberValue number) {
            return isInteger(number)
                    ? number.value().toBigInteger().bitLength() < 64 ? "int64" : "*big.Int"
                    : "float64";
        }
        return "string";
    }

    private String plain(Value value) {
        if (value instanceof StringValue(String text)) {
            return text;
        }
        if (value instanceof NumberValue number && !isInteger(number)) {
            return GoFloat.format(number.value().doubleValue(), 'g', -1, 21);
        }
        return RegoText.of(value);
    }

    private void print(int verb, Value value) {
        if (verb == 'T') {
            pad(goType(value));
        } else if (value instanceof NumberValue number) {
            if (isInteger(number)) {
                whole(verb, number.value().toBigInteger(), value);
            } else {
                real(verb, number, value);
            }
        } else {
            string(verb, plain(value), value);
        }
    }

    private void bad(int verb, Value value) {
        out.append("%!").appendCodePoint(verb).append('(').append(goType(value)).append('=');
        out.append(plain(value)).append(')');
    }

    private void string(int verb, String text, Value value) {
        String cut = precision >= 0 && precision < text.codePointCount(0, text.length())
                ? text.substring(0, text.offsetByCodePoints(0, precision))
                : text;
        switch (verb) {
            case 'v' -> pad(sharp ? quoted(cut) : cut);
            case 's' -> pad(cut);
            case 'q' -> pad(sharp && cut.indexOf('`') < 0 ? "`" + cut + "`" : quoted(cut));
            case 'x' -> pad(HexFormat.of().formatHex(cut.getBytes(StandardCharsets.UTF_8)));
            case 'X' -> pad(HexFormat.of().withUpperCase().formatHex(cut.getBytes(StandardCharsets.UTF_8)));
            default -> bad(verb, value);
        }
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder();
        RegoText.quote(text, quoted);
        return quoted.toString();
    }

    private void whole(int verb, BigInteger number, Value value) {
        switch (verb) {
            case 'd', 'v' ->
                padNumber(sign(number.signum()) + digits(number.abs().toString()));
            case 's' -> {
                if (number.bitLength() < 64) {
                    bad(verb, value);
                } else {
                    padNumber(sign(number.signum()) + digits(number.abs().toString()));
                }
            }
            case 'b' ->
                padNumber(sign(number.signum())
                        + (sharp ? "0b" : "")
                        + digits(number.abs().toString(2)));
            case 'o' ->
                padNumber(sign(number.signum())
                        + (sharp ? "0" : "")
                        + digits(number.abs().toString(8)));
            case 'O' ->
                padNumber(sign(number.signum()) + "0o" + digits(number.abs().toString(8)));
            case 'x' ->
                padNumber(sign(number.signum())
                        + (sharp ? "0x" : "")
                        + digits(number.abs().toString(16)));
            case 'X' ->
                padNumber(sign(number.signum())
                        + (sharp ? "0X" : "")
                        + digits(number.abs().toString(16)).toUpperCase(Locale.ROOT));
            case 'c' -> pad(Character.toString(codePoint(number)));
            case 'q' -> pad("'" + Character.toString(codePoint(number)) + "'");
            case 'U' -> pad(String.format(Locale.ROOT, "U+%04X", number.longValue()));
            default -> bad(verb, value);
        }
    }

    private static int codePoint(BigInteger number) {
        return number.signum() >= 0 && number.bitLength() < 21 && Character.isValidCodePoint(number.intValue())
                ? number.intValue()
                : 0xFFFD;
    }

    private String sign(int signum) {
        return signum < 0 ? "-" : plus ? "+" : space ? " " : "";
    }

    private String digits(String digits) {
        return precision > digits.length() ? "0".repeat(precision - digits.length()) + digits : digits;
    }

    private void real(int verb, NumberValue number, Value value) {
        double d = number.value().doubleValue();
        if (Double.isInfinite(d)) {
            string(verb, number.toString(), value);
            return;
        }
        String text = switch (verb) {
            case 'v' -> GoFloat.format(Math.abs(d), 'g', precision, 21);
            case 'g', 'G' -> GoFloat.format(Math.abs(d), 'g', precision, precision < 0 ? 21 : 0);
            case 'e', 'E' -> GoFloat.format(Math.abs(d), 'e', precision < 0 ? 6 : precision, 0);
            case 'f', 'F' ->
                new BigDecimal(Math.abs(d))
                        .setScale(precision < 0 ? 6 : precision, RoundingMode.HALF_EVEN)
                        .toPlainString();
            default -> "";
        };
        if (text.isEmpty()) {
            bad(verb, value);
            return;
        }
        String cased = verb == 'E' || verb == 'G' ? text.toUpperCase(Locale.ROOT) : text;
        padNumber(sign(d < 0 ? -1 : 1) + cased);
    }

    private void padNumber(String text) {
        if (!zero || minus || width <= text.length()) {
            pad(text);
            return;
        }
        boolean signed = !text.isEmpty() && "+- ".indexOf(text.charAt(0)) >= 0;
        String lead = signed ? text.substring(0, 1) : "";
        out.append(lead).append("0".repeat(width - text.length())).append(text, lead.length(), text.length());
    }

    private void pad(String text) {
        int missing = width - text.codePointCount(0, text.length());
        if (missing <= 0) {
            out.append(text);
        } else if (minus) {
            out.append(text).append(" ".repeat(missing));
        } else {
            out.append((zero ? "0" : " ").repeat(missing)).append(text);
        }
    }
}
