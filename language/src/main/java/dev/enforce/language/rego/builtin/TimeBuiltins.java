package dev.enforce.language.rego.builtin;

import static dev.enforce.language.rego.builtin.Operands.integer;
import static dev.enforce.language.rego.builtin.Operands.string;
import static dev.enforce.language.rego.builtin.Operands.text;
import static dev.enforce.language.rego.builtin.Operands.whole;

import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.NumberValue;
import dev.enforce.language.rego.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Instants in nanoseconds since 1970. */
final class TimeBuiltins {

    private static final BigInteger BILLION = BigInteger.valueOf(1_000_000_000);
    private static final Pattern RFC3339 = Pattern.compile(
            "(\\d{4})-(\\d\\d)-(\\d\\d)T(\\d\\d?):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,30}))?(Z|[+-]\\d\\d:\\d\\d)");
    private static final Pattern DURATION_PART = Pattern.compile("(\\d*)(?:\\.(\\d*))?(ns|us|µs|μs|ms|s|m|h|d|w|y)");

    private TimeBuiltins() {}

    static void register(Registry registry) {
        registry.impure("time.now_ns", 0, (_, c) -> c.now());
        registry.one("time.parse_rfc3339_ns", a -> nanos(rfc3339(text(a))));
        registry.one("time.parse_duration_ns", a -> duration(text(a)));
        registry.one("time.date", a -> {
            ZonedDateTime time = time(a);
            return numbers(time.getYear(), time.getMonthValue(), time.getDayOfMonth());
        });
        registry.one("time.clock", a -> {
            ZonedDateTime time = time(a);
            return numbers(time.getHour(), time.getMinute(), time.getSecond());
        });
        registry.one("time.weekday", a -> {
            String day = time(a).getDayOfWeek().name();
            return string(day.charAt(0) + day.substring(1).toLowerCase(Locale.ROOT));
        });
        registry.add("time.add_date", 4, (o, _) -> addDate(o));
        registry.two("time.diff", TimeBuiltins::difference);
    }

    private static Value numbers(int... values) {
        return new ArrayValue(
                java.util.Arrays.stream(values).<Value>mapToObj(NumberValue::of).toList());
    }

    private static Instant rfc3339(String text) {
        Matcher parts = RFC3339.matcher(text);
        if (!parts.matches()) {
            throw new BuiltinException("cannot parse " + text);
        }
        try {
            String fraction = parts.group(7) == null ? "" : parts.group(7);
            int nano = fraction.isEmpty() ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
            LocalDate date = LocalDate.of(number(parts, 1), number(parts, 2), number(parts, 3));
            LocalTime time = LocalTime.of(number(parts, 4), number(parts, 5), number(parts, 6), nano);
            return LocalDateTime.of(date, time).toInstant(offset(parts.group(8)));
        } catch (DateTimeException e) {
            throw new BuiltinException("out of range: " + text);
        }
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }

    private static ZoneOffset offset(String text) {
        if (text.equals("Z")) {
            return ZoneOffset.UTC;
        }
        int hours = Integer.parseInt(text.substring(1, 3));
        int minutes = Integer.parseInt(text.substring(4));
        if (hours > 24 || minutes > 60) {
            throw new BuiltinException("time zone offset out of range");
        }
        int sign = text.charAt(0) == '-' ? -1 : 1;
        return ZoneOffset.ofTotalSeconds(sign * (hours * 3600 + minutes * 60));
    }

    private static NumberValue nanos(Instant instant) {
        BigInteger nanos = BigInteger.valueOf(instant.getEpochSecond())
                .multiply(BILLION)
                .add(BigInteger.valueOf(instant.getNano()));
        return nanos(nanos);
    }

    private static NumberValue nanos(BigInteger nanos) {
        if (nanos.bitLength() > 63) {
            throw new BuiltinException("time outside of valid range");
        }
        return NumberValue.of(nanos.longValue());
    }

    /** An instant, alone or with a zone: {@code ns}, {@code [ns, tz]}. */
    private static ZonedDateTime time(Value value) {
        Value nanos = value;
        ZoneId zone = ZoneOffset.UTC;
        if (value instanceof ArrayValue(List<Value> parts)) {
            if (parts.isEmpty() || parts.size() > 3) {
                throw new BuiltinException("operand must be [ns, tz]");
            }
            nanos = parts.getFirst();
            zone = parts.size() > 1 ? zone(text(parts.get(1))) : zone;
        }
        BigInteger whole = whole(nanos);
        if (whole.bitLength() > 63) {
            throw new BuiltinException("timestamp too big");
        }
        long ns = whole.longValue();
        return Instant.ofEpochSecond(Math.floorDiv(ns, 1_000_000_000L), Math.floorMod(ns, 1_000_000_000L))
                .atZone(zone);
    }

