package dev.enforce.language.rego.limit;

import dev.enforce.language.rego.limit.RegoException.Kind;

/** What is left for one evaluation. Used by one thread. */
public final class Budget {

    private static final int CHECK_EVERY = 1024;

    private final RegoLimits limits;
    private final long deadline;
    private long steps;
    private int untilCheck = CHECK_EVERY;
    private int depth;

    /** Begins to count. */
    public Budget(RegoLimits limits) {
        this.limits = limits;
        this.deadline = System.nanoTime() + limits.time().toNanos();
        this.steps = limits.steps();
    }

    /** One step. */
    public void step() {
        if (--untilCheck <= 0) {
            check();
        }
    }

    /** Many steps at once, for work that grows with its operands. */
    public void steps(long many) {
        untilCheck -= (int) Math.min(many, Integer.MAX_VALUE / 2);
        steps -= Math.max(0, many - Integer.MAX_VALUE / 2);
        if (untilCheck <= 0) {
            check();
        }
    }

    private void check() {
        steps -= CHECK_EVERY - untilCheck;
        untilCheck = CHECK_EVERY;
        if (steps <= 0) {
            throw new RegoException(Kind.LIMIT, "more than " + limits.steps() + " steps");
        }
        if (System.nanoTime() - deadline > 0) {
            throw new RegoException(
                    Kind.LIMIT, "more time than " + limits.time().toMillis() + " ms");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new RegoException(Kind.LIMIT, "interrupted");
        }
    }

    /** Goes into a rule. */
    public void enter() {
        if (++depth > limits.depth()) {
            throw new RegoException(Kind.LIMIT, "more than " + limits.depth() + " rules deep");
        }
    }

    public void leave() {
        depth--;
    }

    /** Refuses a string that is too long; counts its length. */
    public void text(long length) {
        if (length > limits.text()) {
            throw new RegoException(Kind.LIMIT, "a string longer than " + limits.text() + " characters");
        }
        steps(length >> 4);
    }

    /** Refuses a collection with too many elements. */
    public void elements(long count) {
        if (count > limits.elements()) {
            throw new RegoException(Kind.LIMIT, "a collection of more than " + limits.elements() + " elements");
        }
    }
}
