package dev.enforce.language.rego.builtin;

import static dev.enforce.language.rego.builtin.Operands.integer;
import static dev.enforce.language.rego.builtin.Operands.number;
import static dev.enforce.language.rego.builtin.Operands.whole;

import dev.enforce.language.rego.limit.RegoException;
import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.NumberValue;
import dev.enforce.language.rego.value.SetValue;
import dev.enforce.language.rego.value.StringValue;
import dev.enforce.language.rego.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.BinaryOperator;

/** Arithmetic, bits and ranges. */
final class NumberBuiltins {

    private static final BigDecimal HALF = new BigDecimal("0.5");

    private NumberBuiltins() {}

    static void register(Registry registry) {
        registry.two("plus", (a, b) -> plus(number(a), number(b)));
        registry.two("minus", NumberBuiltins::minus);
        registry.two("mul", (a, b) -> times(number(a), number(b)));
        registry.two("div", (a, b) -> divide(number(a), number(b)));
        registry.two("rem", (a, b) -> remainder(number(a), number(b)));
        registry.one("abs", a -> unary(number(a), BigDecimal::abs));
        registry.one("round", a -> unary(number(a), NumberBuiltins::halfUp));
        registry.one("ceil", a -> unary(number(a), v -> v.setScale(0, RoundingMode.CEILING)));
        registry.one("floor", a -> unary(number(a), v -> v.setScale(0, RoundingMode.FLOOR)));
        registry.two("bits.and", (a, b) -> checked(whole(a).and(whole(b))));
        registry.two("bits.or", (a, b) -> checked(whole(a).or(whole(b))));
        registry.two("bits.xor", (a, b) -> checked(whole(a).xor(whole(b))));
        registry.one("bits.negate", a -> checked(whole(a).not()));
        registry.two("bits.lsh", (a, b) -> checked(whole(a).shiftLeft(shift(b))));
        registry.two("bits.rsh", (a, b) -> checked(whole(a).shiftRight(shift(b))));
        registry.add("numbers.range", 2, (o, c) -> range(whole(o[0]), whole(o[1]), BigInteger.ONE, c));
        registry.add("numbers.range_step", 3, NumberBuiltins::rangeStep);
        registry.two("format_int", NumberBuiltins::format);
        registry.one("to_number", NumberBuiltins::toNumber);
    }

    static NumberValue plus(NumberValue a, NumberValue b) {
        return exactOr(a, b, BigInteger::add, BigDecimal::add);
    }

    static NumberValue times(NumberValue a, NumberValue b) {
        return exactOr(a, b, BigInteger::multiply, BigDecimal::multiply);
    }

    private static Value minus(Value a, Value b) {
        if (a instanceof SetValue left && b instanceof SetValue right) {
            TreeSet<Value> rest = new TreeSet<>(left.elements());
            rest.removeAll(right.elements());
            return SetValue.of(rest);
        }
        return exactOr(number(a), number(b), BigInteger::subtract, BigDecimal::subtract);
    }

    private static NumberValue exactOr(
            NumberValue a, NumberValue b, BinaryOperator<BigInteger> exact, BinaryOperator<BigDecimal> rounded) {
        if (a.isInteger() && b.isInteger()) {
            return checked(exact.apply(Floats.toBigInteger(a), Floats.toBigInteger(b)));
        }
        BigDecimal result = rounded.apply(Floats.round(a.value()), Floats.round(b.value()));
        return Floats.number(Floats.round(result));
    }

    private static Value divide(NumberValue a, NumberValue b) {
        if (b.value().signum() == 0) {
            throw new BuiltinException("divide by zero");
        }
        return Floats.number(Floats.divide(Floats.round(a.value()), Floats.round(b.value())));
    }

