package dev.enforce.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Namespaces in which Pods can be created. */
final class Namespaces {

    private static final long SERVICE_ACCOUNT_SECONDS = 30;

    private Namespaces() {}

    static void create(KubernetesCluster cluster, String name, Map<String, String> labels) {
        try (KubernetesClient client = cluster.newClient()) {
            ensure(client, name);
            if (!labels.isEmpty()) {
                client.namespaces()
                        .withName(name)
                        .edit(namespace -> new NamespaceBuilder(namespace)
                                .editMetadata()
                                .addToLabels(labels)
                                .endMetadata()
                                .build());
            }
            client.serviceAccounts()
                    .inNamespace(name)
                    .withName("default")
                    .waitUntilCondition(account -> account != null, SERVICE_ACCOUNT_SECONDS, TimeUnit.SECONDS);
        }
    }

    static void ensure(KubernetesClient client, String name) {
        ignoringConflict(() -> client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create());
    }

    static void ignoringConflict(Runnable create) {
        try {
            create.run();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }
}