    private static ZoneId zone(String name) {
        if (name.isEmpty() || name.equals("UTC")) {
            return ZoneOffset.UTC;
        }
        if (name.equals("Local")) {
            throw new BuiltinException("there is no local time zone");
        }
        try {
            if (!ZoneId.getAvailableZoneIds().contains(name)) {
                throw new BuiltinException("unknown time zone " + name);
            }
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new BuiltinException("unknown time zone " + name);
        }
    }

    private static Value addDate(Value[] operands) {
        ZonedDateTime time = time(operands[0]);
        LocalDateTime local = time.toLocalDateTime();
        try {
            LocalDateTime moved = LocalDateTime.of(local.getYear(), 1, 1, 0, 0)
                    .plusYears(integer(operands[1]))
                    .plusMonths(local.getMonthValue() - 1L + integer(operands[2]))
                    .plusDays(local.getDayOfMonth() - 1L + integer(operands[3]))
                    .with(local.toLocalTime());
            return nanos(moved.atZone(time.getZone()).toInstant());
        } catch (DateTimeException e) {
            throw new BuiltinException("time outside of valid range");
        }
    }

    /** Years, months, days, hours, minutes and seconds between two instants, in the zone of the first. */
    private static Value difference(Value a, Value b) {
        ZonedDateTime first = time(a);
        ZonedDateTime second = time(b).withZoneSameInstant(first.getZone());
        if (first.isAfter(second)) {
            ZonedDateTime swap = first;
            first = second;
            second = swap;
        }
        int year = second.getYear() - first.getYear();
        int month = second.getMonthValue() - first.getMonthValue();
        int day = second.getDayOfMonth() - first.getDayOfMonth();
        int hour = second.getHour() - first.getHour();
        int minute = second.getMinute() - first.getMinute();
        int second1 = second.getSecond() - first.getSecond();
        if (second1 < 0) {
            second1 += 60;
            minute--;
        }
        if (minute < 0) {
            minute += 60;
            hour--;
        }
        if (hour < 0) {
            hour += 24;
            day--;
        }
        if (day < 0) {
            day += first.toLocalDate().lengthOfMonth();
            month--;
        }
        if (month < 0) {
            month += 12;
            year--;
        }
        return numbers(year, month, day, hour, minute, second1);
    }

    private static Value duration(String text) {
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return NumberValue.of(0);
        }
        Matcher parts = DURATION_PART.matcher(rest);
        BigDecimal sum = BigDecimal.ZERO;
        int at = 0;
        while (at < rest.length()) {
            boolean digits = parts.find(at)
                    && parts.start() == at
                    && parts.group(1).length()
                                    + (parts.group(2) == null
                                            ? 0
                                            : parts.group(2).length())
                            > 0;
            if (!digits || parts.end() - at > 60) {
                throw new BuiltinException("time: invalid duration");
            }
            String fraction = parts.group(2) == null ? "" : parts.group(2);
            BigDecimal amount = new BigDecimal("0" + parts.group(1) + "." + fraction + "0");
            sum = sum.add(amount.multiply(unit(parts.group(3))).setScale(0, RoundingMode.DOWN));
            at = parts.end();
        }
        if (rest.isEmpty()) {
            throw new BuiltinException("time: invalid duration");
        }
        return nanos((negative ? sum.negate() : sum).toBigInteger());
    }

    private static BigDecimal unit(String unit) {
        return switch (unit) {
            case "ns" -> BigDecimal.ONE;
            case "us", "µs", "μs" -> new BigDecimal("1e3");
            case "ms" -> new BigDecimal("1e6");
            case "s" -> new BigDecimal("1e9");
            case "m" -> new BigDecimal("6e10");
            case "h" -> new BigDecimal("3600e9");
            case "d" -> new BigDecimal("86400e9");
            case "w" -> new BigDecimal("604800e9");
            default -> new BigDecimal("31536000e9");
        };
    }
}
