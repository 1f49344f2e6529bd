package dev.enforce.agent.observation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What runs in the cluster, as far as it is known now. */
public interface Observation {

    /** Whether the cluster was listed in full at least once; until then an absent Pod means nothing. */
    boolean isComplete();

    /** Grows with every change of what this interface answers; equal numbers mean equal answers. */
    long revision();

    /** All Pods that have not ended. */
    Collection<ObservedPod> pods();

    /** An owner of Pods, by uid. */
    Optional<ObservedWorkload> findOwner(String uid);

    /** The Pod, its controller, the controller of that, and so on up to the top. */
    default List<ObservedWorkload> lineage(ObservedPod pod) {
        List<ObservedWorkload> lineage = new ArrayList<>(3);
        ObservedWorkload next = pod.workload();
        while (next != null && lineage.size() < 8) {
            lineage.add(next);
            String owner = next.controllerUid();
            next = owner == null ? null : findOwner(owner).orElse(null);
        }
        return lineage;
    }
}
