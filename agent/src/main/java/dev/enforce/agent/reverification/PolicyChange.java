package dev.enforce.agent.reverification;

import java.time.Instant;

/**
 * One policy says something else about a running image than before.
 *
 * @param diagnostic why it does not pass; empty when it does
 */
public record PolicyChange(String policy, Kind kind, boolean valid, String diagnostic, Instant lastChecked) {

    /** What became of it. */
    public enum Kind {
        /** Judged for the first time. */
        NEW("new"),
        /** It passed before and no longer does. */
        DEGRADED("degraded"),
        /** It did not pass before and does now. */
        IMPROVED("improved");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /** Whether somebody should look at it: the policy is violated now, and was not known to be. */
    public boolean isViolation() {
        return !valid;
    }
}
