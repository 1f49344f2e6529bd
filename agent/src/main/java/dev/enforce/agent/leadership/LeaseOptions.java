package dev.enforce.agent.leadership;

import java.time.Duration;

/**
 * How leadership changes hands.
 *
 * @param namespace namespace of the Lease
 * @param name name of the Lease
 * @param identity name of this replica, different from every other one's
 * @param duration how long a leader that is silent goes on being one
 * @param retry pause between two looks at the Lease
 */
public record LeaseOptions(String namespace, String name, String identity, Duration duration, Duration retry) {

    public LeaseOptions {
        if (retry.multipliedBy(2).compareTo(duration) > 0) {
            throw new IllegalArgumentException("the pause must be shorter than half of the duration");
        }
    }

    /** Six seconds of silence and another replica takes over. */
    public static LeaseOptions of(String namespace, String name, String identity) {
        return new LeaseOptions(namespace, name, identity, Duration.ofSeconds(6), Duration.ofSeconds(1));
    }
}
