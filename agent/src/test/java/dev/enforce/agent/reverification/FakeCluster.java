package dev.enforce.agent.reverification;

import dev.enforce.agent.observation.Observation;
import dev.enforce.agent.observation.ObservedContainer;
import dev.enforce.agent.observation.ObservedPod;
import dev.enforce.agent.observation.ObservedWorkload;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What runs, as a test wants it. */
final class FakeCluster implements Observation {

    private final Map<String, ObservedPod> pods = new LinkedHashMap<>();
    private final Map<String, ObservedWorkload> owners = new LinkedHashMap<>();
    private long revision;
    boolean complete = true;

    /** A Pod of a Deployment of the same name. */
    void run(String name, String image, String imageId) {
        ObservedWorkload deployment = new ObservedWorkload(
                ObservedWorkload.Type.DEPLOYMENT, "default", name, "deployment-" + name, Map.of(), null);
        owners.put(deployment.uid(), deployment);
        ObservedWorkload pod = new ObservedWorkload(
                ObservedWorkload.Type.POD,
                "default",
                name + "-1",
                "pod-" + name,
                Map.of("app", name),
                deployment.uid());
        pods.put(
                name,
                new ObservedPod(
                        pod,
                        "default",
                        List.of(),
                        List.of(new ObservedContainer("spec.containers[0].image", image, imageId)),
                        true));
        revision++;
    }

    void stop(String name) {
        pods.remove(name);
        revision++;
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public Collection<ObservedPod> pods() {
        return List.copyOf(pods.values());
    }

    @Override
    public Optional<ObservedWorkload> findOwner(String uid) {
        return Optional.ofNullable(owners.get(uid));
    }
}
