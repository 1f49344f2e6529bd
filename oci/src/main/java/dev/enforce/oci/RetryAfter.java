package dev.enforce.oci;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads {@code Retry-After} as a number of seconds; the date form is left out, since clocks differ. */
final class RetryAfter {

    private static final int MAX_DIGITS = 6;

    private RetryAfter() {}

    static @Nullable Duration of(Answer answer) {
        String text = answer.header("Retry-After").map(String::strip).orElse("");
        boolean seconds =
                !text.isEmpty() && text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return seconds ? Duration.ofSeconds(Integer.parseInt(text)) : null;
    }
}
