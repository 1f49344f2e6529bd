package dev.enforce.language.cue.builtin;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.NumberValue;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Package {@code time}: instants as RFC 3339 text. There is no clock. */
public final class TimePackage {

    static final String RFC3339 = "2006-01-02T15:04:05Z07:00";
    static final String RFC3339_NANO = "2006-01-02T15:04:05.999999999Z07:00";
    static final String RFC3339_DATE = "2006-01-02";

    private static final Pattern INSTANT =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}([.,]\\d{1,9})?\\d{0,20}(Z|[+-]\\d{2}:\\d{2})");
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Map<String, Long> UNITS = Map.of(
            "ns",
            1L,
            "us",
            1_000L,
            "µs",
            1_000L,
            "μs",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L);

    private TimePackage() {}

    /** Whether {@code time.Parse} knows the layout. */
    public static boolean isLayout(String layout) {
        return layout.equals(RFC3339) || layout.equals(RFC3339_NANO) || layout.equals(RFC3339_DATE);
    }

    static Packages.Package functions() {
        return new Packages.Package("time")
                .constant("RFC3339", Value.of(RFC3339))
                .constant("RFC3339Nano", Value.of(RFC3339_NANO))
                .constant("RFC3339Date", Value.of(RFC3339_DATE))
                .constant("Nanosecond", NumberValue.of(1))
                .constant("Microsecond", NumberValue.of(1_000))
                .constant("Millisecond", NumberValue.of(1_000_000))
                .constant("Second", NumberValue.of(1_000_000_000L))
                .constant("Minute", NumberValue.of(60_000_000_000L))
                .constant("Hour", NumberValue.of(3_600_000_000_000L))
                .validator("Time", List.of(Kind.STRING), a -> {
                    String text = Arguments.text(a, 0);
                    if (!isInstant(text)) {
                        throw new FunctionException("invalid time \"" + text + "\"");
                    }
                    return Value.of(true);
                })
                .validator("Duration", List.of(Kind.STRING), a -> {
                    duration(Arguments.text(a, 0));
                    return Value.of(true);
                })
                .function("ParseDuration", List.of(Kind.STRING), a -> NumberValue.of(duration(Arguments.text(a, 0))))
                .function(
                        "Parse",
                        List.of(Kind.STRING, Kind.STRING),
                        a -> Value.of(parse(Arguments.text(a, 0), Arguments.text(a, 1))))
                .function(
                        "Unix",
                        List.of(Kind.INT, Kind.INT),
                        a -> Value.of(format(OffsetDateTime.ofInstant(
                                Instant.ofEpochSecond(
                                        Arguments.number(a, 0).longValue(),
                                        Arguments.number(a, 1).longValue()),
                                ZoneOffset.UTC))))
                .function(
                        "ToUnix",
                        List.of(Kind.STRING),
                        a -> NumberValue.of(
                                instant(Arguments.text(a, 0), RFC3339).toEpochSecond()));
    }

    private static boolean isInstant(String text) {
        try {
            instant(text, RFC3339);
            return true;
        } catch (FunctionException e) {
            return false;
        }
    }

    private static OffsetDateTime instant(String text, String layout) {
        if (INSTANT.matcher(text).matches()) {
            try {
                return OffsetDateTime.parse(text.replace(',', '.'), DateTimeFormatter.ISO_OFFSET_DATE_TIME);
            } catch (DateTimeException e) {
                throw new FunctionException("parsing time \"" + text + "\": out of range");
            }
        }
        throw new FunctionException(
                "parsing time \"" + text + "\" as \"" + layout + "\": cannot parse \"" + text + "\" as \"2006\"");
    }

    private static String parse(String layout, String text) {
        if (layout.equals(RFC3339_DATE)) {
            try {
                return format(LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC));
            } catch (DateTimeException e) {
                throw new FunctionException(
                        "parsing time \"" + text + "\" as \"2006-01-02\": cannot parse \"" + text + "\" as \"2006\"");
            }
        }
        return format(instant(text, layout).withOffsetSameInstant(ZoneOffset.UTC));
    }

    private static String format(OffsetDateTime time) {
        String text = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT)
                .format(time);
        if (time.getNano() != 0) {
            text += "." + "%09d".formatted(time.getNano()).replaceAll("0+$", "");
        }
        return text + "Z";
    }

    private static long duration(String text) {
        String unsigned = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        if (unsigned.equals("0")) {
            return 0;
        }
        Matcher part = DURATION_PART.matcher(unsigned);
        BigDecimal total = BigDecimal.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            String digits = part.group(1).endsWith(".") ? part.group(1) + "0" : part.group(1);
            total = total.add(
                    new BigDecimal(digits).multiply(BigDecimal.valueOf(UNITS.getOrDefault(part.group(2), 0L))));
            end = part.end();
        }
        boolean tooLong = total.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0;
        if (end != unsigned.length() || end == 0 || tooLong) {
            throw new FunctionException("time: invalid duration \"" + text + "\"");
        }
        return text.startsWith("-") ? -total.longValue() : total.longValue();
    }
}
