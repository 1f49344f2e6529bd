package dev.enforce.language.rego.builtin;

import static dev.enforce.language.rego.builtin.Operands.text;

import com.google.re2j.Pattern;
import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.BooleanValue;
import dev.enforce.language.rego.value.NullValue;
import dev.enforce.language.rego.value.Value;
import java.util.List;

/** Globs with delimiters, as regular expressions. */
final class GlobPattern {

    private final String glob;
    private final String others;
    private final StringBuilder regex = new StringBuilder("(?s)^(?:");
    private int at;

    private GlobPattern(String glob, String delimiters) {
        this.glob = glob;
        StringBuilder set = new StringBuilder();
        delimiters.codePoints().forEach(c -> set.append(Pattern.quote(Character.toString(c))));
        this.others = delimiters.isEmpty() ? "." : "[^" + set + "]";
    }

    static Value match(Value[] operands, BuiltinContext context) {
        String glob = text(operands[0]);
        String delimiters = switch (operands[1]) {
            case NullValue _ -> "";
            case ArrayValue(List<Value> given) -> {
                StringBuilder all = new StringBuilder();
                for (Value one : given) {
                    if (text(one).codePointCount(0, text(one).length()) != 1) {
                        throw new BuiltinException("a delimiter must be one character");
                    }
                    all.append(text(one));
                }
                yield all.isEmpty() ? "." : all.toString();
            }
            default -> throw Operands.wrong("array or null", operands[1]);
        };
        String subject = text(operands[2]);
        String regex = context.remembered("glob " + delimiters + " " + glob, () -> translate(glob, delimiters));
        context.budget().steps(subject.length() + 1L);
        return BooleanValue.of(
                RegexBuiltins.compiled(regex, context).matcher(subject).find());
    }

    private static String translate(String glob, String delimiters) {
        GlobPattern pattern = new GlobPattern(glob, delimiters);
        pattern.sequence(0);
        if (pattern.at < glob.length()) {
            throw new BuiltinException("unexpected }");
        }
        return pattern.regex.append(")$").toString();
    }

    private void sequence(int depth) {
        if (depth > 50) {
            throw new BuiltinException("nested too deeply");
        }
        while (at < glob.length()) {
            int c = glob.codePointAt(at);
            if (depth > 0 && (c == ',' || c == '}')) {
                return;
            }
            at += Character.charCount(c);
            switch (c) {
                case '*' -> stars();
                case '?' -> regex.append(others);
                case '[' -> characterClass();
                case '{' -> alternatives(depth);
                case '}' -> throw new BuiltinException("unexpected }");
                case '\\' -> escaped();
                default -> regex.append(Pattern.quote(Character.toString(c)));
            }
        }
    }

    private void stars() {
        boolean any = at < glob.length() && glob.charAt(at) == '*';
        if (any) {
            at++;
        }
        regex.append(any ? ".*" : others + "*");
    }

    private void escaped() {
        if (at >= glob.length()) {
            throw new BuiltinException("nothing after the escape");
        }
        int c = glob.codePointAt(at);
        at += Character.charCount(c);
        regex.append(Pattern.quote(Character.toString(c)));
    }

    private void characterClass() {
        int end = glob.indexOf(']', at);
        if (end < 0) {
            throw new BuiltinException("a class that does not end");
        }
        String body = glob.substring(at, end);
        at = end + 1;
        boolean negated = body.startsWith("!");
        String members = negated ? body.substring(1) : body;
        if (members.isEmpty()) {
            throw new BuiltinException("an empty class");
        }
        regex.append(negated ? "[^" : "[");
        int[] points = members.codePoints().toArray();
        boolean range = points.length == 3 && points[1] == '-';
        if (range) {
            if (points[0] > points[2]) {
                throw new BuiltinException("a range that runs backwards");
            }
            regex.append(inClass(points[0])).append('-').append(inClass(points[2]));
        } else {
            for (int point : points) {
                regex.append(inClass(point));
            }
        }
        regex.append(']');
    }

    private static String inClass(int c) {
        return "\\x{" + Integer.toHexString(c) + "}";
    }

    private void alternatives(int depth) {
        regex.append("(?:");
        while (true) {
            sequence(depth + 1);
            if (at >= glob.length()) {
                throw new BuiltinException("alternatives that do not end");
            }
            if (glob.charAt(at++) == '}') {
                break;
            }
            regex.append('|');
        }
        regex.append(')');
    }

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder();
        for (char c : text.toCharArray()) {
            if ("*?\\[]{}".indexOf(c) >= 0) {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.toString();
    }
}
