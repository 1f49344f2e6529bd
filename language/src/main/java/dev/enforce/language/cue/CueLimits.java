package dev.enforce.language.cue;

import java.time.Duration;

/**
 * What one evaluation may use.
 *
 * @param steps units of work; a field unified or an operator computed is one
 * @param depth nesting of evaluations
 * @param text length of a computed string
 * @param document bytes of a document
 */
public record CueLimits(long steps, Duration time, int depth, int text, int document) {

    public static final CueLimits DEFAULT =
            new CueLimits(5_000_000, Duration.ofSeconds(2), 250, 1_000_000, 16 * 1024 * 1024);
}
