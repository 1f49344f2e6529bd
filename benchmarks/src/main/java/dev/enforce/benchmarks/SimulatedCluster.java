package dev.enforce.benchmarks;

import dev.enforce.agent.observation.Observation;
import dev.enforce.agent.observation.ObservedContainer;
import dev.enforce.agent.observation.ObservedPod;
import dev.enforce.agent.observation.ObservedWorkload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Many Pods in which nothing ever happens: each runs one of the images, five Pods belong to one ReplicaSet. */
final class SimulatedCluster implements Observation {

    private static final int REPLICAS = 5;

    private final List<ObservedPod> pods = new ArrayList<>();
    private final Map<String, ObservedWorkload> owners = new HashMap<>();

    SimulatedCluster(int count, List<String> images) {
        for (int i = 0; i < count; i++) {
            int set = i / REPLICAS;
            ObservedWorkload owner = owners.computeIfAbsent(
                    "replicaset-" + set,
                    uid -> new ObservedWorkload(
                            ObservedWorkload.Type.REPLICA_SET, "prod", uid, uid, Map.of("app", uid), null));
            ObservedWorkload pod = new ObservedWorkload(
                    ObservedWorkload.Type.POD, "prod", "pod-" + i, "pod-" + i, Map.of("app", "demo"), owner.uid());
            String image = images.get(set % images.size());
            pods.add(new ObservedPod(
                    pod,
                    "default",
                    List.of(),
                    List.of(new ObservedContainer("spec.containers[0].image", image, image)),
                    true));
        }
    }

    @Override
    public boolean isComplete() {
        return true;
    }

    @Override
    public long revision() {
        return 1;
    }

    @Override
    public Collection<ObservedPod> pods() {
        return pods;
    }

    @Override
    public Optional<ObservedWorkload> findOwner(String uid) {
        return Optional.ofNullable(owners.get(uid));
    }
}
