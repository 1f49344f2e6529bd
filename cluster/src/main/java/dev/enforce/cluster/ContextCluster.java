package dev.enforce.cluster;

import dev.enforce.cluster.ClusterException.Code;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Somebody's cluster, as a context of their kubeconfig describes it; nothing is started, nothing stopped. */
final class ContextCluster implements KubernetesCluster {

    private final String context;
    private final Path kubeconfig;
    private final Config config;
    private final String version;
    private final ClusterSettings settings;

    private ContextCluster(String context, Path kubeconfig, Config config, String version, ClusterSettings settings) {
        this.context = context;
        this.kubeconfig = kubeconfig;
        this.config = config;
        this.version = version;
        this.settings = settings;
    }

    static ContextCluster open(String context, ClusterSettings settings) {
        for (Path file : settings.kubeconfigs()) {
            if (Files.isRegularFile(file)) {
                Config config = Config.fromKubeconfig(file.toFile());
                if (config.getContexts().stream()
                        .anyMatch(named -> named.getName().equals(context))) {
                    return reach(context, file, Config.fromKubeconfig(context, file.toFile()), settings);
                }
            }
        }
        throw new ClusterException(Code.CONTEXT_UNKNOWN, "no context \"" + context + "\" in " + settings.kubeconfigs());
    }

    private static ContextCluster reach(String context, Path file, Config config, ClusterSettings settings) {
        try (KubernetesClient client = KubernetesClients.open(config)) {
            String version = client.getKubernetesVersion().getGitVersion();
            return new ContextCluster(context, file, config, version, settings);
        } catch (KubernetesClientException e) {
            throw new ClusterException(
                    Code.CONTEXT_UNKNOWN,
                    "the cluster of context \"" + context + "\" does not answer: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public String label() {
        return "Kubernetes " + version + ", context " + context;
    }

    @Override
    public ClusterKind kind() {
        return ClusterKind.CONTEXT;
    }

    @Override
    public URI apiServer() {
        return URI.create(config.getMasterUrl());
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    public Config config() {
        return new ConfigBuilder(config).withAutoConfigure(false).build();
    }

    @Override
    public Optional<List<String>> kubectl() {
        return Kubectl.find(settings).map(program -> List.of(program, "--context=" + context));
    }

    @Override
    public void restartApiServer() {
        throw new ClusterException(Code.UNSUPPORTED, "the API server of " + label() + " is not ours to restart");
    }

    @Override
    public void close() {
        // Nothing was started.
    }
}
