package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.CueLimits;

/** What one evaluation may still use. */
public final class Budget {

    private static final int CHECK_EACH = 1024;

    private final CueLimits limits;
    private final long end;
    private long steps;
    private int depth;

    public Budget(CueLimits limits) {
        this.limits = limits;
        this.end = System.nanoTime() + limits.time().toNanos();
    }

    void step() {
        steps++;
        if (steps > limits.steps()) {
            throw new LimitException("more than " + limits.steps() + " steps");
        }
        if (steps % CHECK_EACH == 0 && System.nanoTime() - end > 0) {
            throw new LimitException("longer than " + limits.time().toMillis() + " ms");
        }
    }

    void enter() {
        if (++depth > limits.depth()) {
            throw new LimitException("deeper than " + limits.depth() + " levels");
        }
    }

    void leave() {
        depth--;
    }

    void checkText(long length) {
        if (length > limits.text()) {
            throw new LimitException("a text longer than " + limits.text() + " characters");
        }
    }

    /** Thrown when an evaluation uses more than it may. */
    public static final class LimitException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String limit;

        public LimitException(String limit) {
            super(limit, null, false, false);
            this.limit = limit;
        }

        public String limit() {
            return limit;
        }
    }
}
