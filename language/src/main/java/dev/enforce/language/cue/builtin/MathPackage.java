package dev.enforce.language.cue.builtin;

import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.NumberValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** Package {@code math}: rounding and divisibility. */
final class MathPackage {

    private static final List<Integer> ONE = List.of(Kind.NUMBER);

    private MathPackage() {}

    static Packages.Package functions() {
        return new Packages.Package("math")
                .constant(
                        "Pi",
                        new NumberValue(
                                new BigDecimal("3.14159265358979323846264338327950288419716939937510582097494459"),
                                false))
                .function(
                        "Abs",
                        ONE,
                        a -> new NumberValue(Arguments.number(a, 0).abs(), ((NumberValue) a.getFirst()).integer()))
                .function("Floor", ONE, a -> rounded(a, RoundingMode.FLOOR))
                .function("Ceil", ONE, a -> rounded(a, RoundingMode.CEILING))
                .function("Trunc", ONE, a -> rounded(a, RoundingMode.DOWN))
                .function("Round", ONE, a -> rounded(a, RoundingMode.HALF_UP))
                .function("RoundToEven", ONE, a -> rounded(a, RoundingMode.HALF_EVEN))
                .validator("MultipleOf", List.of(Kind.NUMBER, Kind.NUMBER), a -> {
                    if (Arguments.number(a, 1).signum() == 0) {
                        throw new FunctionException("division by zero");
                    }
                    return Value.of(Arguments.number(a, 0)
                                    .remainder(Arguments.number(a, 1))
                                    .signum()
                            == 0);
                });
    }

    private static Value rounded(List<Value> arguments, RoundingMode mode) {
        return new NumberValue(Arguments.number(arguments, 0).setScale(0, mode), true);
    }
}
