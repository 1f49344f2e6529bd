package dev.enforce.cluster;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;

/** Tokens of service accounts, by the TokenRequest API. */
final class ServiceAccountTokens {

    private ServiceAccountTokens() {}

    static Config config(KubernetesCluster cluster, ServiceAccountName account, Duration lifetime) {
        try (KubernetesClient client = cluster.newClient()) {
            Namespaces.ensure(client, account.namespace());
            ensureAccount(client, account);
            TokenRequest answer = client.serviceAccounts()
                    .inNamespace(account.namespace())
                    .withName(account.name())
                    .tokenRequest(new TokenRequestBuilder()
                            .withNewSpec()
                            .withExpirationSeconds(lifetime.toSeconds())
                            .endSpec()
                            .build());
            return new ConfigBuilder(cluster.config())
                    .withOauthToken(answer.getStatus().getToken())
                    .withNamespace(account.namespace())
                    .withAutoConfigure(false)
                    .build();
        }
    }

    private static void ensureAccount(KubernetesClient client, ServiceAccountName account) {
        Namespaces.ignoringConflict(() -> client.serviceAccounts()
                .inNamespace(account.namespace())
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(account.name())
                        .endMetadata()
                        .build())
                .create());
    }
}
