package dev.enforce.cluster;

import dev.enforce.cluster.real.KubernetesBinary;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Assumptions;

/** The clusters that the contracts are held against. */
final class TestClusters {

    private TestClusters() {}

    private static ClusterSettings settings() {
        return ClusterSettings.ofEnvironment(System.getenv(), Path.of(""));
    }

    static KubernetesCluster simulated() {
        return new Clusters(settings(), InstantSource.system()).open(new ClusterChoice.Simulated(), line -> {});
    }

    /** Built when {@code CI} is {@code true}; else skipped when it is not there. */
    static KubernetesCluster real() {
        boolean mayBuild = "true".equals(System.getenv("CI"));
        Assumptions.assumeTrue(
                mayBuild || new KubernetesBinary(settings()).find().isPresent(),
                "no Kubernetes control plane: run cluster/kubernetes/build (about 7 minutes, once) to have these tests");
        return new Clusters(settings(), InstantSource.system()).open(new ClusterChoice.Real(), System.err::println);
    }
}
