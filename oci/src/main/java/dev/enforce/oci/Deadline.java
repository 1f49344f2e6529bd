package dev.enforce.oci;

import java.time.Duration;

/**
 * A moment by which an operation with all its tries must have ended, on the monotonic clock of this process.
 *
 * @param nanos reading of {@link System#nanoTime()} at that moment
 */
public record Deadline(long nanos) {

    private static final Duration FARTHEST = Duration.ofDays(365);

    /** This long from now. */
    public static Deadline after(Duration duration) {
        Duration bounded = duration.compareTo(FARTHEST) > 0 ? FARTHEST : duration;
        return new Deadline(System.nanoTime() + bounded.toNanos());
    }

    /** What is left; never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }

    public boolean isExpired() {
        return nanos - System.nanoTime() <= 0;
    }

    /** The earlier of both. */
    public Deadline earlier(Deadline other) {
        return nanos - other.nanos <= 0 ? this : other;
    }
}
