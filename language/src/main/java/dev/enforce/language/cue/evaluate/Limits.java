package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value.NumberValue;
import dev.enforce.language.cue.value.Value.StringValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Two bounds of one value: the tighter of the same direction, the value between two that meet, or nothing. */
final class Limits {

    private Limits() {}

    /** @return what replaces both, or null when both stay */
    static @Nullable Term together(int kinds, Term.Limit first, Term.Limit second, Unifier unifier) {
        if (first.equals(second)) {
            return first;
        }
        int one = direction(first);
        int two = direction(second);
        if (one == 0 || two == 0 || one == two) {
            return one == two && one != 0 ? tighter(first, second, one) : null;
        }
        Term.Limit lower = one < 0 ? second : first;
        Term.Limit upper = one < 0 ? first : second;
        if (lower.bound() instanceof NumberValue low && upper.bound() instanceof NumberValue high) {
            return numbers(kinds, lower, low, upper, high, unifier);
        }
        if (lower.bound() instanceof StringValue low && upper.bound() instanceof StringValue high) {
            int order = Operators.compareText(low.value(), high.value());
            if (order > 0 || (order == 0 && !(isInclusive(lower) && isInclusive(upper)))) {
                unifier.fail("incompatible string bounds " + Format.anything(upper) + " and " + Format.anything(lower));
            }
        }
        return null;
    }

    private static int direction(Term.Limit limit) {
        return switch (limit.operator()) {
            case ">", ">=" -> 1;
            case "<", "<=" -> -1;
            default -> 0;
        };
    }

    private static boolean isInclusive(Term.Limit limit) {
        return limit.operator().endsWith("=");
    }

    private static @Nullable Term tighter(Term.Limit first, Term.Limit second, int direction) {
        Integer order = Operators.compare(first.bound(), second.bound());
        if (order == null) {
            return null;
        }
        if (order == 0) {
            return isInclusive(first) ? second : first;
        }
        return order * direction > 0 ? first : second;
    }

    private static @Nullable Term numbers(
            int kinds, Term.Limit lower, NumberValue low, Term.Limit upper, NumberValue high, Unifier unifier) {
        BigDecimal lo = low.value();
        BigDecimal hi = high.value();
        boolean integers = (kinds & Kind.FLOAT) == 0;
        if (integers) {
            lo = lo.setScale(0, isInclusive(lower) ? RoundingMode.CEILING : RoundingMode.FLOOR);
            hi = hi.setScale(0, isInclusive(upper) ? RoundingMode.FLOOR : RoundingMode.CEILING);
        }
        BigDecimal room = hi.subtract(lo);
        boolean bothInclusive = isInclusive(lower) && isInclusive(upper);
        boolean noneInclusive = !isInclusive(lower) && !isInclusive(upper);
        int sign = room.signum();
        if (sign < 0 || (sign == 0 && !bothInclusive)) {
            return conflict("number", upper, lower, unifier);
        }
        if (sign == 0) {
            return integers ? scalar(lo) : null;
        }
        if (!integers || bothInclusive) {
            return null;
        }
        if (noneInclusive && room.compareTo(BigDecimal.ONE) == 0) {
            return conflict("integer", lower, upper, unifier);
        }
        if (noneInclusive && room.compareTo(BigDecimal.TWO) == 0) {
            return scalar(lo.add(BigDecimal.ONE));
        }
        if (!noneInclusive && room.compareTo(BigDecimal.ONE) == 0) {
            return scalar(isInclusive(lower) ? lo : hi);
        }
        return null;
    }

    private static Term scalar(BigDecimal value) {
        return new Term.Scalar(new NumberValue(value, true));
    }

    private static @Nullable Term conflict(String what, Term.Limit one, Term.Limit two, Unifier unifier) {
        unifier.fail("incompatible %s bounds %s and %s".formatted(what, Format.anything(one), Format.anything(two)));
        return null;
    }
}
