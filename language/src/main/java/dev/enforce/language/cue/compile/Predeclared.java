package dev.enforce.language.cue.compile;

import dev.enforce.language.Location;
import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.NullValue;
import dev.enforce.language.cue.value.Value.NumberValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names that every text knows. */
final class Predeclared {

    private static final Map<String, Integer> TYPES = Map.of(
            "_", Kind.TOP,
            "bool", Kind.BOOL,
            "int", Kind.INT,
            "float", Kind.FLOAT,
            "number", Kind.NUMBER,
            "string", Kind.STRING,
            "bytes", Kind.BYTES);
    private static final Set<String> REFUSED = Set.of("error", "matchN", "matchIf", "self", "float32", "float64");
    private static final Map<String, Code.Core> CORES = Map.of(
            "len", Code.Core.LEN,
            "close", Code.Core.CLOSE,
            "and", Code.Core.AND,
            "or", Code.Core.OR,
            "div", Code.Core.DIV,
            "mod", Code.Core.MOD,
            "quo", Code.Core.QUO,
            "rem", Code.Core.REM);

    private Predeclared() {}

    static @Nullable Code value(String name, Location at) {
        Integer kinds = TYPES.get(name);
        if (kinds != null) {
            return new Code.Type(at, kinds);
        }
        return switch (name) {
            case "true" -> new Code.Literal(at, Value.of(true));
            case "false" -> new Code.Literal(at, Value.of(false));
            case "null" -> new Code.Literal(at, new NullValue());
            case "uint" -> new Code.Both(at, new Code.Type(at, Kind.INT), limit(at, ">=", BigInteger.ZERO));
            case "rune" -> range(at, BigInteger.ZERO, BigInteger.valueOf(Character.MAX_CODE_POINT));
            case "int8", "int16", "int32", "int64", "int128" -> {
                BigInteger half = BigInteger.TWO.pow(Integer.parseInt(name.substring(3)) - 1);
                yield range(at, half.negate(), half.subtract(BigInteger.ONE));
            }
            case "uint8", "uint16", "uint32", "uint64", "uint128" ->
                range(
                        at,
                        BigInteger.ZERO,
                        BigInteger.TWO.pow(Integer.parseInt(name.substring(4))).subtract(BigInteger.ONE));
            default -> null;
        };
    }

    private static Code range(Location at, BigInteger low, BigInteger high) {
        Code lower = new Code.Both(at, new Code.Type(at, Kind.INT), limit(at, ">=", low));
        return new Code.Both(at, lower, limit(at, "<=", high));
    }

    private static Code limit(Location at, String operator, BigInteger bound) {
        return new Code.Limit(at, operator, new Code.Literal(at, new NumberValue(new BigDecimal(bound), true)));
    }

    static boolean isRefused(String name) {
        return REFUSED.contains(name) || (name.startsWith("__") && TYPES.containsKey(name.substring(2)));
    }

    static Code.@Nullable Core core(String name) {
        return CORES.get(name);
    }

    static int arity(Code.Core core) {
        return switch (core) {
            case LEN, CLOSE, AND, OR -> 1;
            case DIV, MOD, QUO, REM -> 2;
        };
    }
}
