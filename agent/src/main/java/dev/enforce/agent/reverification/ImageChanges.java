package dev.enforce.agent.reverification;

import dev.enforce.agent.observation.ObservedWorkload;
import dev.enforce.model.PinnedReference;
import java.time.Instant;
import java.util.List;

/**
 * What changed about one running image.
 *
 * @param lastSeen when it was last known to run
 * @param changes in policy-name order; at least one
 * @param workloads the topmost owners of the Pods that run it
 */
public record ImageChanges(
        PinnedReference image, Instant lastSeen, List<PolicyChange> changes, List<ObservedWorkload> workloads) {

    public ImageChanges {
        changes = List.copyOf(changes);
        workloads = List.copyOf(workloads);
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("something changed");
        }
    }
}
