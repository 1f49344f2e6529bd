package dev.enforce.sigstore.outcome;

import java.time.Instant;

/**
 * A time at which the signature provably existed.
 *
 * @param authority who says so
 */
public record TrustedTime(Instant time, Source source, String authority) {

    /** Kinds of witnesses. */
    public enum Source {
        TRANSPARENCY_LOG,
        TIMESTAMP_AUTHORITY
    }
}
