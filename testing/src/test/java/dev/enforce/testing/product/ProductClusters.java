package dev.enforce.testing.product;

import dev.enforce.cluster.ClusterChoice;
import dev.enforce.cluster.ClusterSettings;
import dev.enforce.cluster.Clusters;
import dev.enforce.cluster.KubernetesCluster;
import dev.enforce.cluster.real.KubernetesBinary;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Assumptions;

/** The clusters that whole-product tests run on. */
final class ProductClusters {

    private ProductClusters() {}

    static KubernetesCluster simulated() {
        return new Clusters(settings(), InstantSource.system()).open(new ClusterChoice.Simulated(), _ -> {});
    }

    /** Built when {@code CI} is {@code true}; else the test is skipped when it is not there. */
    static KubernetesCluster real() {
        requireReal();
        return new Clusters(settings(), InstantSource.system()).open(new ClusterChoice.Real(), System.err::println);
    }

    static void requireReal() {
        boolean mayBuild = "true".equals(System.getenv("CI"));
        Assumptions.assumeTrue(
                mayBuild || new KubernetesBinary(settings()).find().isPresent(),
                "skipped: no Kubernetes control plane; cluster/kubernetes/build makes one (about 7 minutes, once)");
    }

    /** The real one when it is there, else the imitation. */
    static KubernetesCluster best() {
        return new Clusters(settings(), InstantSource.system()).open(new ClusterChoice.Auto(), _ -> {});
    }

    private static ClusterSettings settings() {
        return ClusterSettings.ofEnvironment(System.getenv(), Path.of("").toAbsolutePath());
    }
}
