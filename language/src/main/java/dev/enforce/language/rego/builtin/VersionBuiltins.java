package dev.enforce.language.rego.builtin;

import static dev.enforce.language.rego.builtin.Operands.text;

import dev.enforce.language.rego.value.BooleanValue;
import dev.enforce.language.rego.value.NumberValue;
import dev.enforce.language.rego.value.StringValue;
import dev.enforce.language.rego.value.Value;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Semantic versions. */
final class VersionBuiltins {

    private static final Pattern VERSION =
            Pattern.compile("(0|[1-9]\\d{0,30})\\.(0|[1-9]\\d{0,30})\\.(0|[1-9]\\d{0,30})"
                    + "(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*+))?(?:\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*+))?");

    private VersionBuiltins() {}

    static void register(Registry registry) {
        registry.one(
                "semver.is_valid",
                a -> BooleanValue.of(a instanceof StringValue(String version)
                        && version.length() < 500
                        && isValid(VERSION.matcher(version))));
        registry.two("semver.compare", VersionBuiltins::compare);
    }

    private static boolean isValid(Matcher parts) {
        if (!parts.matches()) {
            return false;
        }
        String pre = parts.group(4);
        if (pre != null) {
            for (String part : pre.split("\\.", -1)) {
                if (isNumber(part) && part.length() > 1 && part.charAt(0) == '0') {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Matcher version(Value value) {
        Matcher parts = VERSION.matcher(text(value));
        if (text(value).length() >= 500 || !isValid(parts)) {
            throw new BuiltinException("not a semantic version");
        }
        return parts;
    }

    private static Value compare(Value a, Value b) {
        Matcher left = version(a);
        Matcher right = version(b);
        for (int i = 1; i <= 3; i++) {
            int order = new BigInteger(left.group(i)).compareTo(new BigInteger(right.group(i)));
            if (order != 0) {
                return NumberValue.of(order);
            }
        }
        return NumberValue.of(preRelease(left.group(4), right.group(4)));
    }

    private static int preRelease(
            @org.jspecify.annotations.Nullable String a, @org.jspecify.annotations.Nullable String b) {
        if (a == null || b == null) {
            return a == null ? b == null ? 0 : 1 : -1;
        }
        String[] left = a.split("\\.");
        String[] right = b.split("\\.");
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            int order = isNumber(left[i]) && isNumber(right[i])
                    ? new BigInteger(left[i]).compareTo(new BigInteger(right[i]))
                    : isNumber(left[i]) ? -1 : isNumber(right[i]) ? 1 : left[i].compareTo(right[i]);
            if (order != 0) {
                return Integer.signum(order);
            }
        }
        return Integer.compare(left.length, right.length);
    }
}
