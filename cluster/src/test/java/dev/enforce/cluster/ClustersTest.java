package dev.enforce.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClustersTest {

    @TempDir
    private Path folder;

    @Test
    void readsWhatAPersonChooses() {
        assertThat(ClusterChoice.parse("auto")).isEqualTo(new ClusterChoice.Auto());
        assertThat(ClusterChoice.parse("simulated")).isEqualTo(new ClusterChoice.Simulated());
        assertThat(ClusterChoice.parse("real")).isEqualTo(new ClusterChoice.Real());
        assertThat(ClusterChoice.parse("kind-dev")).isEqualTo(new ClusterChoice.Context("kind-dev"));
        assertThatThrownBy(() -> ClusterChoice.parse(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void imitatesWhenThereIsNothingBetter() {
        try (KubernetesCluster cluster = clusters(List.of()).open(new ClusterChoice.Auto(), line -> {})) {
            assertThat(cluster.kind()).isEqualTo(ClusterKind.SIMULATED);
            assertThat(cluster.label()).startsWith("simulated API server: ");
        }
    }

    @Test
    void reachesTheContextOfAKubeconfigAndLeavesItRunning() {
        try (KubernetesCluster other = clusters(List.of()).open(new ClusterChoice.Simulated(), line -> {})) {
            Clusters clusters = clusters(List.of(folder.resolve("absent"), other.kubeconfig()));
            try (KubernetesCluster cluster = clusters.open(new ClusterChoice.Context("enforce"), line -> {})) {
                assertThat(cluster.label()).isEqualTo("Kubernetes v1.36.3, context enforce");
                assertThatThrownBy(cluster::restartApiServer)
                        .isInstanceOfSatisfying(
                                ClusterException.class,
                                e -> assertThat(e.code()).isEqualTo(ClusterException.Code.UNSUPPORTED));
                assertThatThrownBy(() -> cluster.routeToLoopback("gulf", "webhook"))
                        .hasMessageContaining("cannot reach a webhook on this machine");
            }
            try (KubernetesClient client = other.newClient()) {
                assertThat(client.namespaces().list().getItems()).isNotEmpty();
            }
        }
    }

    @Test
    void saysWhichContextItDoesNotKnow() {
        assertThatThrownBy(() -> clusters(List.of()).open(new ClusterChoice.Context("nowhere"), line -> {}))
                .isInstanceOfSatisfying(
                        ClusterException.class,
                        e -> assertThat(e.code()).isEqualTo(ClusterException.Code.CONTEXT_UNKNOWN))
                .hasMessage("no context \"nowhere\" in []");
    }

    @Test
    void leavesNoFileBehind() {
        Path kubeconfig;
        try (KubernetesCluster cluster = clusters(List.of()).open(new ClusterChoice.Simulated(), line -> {})) {
            kubeconfig = cluster.kubeconfig();
            assertThat(kubeconfig).exists();
        }
        assertThat(kubeconfig.getParent()).doesNotExist();
    }

    private Clusters clusters(List<Path> kubeconfigs) {
        return new Clusters(
                new ClusterSettings(Optional.empty(), Optional.empty(), folder, kubeconfigs, List.of()),
                InstantSource.system());
    }

    @Test
    void readsItsSettingsAsTheBuildScriptDoes() throws Exception {
        Path sources = Files.createDirectories(folder.resolve("cluster/kubernetes"));
        Files.createFile(sources.resolve("go.mod"));
        Path below = Files.createDirectories(folder.resolve("demo/target"));

        ClusterSettings plain = ClusterSettings.ofEnvironment(Map.of("HOME", "/home/dev", "PATH", "/bin:/sbin"), below);
        ClusterSettings chosen = ClusterSettings.ofEnvironment(
                Map.of("HOME", "/h", "XDG_CACHE_HOME", "/x", "ENFORCE_KUBERNETES", "/k", "KUBECONFIG", "/a:/b"), below);

        assertThat(plain)
                .isEqualTo(new ClusterSettings(
                        Optional.of(sources),
                        Optional.empty(),
                        Path.of("/home/dev/.cache/enforce"),
                        List.of(Path.of("/home/dev/.kube/config")),
                        List.of(Path.of("/bin"), Path.of("/sbin"))));
        assertThat(chosen.cache()).isEqualTo(Path.of("/x/enforce"));
        assertThat(chosen.givenBinary()).contains(Path.of("/k"));
        assertThat(chosen.kubeconfigs()).containsExactly(Path.of("/a"), Path.of("/b"));
    }
}
