package dev.enforce.kms;

import java.time.Duration;

/** The moment by which everything must be done, by the monotonic clock. */
record TimeLimit(long nanos) {

    static TimeLimit in(Duration timeout) {
        return new TimeLimit(System.nanoTime() + timeout.toNanos());
    }

    /** @throws KmsException if nothing remains */
    Duration remaining() {
        long left = nanos - System.nanoTime();
        if (left <= 0) {
            throw new KmsException(KmsException.Code.UNAVAILABLE, "the key-management service took too long");
        }
        return Duration.ofNanos(left);
    }
}
