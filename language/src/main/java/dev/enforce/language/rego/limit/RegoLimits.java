package dev.enforce.language.rego.limit;

import java.time.Duration;

/**
 * What one evaluation may use up.
 *
 * @param steps expressions, iterations and elements
 * @param time wall time
 * @param depth rules that wait for other rules
 * @param text characters of one string
 * @param elements elements of one collection
 */
public record RegoLimits(long steps, Duration time, int depth, int text, int elements) {

    public static final RegoLimits DEFAULT = new RegoLimits(20_000_000, Duration.ofSeconds(1), 400, 1 << 20, 1_000_000);

    public RegoLimits {
        if (steps < 1 || time.isNegative() || depth < 1 || text < 1 || elements < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
