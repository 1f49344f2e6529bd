package dev.enforce.language.cue.builtin;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import java.util.ArrayList;
import java.util.List;

/** Package {@code regexp}, in linear time. */
final class RegexpPackage {

    private static final int MAX_PATTERN = 10_000;
    private static final List<Integer> TWO = List.of(Kind.STRING, Kind.STRING);

    private RegexpPackage() {}

    static Packages.Package functions() {
        return new Packages.Package("regexp")
                .validator("Match", TWO, a -> Value.of(matcher(a).find()))
                .validator("Valid", List.of(Kind.STRING), a -> {
                    pattern(Arguments.text(a, 0));
                    return Value.of(true);
                })
                .function("QuoteMeta", List.of(Kind.STRING), a -> Value.of(Pattern.quote(Arguments.text(a, 0))))
                .function("Find", TWO, a -> {
                    Matcher matcher = matcher(a);
                    if (!matcher.find()) {
                        throw new FunctionException("no match");
                    }
                    return Value.of(matcher.group());
                })
                .function("FindSubmatch", TWO, a -> {
                    Matcher matcher = matcher(a);
                    if (!matcher.find()) {
                        throw new FunctionException("no match");
                    }
                    List<String> groups = new ArrayList<>();
                    for (int i = 0; i <= matcher.groupCount(); i++) {
                        groups.add(matcher.group(i) == null ? "" : matcher.group(i));
                    }
                    return Arguments.ofTexts(groups);
                })
                .function("FindAll", List.of(Kind.STRING, Kind.STRING, Kind.INT), a -> {
                    Matcher matcher = matcher(a);
                    List<String> all = new ArrayList<>();
                    int limit = Arguments.integer(a, 2);
                    while ((limit < 0 || all.size() < limit) && matcher.find()) {
                        all.add(matcher.group());
                    }
                    if (all.isEmpty()) {
                        throw new FunctionException("no match");
                    }
                    return Arguments.ofTexts(all);
                });
    }

    private static Matcher matcher(List<Value> arguments) {
        return pattern(Arguments.text(arguments, 0)).matcher(Arguments.text(arguments, 1));
    }

    private static Pattern pattern(String regex) {
        if (regex.length() > MAX_PATTERN) {
            throw new FunctionException("a regular expression longer than " + MAX_PATTERN + " characters");
        }
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new FunctionException("error parsing regexp: " + e.getDescription());
        }
    }
}
