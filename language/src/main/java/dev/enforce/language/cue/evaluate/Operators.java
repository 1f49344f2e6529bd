package dev.enforce.language.cue.evaluate;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.enforce.language.cue.compile.Code.Core;
import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.BoolValue;
import dev.enforce.language.cue.value.Value.BytesValue;
import dev.enforce.language.cue.value.Value.ListValue;
import dev.enforce.language.cue.value.Value.NumberValue;
import dev.enforce.language.cue.value.Value.StringValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the operators do with plain values. Numbers are decimals of 34 digits. */
final class Operators {

    static final MathContext DIGITS = new MathContext(34, RoundingMode.HALF_UP);
    private static final int MAX_REPEAT = 1_000_000;
    private static final int MAX_EXPONENT = 100_000;
    private static final int MAX_PATTERN = 10_000;

    private Operators() {}

    static Value unary(String operator, Value value, Vertex at) {
        if (operator.equals("!") && value instanceof BoolValue(boolean b)) {
            return Value.of(!b);
        }
        if (value instanceof NumberValue(BigDecimal number, boolean integer) && !operator.equals("!")) {
            return operator.equals("-") ? new NumberValue(number.negate(), integer) : value;
        }
        throw FaultException.conflict(
                at,
                "invalid operation " + operator + Format.value(value) + " (" + operator + " " + Kind.name(value.kind())
                        + ")");
    }

    static Value binary(String operator, Value left, Value right, Vertex at) {
        Value result = switch (operator) {
            case "==" -> equality(left, right, true);
            case "!=" -> equality(left, right, false);
            case "<", "<=", ">", ">=" -> comparison(operator, left, right);
            case "&&" -> bothBool(left, right) ? Value.of(isTrue(left) && isTrue(right)) : null;
            case "||" -> bothBool(left, right) ? Value.of(isTrue(left) || isTrue(right)) : null;
            case "=~" -> matchable(left, right) ? Value.of(matches(left, right, at)) : null;
            case "!~" -> matchable(left, right) ? Value.of(!matches(left, right, at)) : null;
            default -> arithmetic(operator, left, right, at);
        };
        if (result == null) {
            throw FaultException.conflict(
                    at,
                    "invalid operands %s and %s to '%s' (type %s and %s)"
                            .formatted(
                                    Format.value(left),
                                    Format.value(right),
                                    operator,
                                    Kind.name(left.kind()),
                                    Kind.name(right.kind())));
        }
        return result;
    }

    private static boolean bothBool(Value left, Value right) {
        return left instanceof BoolValue && right instanceof BoolValue;
    }

    private static boolean isTrue(Value value) {
        return value instanceof BoolValue(boolean b) && b;
    }

    private static boolean matchable(Value left, Value right) {
        return (left.kind() & (Kind.STRING | Kind.BYTES)) != 0 && (right.kind() & (Kind.STRING | Kind.BYTES)) != 0;
    }

    private static Value equality(Value left, Value right, boolean wanted) {
        Integer order = compare(left, right);
        boolean equal = order == null ? left.equals(right) : order == 0;
        return Value.of(equal == wanted);
    }

    private static @Nullable Value comparison(String operator, Value left, Value right) {
        Integer order = compare(left, right);
        if (order == null) {
            return null;
        }
        return Value.of(inOrder(operator, order));
    }

