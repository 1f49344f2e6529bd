package dev.enforce.language.rego.builtin;

import static dev.enforce.language.rego.builtin.Operands.integer;
import static dev.enforce.language.rego.builtin.Operands.string;
import static dev.enforce.language.rego.builtin.Operands.text;

import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.BooleanValue;
import dev.enforce.language.rego.value.NumberValue;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.StringValue;
import dev.enforce.language.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;

/** Strings. Positions and lengths count code points. */
final class StringBuiltins {

    private StringBuiltins() {}

    static void register(Registry registry) {
        registry.two("startswith", (a, b) -> BooleanValue.of(text(a).startsWith(text(b))));
        registry.two("endswith", (a, b) -> BooleanValue.of(text(a).endsWith(text(b))));
        registry.two("contains", (a, b) -> BooleanValue.of(text(a).contains(text(b))));
        registry.one("lower", a -> string(text(a).toLowerCase(Locale.ROOT)));
        registry.one("upper", a -> string(text(a).toUpperCase(Locale.ROOT)));
        registry.two("trim", (a, b) -> string(trimLeft(trimRight(text(a), text(b)), text(b))));
        registry.two("trim_left", (a, b) -> string(trimLeft(text(a), text(b))));
        registry.two("trim_right", (a, b) -> string(trimRight(text(a), text(b))));
        registry.two(
                "trim_prefix",
                (a, b) -> string(text(a).startsWith(text(b)) ? text(a).substring(text(b).length()) : text(a)));
        registry.two(
                "trim_suffix",
                (a, b) -> string(
                        text(a).endsWith(text(b))
                                ? text(a).substring(0, text(a).length() - text(b).length())
                                : text(a)));
        registry.one("trim_space", a -> string(trimSpace(text(a))));
        registry.two("split", (a, b) -> Operands.strings(split(text(a), text(b))));
        registry.three("strings.split_n", StringBuiltins::splitN);
        registry.add("concat", 2, StringBuiltins::concat);
        registry.add("replace", 3, StringBuiltins::replace);
        registry.add("strings.replace_n", 2, StringBuiltins::replaceN);
        registry.two("strings.count", (a, b) -> NumberValue.of(count(text(a), text(b))));
        registry.one(
                "strings.reverse",
                a -> string(new StringBuilder(text(a)).reverse().toString()));
        registry.two("strings.any_prefix_match", (a, b) -> any(a, b, String::startsWith));
        registry.two("strings.any_suffix_match", (a, b) -> any(a, b, String::endsWith));
        registry.two("indexof", (a, b) -> {
            List<Value> all = indexes(text(a), text(b), true);
            return all.isEmpty() ? NumberValue.of(-1) : all.getFirst();
        });
        registry.two("indexof_n", (a, b) -> new ArrayValue(indexes(text(a), text(b), false)));
        registry.three("substring", StringBuiltins::substring);
        registry.add("sprintf", 2, (o, c) -> {
            String made = Format.format(text(o[0]), Operands.array(o[1]), c);
            c.budget().text(made.length());
            return string(made);
        });
    }

    private static String trimLeft(String text, String cut) {
        int start = 0;
        while (start < text.length() && cut.indexOf(text.codePointAt(start)) >= 0) {
            start += Character.charCount(text.codePointAt(start));
        }
        return text.substring(start);
    }

    private static String trimRight(String text, String cut) {
        int end = text.length();
        while (end > 0 && cut.indexOf(text.codePointBefore(end)) >= 0) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(0, end);
    }

