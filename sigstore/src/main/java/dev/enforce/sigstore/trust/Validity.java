package dev.enforce.sigstore.trust;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A period of time, both ends included.
 *
 * @param start null when it is not known
 * @param end null when it has not come yet
 */
public record Validity(@Nullable Instant start, @Nullable Instant end) {

    /** No bound at all. */
    public static final Validity UNBOUNDED = new Validity(null, null);

    /** From 1970 on: the period of keys that are given without one. */
    public static Validity always() {
        return new Validity(Instant.EPOCH, null);
    }

    public boolean contains(Instant time) {
        return (start == null || !time.isBefore(start)) && (end == null || !time.isAfter(end));
    }
}
