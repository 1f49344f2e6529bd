package dev.enforce.language.rego.builtin;

import static dev.enforce.language.rego.builtin.Operands.integer;
import static dev.enforce.language.rego.builtin.Operands.string;
import static dev.enforce.language.rego.builtin.Operands.text;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.BooleanValue;
import dev.enforce.language.rego.value.StringValue;
import dev.enforce.language.rego.value.Value;
import java.util.ArrayList;
import java.util.List;

/** Regular expressions, in time linear to the text, and globs. */
final class RegexBuiltins {

    private static final int MAX_PATTERN = 8 << 10;

    private RegexBuiltins() {}

    static void register(Registry registry) {
        registry.add(
                "regex.match",
                2,
                (o, c) -> BooleanValue.of(matcher(o[0], o[1], c).find()));
        registry.add(
                "re_match", 2, (o, c) -> BooleanValue.of(matcher(o[0], o[1], c).find()));
        registry.add("regex.is_valid", 1, (o, c) -> {
            if (!(o[0] instanceof StringValue)) {
                return BooleanValue.FALSE;
            }
            try {
                compiled(text(o[0]), c);
                return BooleanValue.TRUE;
            } catch (BuiltinException invalid) {
                return BooleanValue.FALSE;
            }
        });
        registry.add("regex.split", 2, RegexBuiltins::split);
        registry.add("regex.find_n", 3, (o, c) -> find(o, c, false));
        registry.add("regex.find_all_string_submatch_n", 3, (o, c) -> find(o, c, true));
        registry.add("regex.replace", 3, RegexBuiltins::replace);
        registry.add("glob.match", 3, GlobPattern::match);
        registry.one("glob.quote_meta", a -> string(GlobPattern.quote(text(a))));
    }

    static Pattern compiled(String pattern, BuiltinContext context) {
        if (pattern.length() > MAX_PATTERN) {
            throw new BuiltinException("a pattern longer than " + MAX_PATTERN + " characters");
        }
        return context.remembered("regex " + pattern, () -> {
            try {
                return Pattern.compile(pattern);
            } catch (PatternSyntaxException invalid) {
                throw new BuiltinException("error parsing regexp: " + invalid.getMessage());
            }
        });
    }

    private static Matcher matcher(Value pattern, Value text, BuiltinContext context) {
        String subject = text(text);
        Pattern compiled = compiled(text(pattern), context);
        context.budget().steps(subject.length() * (1L + compiled.pattern().length() / 16));
        return compiled.matcher(subject);
    }

    /** A match that is empty and touches the one before does not count, as in Go. */
    private static List<List<String>> all(Matcher matcher, int limit) {
        List<List<String>> found = new ArrayList<>();
        int end = -1;
        while ((limit < 0 || found.size() < limit) && matcher.find()) {
            if (matcher.start() == matcher.end() && matcher.start() == end) {
                continue;
            }
            end = matcher.end();
            List<String> groups = new ArrayList<>();
            for (int i = 0; i <= matcher.groupCount(); i++) {
                String group = matcher.group(i);
                groups.add(group == null ? "" : group);
            }
            found.add(groups);
        }
        return found;
    }

    private static Value find(Value[] operands, BuiltinContext context, boolean groups) {
        int limit = integer(operands[2]);
        List<Value> found = new ArrayList<>();
        for (List<String> match : all(matcher(operands[0], operands[1], context), limit)) {
            context.budget().elements(found.size());
            found.add(groups ? Operands.strings(match) : string(match.getFirst()));
        }
        return new ArrayValue(found);
    }

    private static Value split(Value[] operands, BuiltinContext context) {
        String text = text(operands[1]);
        Matcher matcher = matcher(operands[0], operands[1], context);
        if (!text(operands[0]).isEmpty() && text.isEmpty()) {
            return Operands.strings(List.of(""));
        }
        List<String> parts = new ArrayList<>();
        int from = 0;
        int end = 0;
        int lastEnd = -1;
        while (matcher.find()) {
            if (matcher.start() == matcher.end() && matcher.start() == lastEnd) {
                continue;
            }
            lastEnd = matcher.end();
            end = matcher.start();
            if (matcher.end() != 0) {
                parts.add(text.substring(from, end));
            }
            from = matcher.end();
        }
        if (end != text.length()) {
            parts.add(text.substring(from));
        }
        return Operands.strings(parts);
    }

    private static Value replace(Value[] operands, BuiltinContext context) {
        String text = text(operands[0]);
        Matcher matcher = matcher(operands[1], operands[0], context);
        String template = text(operands[2]);
        StringBuilder out = new StringBuilder();
        int from = 0;
        int lastEnd = -1;
        while (matcher.find()) {
            if (matcher.start() == matcher.end() && matcher.start() == lastEnd) {
                continue;
            }
            lastEnd = matcher.end();
            out.append(text, from, matcher.start());
            expand(template, matcher, out);
            context.budget().text(out.length());
            from = matcher.end();
        }
        return string(out.append(text, from, text.length()).toString());
    }

    /** {@code $1}, {@code ${name}} and {@code $$}, as Go expands them; groups that are not there are empty. */
    private static void expand(String template, Matcher matcher, StringBuilder out) {
        int at = 0;
        while (at < template.length()) {
            char c = template.charAt(at++);
            if (c != '$' || at >= template.length()) {
                out.append(c);
                continue;
            }
            if (template.charAt(at) == '$') {
                out.append('$');
                at++;
                continue;
            }
            boolean braces = template.charAt(at) == '{';
            int start = braces ? at + 1 : at;
            int end = start;
            while (end < template.length() && isWord(template.charAt(end))) {
                end++;
            }
            boolean bad = end == start || (braces && (end >= template.length() || template.charAt(end) != '}'));
            if (bad) {
                out.append('$');
                continue;
            }
            out.append(group(matcher, template.substring(start, end)));
            at = braces ? end + 1 : end;
        }
    }

    private static boolean isWord(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }

    private static String group(Matcher matcher, String name) {
        try {
            boolean number = name.chars().allMatch(c -> c >= '0' && c <= '9');
            String found = number ? matcher.group(Integer.parseInt(name)) : matcher.group(name);
            return found == null ? "" : found;
        } catch (RuntimeException noSuchGroup) {
            return "";
        }
    }
}
