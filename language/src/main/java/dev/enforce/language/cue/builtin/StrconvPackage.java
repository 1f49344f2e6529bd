package dev.enforce.language.cue.builtin;

import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.BoolValue;
import dev.enforce.language.cue.value.Value.NumberValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;

/** Package {@code strconv}: integers and truth from and to text. */
final class StrconvPackage {

    private static final int MAX_DIGITS = 1000;
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    private StrconvPackage() {}

    static Packages.Package functions() {
        return new Packages.Package("strconv")
                .function(
                        "Atoi",
                        List.of(Kind.STRING),
                        a -> new NumberValue(new BigDecimal(integer(Arguments.text(a, 0), 10, "Atoi")), true))
                .function("FormatInt", List.of(Kind.INT, Kind.INT), a -> {
                    int base = Arguments.integer(a, 1);
                    if (base < Character.MIN_RADIX || base > Character.MAX_RADIX) {
                        throw new FunctionException("illegal base " + base);
                    }
                    return Value.of(Arguments.number(a, 0).toBigInteger().toString(base));
                })
                .function(
                        "FormatBool",
                        List.of(Kind.BOOL),
                        a -> Value.of(Boolean.toString(((BoolValue) a.getFirst()).value())))
                .function("ParseBool", List.of(Kind.STRING), a -> {
                    String text = Arguments.text(a, 0);
                    if (!TRUE.contains(text) && !FALSE.contains(text)) {
                        throw new FunctionException("strconv.ParseBool: parsing \"" + text + "\": invalid syntax");
                    }
                    return Value.of(TRUE.contains(text));
                });
    }

    private static BigInteger integer(String text, int base, String function) {
        String digits = text.startsWith("+") ? text.substring(1) : text;
        boolean valid = text.length() <= MAX_DIGITS && digits.matches("-?[0-9]+") && !text.startsWith("+-");
        if (!valid) {
            throw new FunctionException("strconv." + function + ": parsing \"" + text + "\": invalid syntax");
        }
        return new BigInteger(digits, base);
    }
}
