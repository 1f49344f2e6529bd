package dev.enforce.cluster;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Services that lead from the API server to a webhook on this machine. */
final class LoopbackRoutes {

    private LoopbackRoutes() {}

    static void create(KubernetesCluster cluster, String namespace, String serviceName) {
        switch (cluster.kind()) {
            case REAL, SIMULATED -> createService(cluster, namespace, serviceName);
            case CONTEXT ->
                throw new ClusterException(
                        ClusterException.Code.UNSUPPORTED,
                        "the API server of " + cluster.label() + " cannot reach a webhook on this machine");
        }
    }

    private static void createService(KubernetesCluster cluster, String namespace, String serviceName) {
        try (KubernetesClient client = cluster.newClient()) {
            Namespaces.ensure(client, namespace);
            Namespaces.ignoringConflict(() -> client.services()
                    .inNamespace(namespace)
                    .resource(new ServiceBuilder()
                            .withNewMetadata()
                            .withName(serviceName)
                            .endMetadata()
                            .withNewSpec()
                            .withType("ExternalName")
                            .withExternalName("localhost")
                            .endSpec()
                            .build())
                    .create());
        }
    }
}