    private static Value remainder(NumberValue a, NumberValue b) {
        if (!a.isInteger() || !b.isInteger()) {
            throw new BuiltinException("modulo on floating-point number");
        }
        BigInteger divisor = Floats.toBigInteger(b);
        if (divisor.signum() == 0) {
            throw new BuiltinException("modulo by zero");
        }
        return checked(Floats.toBigInteger(a).remainder(divisor));
    }

    private static Value unary(NumberValue number, java.util.function.UnaryOperator<BigDecimal> function) {
        String text = number.toString();
        boolean small = text.length() < 10 && text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
        BigDecimal value = small ? number.value() : Floats.round(number.value());
        return Floats.number(Floats.round(function.apply(value)));
    }

    private static BigDecimal halfUp(BigDecimal value) {
        BigDecimal moved = Floats.round(value.signum() < 0 ? value.subtract(HALF) : value.add(HALF));
        return moved.setScale(0, RoundingMode.DOWN);
    }

    private static int shift(Value value) {
        BigInteger by = whole(value);
        if (by.signum() < 0) {
            throw new BuiltinException("operand must be an unsigned integer");
        }
        if (by.bitLength() > 12) {
            throw new RegoException(RegoException.Kind.LIMIT, "a shift by more than 4095 bits");
        }
        return by.intValue();
    }

    /** An integer that is not beyond the bounds. */
    static NumberValue checked(BigInteger value) {
        if (value.bitLength() > NumberValue.MAX_DIGITS * 3) {
            throw new RegoException(RegoException.Kind.LIMIT, "a number with too many digits");
        }
        return value.bitLength() < 63 ? NumberValue.of(value.longValue()) : NumberValue.of(value);
    }

    private static Value rangeStep(Value[] operands, BuiltinContext context) {
        BigInteger step = whole(operands[2]);
        if (step.signum() <= 0) {
            throw new BuiltinException("numbers.range_step: step must be a positive number above zero");
        }
        return range(whole(operands[0]), whole(operands[1]), step, context);
    }

    private static Value range(BigInteger from, BigInteger to, BigInteger step, BuiltinContext context) {
        BigInteger count = to.subtract(from).abs().divide(step).add(BigInteger.ONE);
        context.budget().elements(count.bitLength() > 62 ? Long.MAX_VALUE : count.longValue());
        context.budget().steps(count.longValue());
        List<Value> numbers = new ArrayList<>(count.intValue());
        BigInteger move = to.compareTo(from) < 0 ? step.negate() : step;
        BigInteger now = from;
        for (int i = 0; i < count.intValue(); i++) {
            numbers.add(checked(now));
            now = now.add(move);
        }
        return new ArrayValue(numbers);
    }

    private static Value format(Value value, Value base) {
        int radix = integer(base);
        if (radix != 2 && radix != 8 && radix != 10 && radix != 16) {
            throw new BuiltinException("operand 2 must be one of {2, 8, 10, 16}");
        }
        BigInteger whole = number(value).isInteger()
                ? Floats.toBigInteger(number(value))
                : Floats.round(number(value).value()).toBigInteger();
        return new StringValue(whole.toString(radix).toLowerCase(Locale.ROOT));
    }

    private static Value toNumber(Value value) {
        return switch (value) {
            case dev.enforce.language.rego.value.NullValue _ -> NumberValue.of(0);
            case dev.enforce.language.rego.value.BooleanValue(boolean truth) -> NumberValue.of(truth ? 1 : 0);
            case NumberValue number -> number;
            case StringValue(String text) -> parsed(text);
            default -> throw Operands.wrong("null, boolean, number or string", value);
        };
    }

    /** Numbers as Go's float parser takes them, but without hexadecimal ones, infinities and underscores. */
    private static Value parsed(String text) {
        String plain = text.startsWith("+") ? text.substring(1) : text;
        boolean number = plain.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0);
        if (!number || plain.isEmpty()) {
            throw new BuiltinException("invalid syntax");
        }
        return NumberValue.parse(plain).orElseThrow(() -> new BuiltinException("invalid syntax"));
    }
}
