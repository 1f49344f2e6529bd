package dev.enforce.agent.admission;

import java.time.Duration;

/** What admission reports about itself; implementations must not block and not throw. */
public interface AdmissionMetrics {

    /** One review was answered by the webhook of this path. */
    void reviewed(String webhook, Decision decision, Duration took);

    /** One policy judged one image of a review. */
    void judged(String policy, PolicyOutcome outcome);

    /** An image that no policy applies to was seen. */
    void uncovered();

    /** What a review was answered. */
    enum Decision {
        ALLOWED,
        DENIED,
        /** Not a review, or one that could not be read. */
        MALFORMED,
        /** Refused since something could not be evaluated. */
        UNDECIDED
    }

    /** What one policy said of one image. */
    enum PolicyOutcome {
        PASSED,
        FAILED,
        WARNED,
        ERROR
    }

    /** Reports nothing. */
    static AdmissionMetrics none() {
        return new AdmissionMetrics() {
            @Override
            public void reviewed(String webhook, Decision decision, Duration took) {}

            @Override
            public void judged(String policy, PolicyOutcome outcome) {}

            @Override
            public void uncovered() {}
        };
    }
}
