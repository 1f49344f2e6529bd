package dev.enforce.agent.admission;

import java.time.Duration;

/** Bounds of what is read from a review and of how long an answer takes. */
public final class AdmissionLimits {

    /** An object of 1.5 MiB twice (old and new), JSON escapes and the review around them. */
    public static final int MAX_BODY_BYTES = 7 * 1024 * 1024;

    /** Longest time that we give a review ourselves, whatever the API server would wait. */
    public static final Duration MAX_BUDGET = Duration.ofSeconds(10);

    static final int MAX_DEPTH = 200;
    static final int MAX_STRING = 1_600_000;
    static final int MAX_NAME = 1024;
    static final int MAX_NUMBER = 100;
    static final int MAX_IMAGES = 2_000;
    static final int MAX_LABELS = 10_000;

    private AdmissionLimits() {}
}
