package dev.enforce.language.cue.builtin;

import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.NumberValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Package {@code strings}. Positions count bytes of UTF-8. */
final class StringsPackage {

    static final Comparator<String> ORDER =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private static final List<Integer> ONE = List.of(Kind.STRING);
    private static final List<Integer> TWO = List.of(Kind.STRING, Kind.STRING);
    private static final List<Integer> WITH_COUNT = List.of(Kind.STRING, Kind.INT);

    private StringsPackage() {}

    static Packages.Package functions() {
        Packages.Package strings = new Packages.Package("strings");
        tests(strings);
        edits(strings);
        trims(strings);
        parts(strings);
        return strings;
    }

    private static void tests(Packages.Package strings) {
        strings.validator("Contains", TWO, a -> Value.of(text(a).contains(Arguments.text(a, 1))));
        strings.validator("HasPrefix", TWO, a -> Value.of(text(a).startsWith(Arguments.text(a, 1))));
        strings.validator("HasSuffix", TWO, a -> Value.of(text(a).endsWith(Arguments.text(a, 1))));
        strings.validator(
                "ContainsAny",
                TWO,
                a -> Value.of(
                        text(a).codePoints().anyMatch(c -> Arguments.text(a, 1).indexOf(c) >= 0)));
        strings.validator("MinRunes", WITH_COUNT, a -> Value.of(runes(text(a)) >= Arguments.integer(a, 1)));
        strings.validator("MaxRunes", WITH_COUNT, a -> Value.of(runes(text(a)) <= Arguments.integer(a, 1)));
        strings.function("Index", TWO, a -> position(text(a), text(a).indexOf(Arguments.text(a, 1))));
        strings.function("LastIndex", TWO, a -> position(text(a), text(a).lastIndexOf(Arguments.text(a, 1))));
        strings.function(
                "Compare", TWO, a -> NumberValue.of(Integer.signum(ORDER.compare(text(a), Arguments.text(a, 1)))));
        strings.function("Count", TWO, a -> NumberValue.of(count(text(a), Arguments.text(a, 1))));
    }

    private static String text(List<Value> arguments) {
        return Arguments.text(arguments, 0);
    }

    private static int runes(String text) {
        return text.codePointCount(0, text.length());
    }

    private static Value position(String text, int index) {
        return NumberValue.of(index < 0 ? -1 : text.substring(0, index).getBytes(StandardCharsets.UTF_8).length);
    }

