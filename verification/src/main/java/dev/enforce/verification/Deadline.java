package dev.enforce.verification;

import java.time.Duration;

/**
 * The moment by which an answer is due, on the monotonic clock, so that a jump of the wall clock neither stretches nor
 * shortens it.
 */
public final class Deadline {

    private final long nanoTime;

    private Deadline(long nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Due this much later than now. */
    public static Deadline after(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** What is left; zero once it has passed, never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    /** Whether it has passed. */
    public boolean hasPassed() {
        return nanoTime - System.nanoTime() <= 0;
    }
}
