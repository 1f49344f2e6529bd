package dev.enforce.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cluster that answers to its administrator.
 *
 * <p>On the clusters that this module starts, every Pod runs on a made-up node: it becomes {@code Running} at once,
 * and its {@code imageID}s are what a container runtime would report for its images. An annotation {@code
 * imageid.enforce.test/<container>} on the Pod chooses another one; the value {@code none} leaves it empty.
 *
 * <p>All methods may be called from any thread.
 */
public interface KubernetesCluster extends AutoCloseable {

    /** What kind of cluster this is, for a person: {@code Kubernetes v1.36.3, real API server}. */
    String label();

    ClusterKind kind();

    /** {@code https://127.0.0.1:<port>} on the clusters that this module starts. */
    URI apiServer();

    /** A file that makes kubectl and other programs the administrator of this cluster; gone after {@link #close}. */
    Path kubeconfig();

    /** A fresh client configuration of the administrator; the caller may change it. */
    Config config();

    /** A new client of the administrator on the JDK's HTTP client, to be closed by the caller. */
    default KubernetesClient newClient() {
        return KubernetesClients.open(config());
    }

    /**
     * A client configuration of a service account, which is created with its namespace when it is absent. Its token is
     * bound to the account and lives as long as asked for.
     */
    default Config configOf(ServiceAccountName account, Duration lifetime) {
        return ServiceAccountTokens.config(this, account, lifetime);
    }

    /** The text of a kubeconfig for {@link #configOf}. */
    default String kubeconfigOf(ServiceAccountName account, Duration lifetime) {
        return Kubeconfig.write(configOf(account, lifetime));
    }

    /**
     * Creates a namespace with these labels, or adds the labels to the one that is there, and waits until it has its
     * default service account, without which an API server refuses Pods.
     */
    default void createNamespace(String name, Map<String, String> labels) {
        Namespaces.create(this, name, labels);
    }

    /**
     * Makes a webhook on this machine reachable by {@code clientConfig.service}: creates the namespace and a Service
     * {@code type: ExternalName, externalName: localhost} in it when they are absent. The API server then dials {@code
     * localhost:<clientConfig.service.port>} and expects a certificate for {@code <name>.<namespace>.svc}. A {@code
     * clientConfig.url} on loopback needs nothing.
     *
     * @throws ClusterException with {@link ClusterException.Code#UNSUPPORTED} when the API server cannot be expected to
     *     run on this machine
     */
    default void routeToLoopback(String namespace, String serviceName) {
        LoopbackRoutes.create(this, namespace, serviceName);
    }

    /** The command line that starts kubectl, without the kubeconfig; empty when there is none on this machine. */
    Optional<List<String>> kubectl();

    /**
     * Stops the API server at once, as by {@code kill -9}, and starts it again on the same address with the same
     * objects; returns when it is ready. Watches end, open requests fail.
     *
     * @throws ClusterException with {@link ClusterException.Code#UNSUPPORTED} on a cluster that was given
     */
    void restartApiServer();

    /** Stops everything that was started for this cluster and deletes its files; a given cluster stays as it is. */
    @Override
    void close();
}