    private static boolean inOrder(String operator, int order) {
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            default -> throw new IllegalArgumentException(operator);
        };
    }

    /** The order of two numbers, strings or bytes; null for all else. */
    static @Nullable Integer compare(Value left, Value right) {
        if (left instanceof NumberValue a && right instanceof NumberValue b) {
            return a.value().compareTo(b.value());
        }
        if (left instanceof StringValue(String a) && right instanceof StringValue(String b)) {
            return compareText(a, b);
        }
        return left instanceof BytesValue(String a) && right instanceof BytesValue(String b) ? a.compareTo(b) : null;
    }

    /** By code points, which is the order of their UTF-8. */
    static int compareText(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable Value arithmetic(String operator, Value left, Value right, Vertex at) {
        if (left instanceof NumberValue a && right instanceof NumberValue b) {
            return numbers(operator, a, b, at);
        }
        return switch (operator) {
            case "+" -> concatenated(left, right);
            case "*" -> {
                if (left instanceof NumberValue n && n.integer()) {
                    yield repeated(right, n.value(), at);
                }
                yield right instanceof NumberValue n && n.integer() ? repeated(left, n.value(), at) : null;
            }
            default -> null;
        };
    }

    private static @Nullable Value concatenated(Value left, Value right) {
        if (left instanceof StringValue(String a) && right instanceof StringValue(String b)) {
            return Value.of(a + b);
        }
        return left instanceof BytesValue(String a) && right instanceof BytesValue(String b)
                ? new BytesValue(a + b)
                : null;
    }

    private static @Nullable Value repeated(Value text, BigDecimal count, Vertex at) {
        if (!(text instanceof StringValue) && !(text instanceof BytesValue)) {
            return null;
        }
        if (count.signum() < 0) {
            throw FaultException.conflict(at, "cannot convert negative number to uint64");
        }
        if (count.compareTo(BigDecimal.valueOf(MAX_REPEAT)) > 0) {
            throw FaultException.conflict(
                    at, "string multiplication count " + count + " exceeds limit of " + MAX_REPEAT);
        }
        String unit = text instanceof StringValue(String s) ? s : text instanceof BytesValue(String s) ? s : "";
        long length = (long) unit.length() * count.intValueExact();
        if (length > MAX_REPEAT) {
            throw new Budget.LimitException("a text longer than " + MAX_REPEAT + " characters");
        }
        String result = unit.repeat(count.intValueExact());
        return text instanceof StringValue ? Value.of(result) : new BytesValue(result);
    }

    private static @Nullable Value numbers(String operator, NumberValue a, NumberValue b, Vertex at) {
        boolean integer = a.integer() && b.integer();
        return switch (operator) {
            case "+" -> number(a.value().add(b.value(), DIGITS), integer, at);
            case "-" -> number(a.value().subtract(b.value(), DIGITS), integer, at);
            case "*" -> number(a.value().multiply(b.value(), DIGITS), integer, at);
            case "/" -> {
                if (b.value().signum() == 0) {
                    throw FaultException.conflict(at, "failed arithmetic: division by zero");
                }
                yield number(quotient(a.value(), b.value()), false, at);
            }
            default -> null;
        };
    }

    private static BigDecimal quotient(BigDecimal a, BigDecimal b) {
        BigDecimal result = a.divide(b, DIGITS);
        BigDecimal stripped = result.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private static Value number(BigDecimal value, boolean integer, Vertex at) {
        if (Math.abs((long) value.scale()) > MAX_EXPONENT) {
            throw FaultException.conflict(at, "failed arithmetic: overflow");
        }
        return new NumberValue(value, integer);
    }

    static Value divide(Core operation, Value left, Value right, Vertex at) {
        if (!(left instanceof NumberValue a) || !(right instanceof NumberValue b) || !a.integer() || !b.integer()) {
            Value wrong = left instanceof NumberValue n && n.integer() ? right : left;
            throw FaultException.conflict(
                    at,
                    "cannot use " + Format.value(wrong) + " (type " + Kind.name(wrong.kind())
                            + ") as int in a division");
        }
        BigInteger x = a.value().toBigInteger();
        BigInteger y = b.value().toBigInteger();
        if (y.signum() == 0) {
            throw FaultException.conflict(at, "division by zero");
        }
        BigInteger[] truncated = x.divideAndRemainder(y);
        boolean adjust = truncated[1].signum() < 0;
        BigInteger result = switch (operation) {
            case QUO -> truncated[0];
            case REM -> truncated[1];
            case DIV -> adjust ? truncated[0].subtract(BigInteger.valueOf(y.signum())) : truncated[0];
            case MOD -> adjust ? truncated[1].add(y.abs()) : truncated[1];
            case LEN, CLOSE, AND, OR -> throw new IllegalArgumentException(operation.name());
        };
        return new NumberValue(new BigDecimal(result), true);
    }

    static Value slice(Value operand, Value low, @Nullable Value high, Vertex at) {
        if (!(operand instanceof ListValue list) || !(low instanceof NumberValue from)) {
            throw FaultException.conflict(
                    at, "cannot slice " + Format.value(operand) + " (type " + Kind.name(operand.kind()) + ")");
        }
        int size = list.items().size();
        BigDecimal end = high == null
                ? BigDecimal.valueOf(size)
                : high instanceof NumberValue n ? n.value() : BigDecimal.ONE.negate();
        boolean inside = from.value().signum() >= 0
                && from.value().compareTo(end) <= 0
                && end.compareTo(BigDecimal.valueOf(size)) <= 0;
        if (!inside) {
            throw FaultException.conflict(at, "index out of range");
        }
        return new ListValue(list.items().subList(from.value().intValueExact(), end.intValueExact()));
    }

    /** A bound must be a scalar that its operator can compare with. */
    static Value bound(String operator, Value value, Vertex at) {
        boolean regular = operator.equals("=~") || operator.equals("!~");
        boolean fits = regular
                ? (value.kind() & (Kind.STRING | Kind.BYTES)) != 0
                : operator.equals("!=") || (value.kind() & (Kind.NUMBER | Kind.STRING | Kind.BYTES)) != 0;
        if (!fits) {
            throw FaultException.conflict(at, "invalid value " + Format.value(value) + " for bound " + operator);
        }
        if (regular) {
            pattern(text(value), at);
        }
        return value;
    }

    static boolean withinLimit(Term.Limit limit, Value value) {
        Value bound = limit.bound();
        return switch (limit.operator()) {
            case "=~" -> Pattern.compile(text(bound)).matcher(text(value)).find();
            case "!~" -> !Pattern.compile(text(bound)).matcher(text(value)).find();
            case "!=" -> isTrue(equality(value, bound, false));
            default -> {
                Integer order = compare(value, bound);
                yield order != null && inOrder(limit.operator(), order);
            }
        };
    }

    private static boolean matches(Value left, Value right, Vertex at) {
        return pattern(text(right), at).matcher(text(left)).find();
    }

    private static Pattern pattern(String regex, Vertex at) {
        if (regex.length() > MAX_PATTERN) {
            throw new Budget.LimitException("a regular expression longer than " + MAX_PATTERN + " characters");
        }
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw FaultException.conflict(at, "invalid regexp: error parsing regexp: " + e.getMessage());
        }
    }

    private static String text(Value value) {
        return value instanceof StringValue(String s) ? s : value instanceof BytesValue(String s) ? s : "";
    }
}
