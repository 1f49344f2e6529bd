package dev.enforce.agent.configuration;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Durations as Go writes them: {@code 10s}, {@code 1m30s}, {@code 1.5h}, {@code 250ms}; without sign. */
public final class GoDuration {

    private static final int MAX_LENGTH = 40;
    private static final BigDecimal MAX_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final Map<String, BigDecimal> UNITS = Map.of(
            "ns", BigDecimal.ONE,
            "us", BigDecimal.valueOf(1_000L),
            "µs", BigDecimal.valueOf(1_000L),
            "ms", BigDecimal.valueOf(1_000_000L),
            "s", BigDecimal.valueOf(1_000_000_000L),
            "m", BigDecimal.valueOf(60_000_000_000L),
            "h", BigDecimal.valueOf(3_600_000_000_000L));

    private GoDuration() {}

    /** The duration, or empty if the text is none or is longer than 292 years. */
    public static Optional<Duration> parse(String text) {
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        BigDecimal nanos = BigDecimal.ZERO;
        int at = 0;
        while (at < text.length()) {
            int number = at;
            while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
                at++;
            }
            int unit = at;
            while (at < text.length() && !isDigit(text.charAt(at)) && text.charAt(at) != '.') {
                at++;
            }
            BigDecimal factor = UNITS.get(text.substring(unit, at));
            if (factor == null || !isNumber(text.substring(number, unit))) {
                return Optional.empty();
            }
            nanos = nanos.add(number(text.substring(number, unit)).multiply(factor));
        }
        return nanos.compareTo(MAX_NANOS) > 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos.longValue()));
    }

    /** As Go would print it, for whole milliseconds and more. */
    public static String print(Duration duration) {
        StringBuilder text = new StringBuilder();
        if (duration.toHours() > 0) {
            text.append(duration.toHours()).append('h');
        }
        if (duration.toMinutesPart() > 0) {
            text.append(duration.toMinutesPart()).append('m');
        }
        int millis = duration.toMillisPart();
        if (duration.toSecondsPart() > 0 || millis > 0 || text.isEmpty()) {
            text.append(BigDecimal.valueOf(duration.toSecondsPart() * 1_000L + millis, 3)
                            .stripTrailingZeros()
                            .toPlainString())
                    .append('s');
        }
        return text.toString();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNumber(String text) {
        return text.chars().anyMatch(c -> c != '.') && text.indexOf('.') == text.lastIndexOf('.');
    }

    private static BigDecimal number(String text) {
        String whole = text.startsWith(".") ? "0" + text : text;
        return new BigDecimal(whole.endsWith(".") ? whole + "0" : whole);
    }
}