    private static long count(String text, String part) {
        if (part.isEmpty()) {
            return runes(text) + 1L;
        }
        long count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private static void edits(Packages.Package strings) {
        strings.function("ToLower", ONE, a -> Value.of(text(a).toLowerCase(Locale.ROOT)));
        strings.function("ToUpper", ONE, a -> Value.of(text(a).toUpperCase(Locale.ROOT)));
        strings.function("Repeat", WITH_COUNT, a -> {
            int count = Arguments.integer(a, 1);
            if (count < 0) {
                throw new FunctionException("negative count");
            }
            if ((long) count * text(a).length() > Arguments.MAX_SIZE) {
                throw new FunctionException("count " + count + " exceeds limit of " + Arguments.MAX_SIZE);
            }
            return Value.of(text(a).repeat(count));
        });
        strings.function("Replace", List.of(Kind.STRING, Kind.STRING, Kind.STRING, Kind.INT), StringsPackage::replace);
        strings.function(
                "Join",
                List.of(Kind.LIST, Kind.STRING),
                a -> Value.of(Arguments.limited(String.join(Arguments.text(a, 1), Arguments.texts(a, 0)))));
    }

    private static Value replace(List<Value> arguments) {
        String text = text(arguments);
        String old = Arguments.text(arguments, 1);
        String with = Arguments.text(arguments, 2);
        int left = Arguments.integer(arguments, 3);
        StringBuilder out = new StringBuilder();
        int from = 0;
        while (left != 0 && from <= text.length()) {
            int at = text.indexOf(old, from);
            if (at < 0) {
                break;
            }
            out.append(text, from, at).append(with);
            left--;
            if (old.isEmpty()) {
                if (at < text.length()) {
                    out.appendCodePoint(text.codePointAt(at));
                }
                from = at < text.length() ? text.offsetByCodePoints(at, 1) : at + 1;
            } else {
                from = at + old.length();
            }
            Arguments.limited(out.length() > Arguments.MAX_SIZE ? out.toString() : "");
        }
        if (from < text.length()) {
            out.append(text, from, text.length());
        }
        return Value.of(out.toString());
    }

    private static void trims(Packages.Package strings) {
        strings.function("TrimSpace", ONE, a -> Value.of(text(a).strip()));
        strings.function("TrimPrefix", TWO, a -> {
            String prefix = Arguments.text(a, 1);
            return Value.of(text(a).startsWith(prefix) ? text(a).substring(prefix.length()) : text(a));
        });
        strings.function("TrimSuffix", TWO, a -> {
            String suffix = Arguments.text(a, 1);
            return Value.of(
                    text(a).endsWith(suffix) ? text(a).substring(0, text(a).length() - suffix.length()) : text(a));
        });
        strings.function(
                "Trim", TWO, a -> Value.of(trimLeft(trimRight(text(a), Arguments.text(a, 1)), Arguments.text(a, 1))));
        strings.function("TrimLeft", TWO, a -> Value.of(trimLeft(text(a), Arguments.text(a, 1))));
        strings.function("TrimRight", TWO, a -> Value.of(trimRight(text(a), Arguments.text(a, 1))));
    }

    private static String trimLeft(String text, String cut) {
        int from = 0;
        while (from < text.length() && cut.indexOf(text.codePointAt(from)) >= 0) {
            from = text.offsetByCodePoints(from, 1);
        }
        return text.substring(from);
    }

    private static String trimRight(String text, String cut) {
        int to = text.length();
        while (to > 0 && cut.indexOf(text.codePointBefore(to)) >= 0) {
            to = text.offsetByCodePoints(to, -1);
        }
        return text.substring(0, to);
    }

    private static void parts(Packages.Package strings) {
        strings.function("Split", TWO, a -> split(text(a), Arguments.text(a, 1), -1));
        strings.function(
                "SplitN",
                List.of(Kind.STRING, Kind.STRING, Kind.INT),
                a -> split(text(a), Arguments.text(a, 1), Arguments.integer(a, 2)));
        strings.function(
                "Fields",
                ONE,
                a -> Arguments.ofTexts(
                        text(a).isBlank() ? List.of() : List.of(text(a).strip().split("\\s+"))));
        strings.function("SliceRunes", List.of(Kind.STRING, Kind.INT, Kind.INT), a -> {
            int from = Arguments.integer(a, 1);
            int to = Arguments.integer(a, 2);
            if (from < 0 || from > to || to > runes(text(a))) {
                throw new FunctionException("index out of range");
            }
            String text = text(a);
            return Value.of(text.substring(text.offsetByCodePoints(0, from), text.offsetByCodePoints(0, to)));
        });
    }

    private static Value split(String text, String separator, int limit) {
        if (limit == 0) {
            return Arguments.ofTexts(List.of());
        }
        List<String> parts = new ArrayList<>();
        int from = 0;
        while (limit < 0 || parts.size() < limit - 1) {
            int at;
            if (separator.isEmpty()) {
                at = from < text.length() ? text.offsetByCodePoints(from, 1) : text.length();
                if (at >= text.length()) {
                    break;
                }
            } else {
                at = text.indexOf(separator, from);
            }
            if (at < 0) {
                break;
            }
            parts.add(text.substring(from, at));
            from = at + separator.length();
        }
        if (!separator.isEmpty() || from < text.length()) {
            parts.add(text.substring(from));
        }
        return Arguments.ofTexts(parts);
    }
}
