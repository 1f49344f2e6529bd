package dev.enforce.testing.catalog;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts dates for <code>${now-10d}</code> and <code>${now+1d}</code>. */
record Dates(Instant now) {

    private static final Pattern PLACE = Pattern.compile("\\$\\{now([+-]\\d{1,4})d}");

    String expand(String text) {
        Matcher matcher = PLACE.matcher(text);
        return matcher.replaceAll(found -> now.truncatedTo(ChronoUnit.SECONDS)
                .plus(Duration.ofDays(Integer.parseInt(found.group(1))))
                .toString());
    }
}