    private static String trimSpace(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** White space as Unicode has it, and as Go asks for it. */
    private static boolean isSpace(char c) {
        return (c >= 9 && c <= 13)
                || c == 0x85
                || c == 0xA0
                || Character.getType(c) == Character.SPACE_SEPARATOR
                || c == 0x2028
                || c == 0x2029;
    }

    static List<String> split(String text, String by) {
        List<String> parts = new ArrayList<>();
        if (by.isEmpty()) {
            text.codePoints().forEach(c -> parts.add(Character.toString(c)));
            return parts;
        }
        int from = 0;
        for (int at = text.indexOf(by); at >= 0; at = text.indexOf(by, from)) {
            parts.add(text.substring(from, at));
            from = at + by.length();
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static Value splitN(Value whole, Value by, Value many) {
        List<String> parts = split(text(whole), text(by));
        int n = integer(many);
        return Operands.strings(
                n >= 0
                        ? parts.subList(0, Math.min(n, parts.size()))
                        : parts.subList(Math.max(0, parts.size() + n), parts.size()));
    }

    private static Value concat(Value[] operands, BuiltinContext context) {
        String between = text(operands[0]);
        List<String> parts = Operands.texts(operands[1]);
        long length = (long) between.length() * parts.size();
        for (String part : parts) {
            length += part.length();
        }
        context.budget().text(length);
        return string(String.join(between, parts));
    }

    private static Value replace(Value[] operands, BuiltinContext context) {
        return string(replace(text(operands[0]), text(operands[1]), text(operands[2]), context));
    }

    private static String replace(String text, String old, String by, BuiltinContext context) {
        long grown = text.length();
        if (by.length() > old.length()) {
            grown += (long) count(text, old) * (by.length() - old.length());
        }
        context.budget().text(grown);
        return text.replace(old, by);
    }

    /** All patterns at once, the earlier ones (in order of the keys) first at every place. */
    private static Value replaceN(Value[] operands, BuiltinContext context) {
        ObjectValue patterns = Operands.object(operands[0]);
        List<String> olds = new ArrayList<>();
        List<String> news = new ArrayList<>();
        for (int i = 0; i < patterns.size(); i++) {
            olds.add(text(patterns.key(i)));
            news.add(text(patterns.value(i)));
        }
        String text = text(operands[1]);
        StringBuilder out = new StringBuilder();
        boolean emptyDone = false;
        for (int at = 0; at <= text.length(); ) {
            int which = matching(olds, text, at, emptyDone);
            context.budget().steps(olds.size() + 1L);
            context.budget().text(out.length());
            if (which >= 0) {
                out.append(news.get(which));
                at += olds.get(which).length();
                emptyDone = olds.get(which).isEmpty();
                if (!emptyDone) {
                    continue;
                }
            }
            if (at < text.length()) {
                out.append(text.charAt(at));
            }
            at++;
            emptyDone = false;
        }
        return string(out.toString());
    }

    private static int matching(List<String> olds, String text, int at, boolean emptyDone) {
        for (int i = 0; i < olds.size(); i++) {
            if (text.startsWith(olds.get(i), at) && !(emptyDone && olds.get(i).isEmpty())) {
                return i;
            }
        }
        return -1;
    }

    private static int count(String text, String part) {
        if (part.isEmpty()) {
            return text.codePointCount(0, text.length()) + 1;
        }
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private static Value any(Value texts, Value parts, BiPredicate<String, String> matches) {
        List<String> all = texts instanceof StringValue(String one) ? List.of(one) : Operands.texts(texts);
        List<String> wanted = parts instanceof StringValue(String one) ? List.of(one) : Operands.texts(parts);
        return BooleanValue.of(all.stream()
                .anyMatch(text -> wanted.stream().anyMatch(part -> matches.test(text, part))));
    }

    private static List<Value> indexes(String text, String part, boolean onlyFirst) {
        if (part.isEmpty()) {
            throw new BuiltinException("empty search character");
        }
        List<Value> found = new ArrayList<>();
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            found.add(NumberValue.of(text.codePointCount(0, at)));
            if (onlyFirst) {
                break;
            }
        }
        return found;
    }

    private static Value substring(Value value, Value from, Value count) {
        String text = text(value);
        int start = integer(from);
        int length = integer(count);
        if (start < 0) {
            throw new BuiltinException("negative offset");
        }
        int points = text.codePointCount(0, text.length());
        if (start >= points) {
            return string("");
        }
        int end = length < 0 ? points : (int) Math.min(points, (long) start + length);
        return string(text.substring(text.offsetByCodePoints(0, start), text.offsetByCodePoints(0, end)));
    }
}
