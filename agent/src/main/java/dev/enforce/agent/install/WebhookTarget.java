package dev.enforce.agent.install;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import java.net.URI;
import java.util.Base64;
import java.util.List;

/** Where the API server finds the webhooks. */
public sealed interface WebhookTarget {

    /** A Service; it may be of type ExternalName, then the port is the one that the agent listens on. */
    record InService(String namespace, String name, int port) implements WebhookTarget {}

    /** A URL without path, for an agent outside of the cluster. */
    record AtUrl(URI base) implements WebhookTarget {
        public AtUrl {
            if (!"https".equals(base.getScheme()) || base.getHost() == null) {
                throw new IllegalArgumentException("a webhook URL begins with https:// and names a host: " + base);
            }
        }
    }

    /** Names and addresses that the serving certificate must have. */
    default List<String> certificateNames() {
        return switch (this) {
            case InService(var namespace, var name, var _) ->
                List.of(
                        name + "." + namespace + ".svc",
                        name + "." + namespace + ".svc.cluster.local",
                        name + "." + namespace);
            case AtUrl(var base) -> List.of(base.getHost());
        };
    }

    /** What a webhook configuration says for one path. */
    default WebhookClientConfig clientConfig(String path, byte[] caBundle) {
        WebhookClientConfigBuilder builder = new WebhookClientConfigBuilder();
        if (caBundle.length > 0) {
            builder.withCaBundle(Base64.getEncoder().encodeToString(caBundle));
        }
        return switch (this) {
            case InService(var namespace, var name, var port) ->
                builder.withNewService()
                        .withNamespace(namespace)
                        .withName(name)
                        .withPath(path)
                        .withPort(port)
                        .endService()
                        .build();
            case AtUrl(var base) ->
                builder.withUrl(base.resolve(path).toString()).build();
        };
    }
}
