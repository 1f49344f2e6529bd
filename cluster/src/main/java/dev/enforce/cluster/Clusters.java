package dev.enforce.cluster;

import dev.enforce.cluster.real.KubernetesBinary;
import dev.enforce.cluster.real.RealCluster;
import dev.enforce.cluster.simulated.SimulatedCluster;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds the cluster that somebody wants, and starts it: the context of a kubeconfig as it is; else a real control plane
 * from a program that was given, lies in the cache, or is built; else the imitation.
 */
public final class Clusters {

    private final ClusterSettings settings;
    private final InstantSource clock;

    public Clusters(ClusterSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Starts or reaches the cluster; the caller closes it.
     *
     * @param progress gets a line now and then while a control plane is built, which happens for {@link
     *     ClusterChoice.Real} only
     */
    public KubernetesCluster open(ClusterChoice choice, Consumer<String> progress) {
        return switch (choice) {
            case ClusterChoice.Auto() -> openBest();
            case ClusterChoice.Simulated() -> SimulatedCluster.start(settings, clock);
            case ClusterChoice.Real() -> RealCluster.start(new KubernetesBinary(settings).findOrBuild(progress), clock);
            case ClusterChoice.Context(String name) -> ContextCluster.open(name, settings);
        };
    }

    private KubernetesCluster openBest() {
        Optional<Path> binary = new KubernetesBinary(settings).find();
        return binary.isPresent() ? RealCluster.start(binary.get(), clock) : SimulatedCluster.start(settings, clock);
    }
}
