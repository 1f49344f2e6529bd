package dev.enforce.agent.certificates;

import dev.enforce.agent.certificates.CertificateException.Code;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The Secret in which the replicas share their certificates; writes succeed only over what was read. */
final class CertificateStore {

    static final String NAME = "webhook-certs";
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final String namespace;

    CertificateStore(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** What is stored; the data may be of any kind. */
    record Stored(String resourceVersion, Map<String, String> data) {}

    Optional<Stored> read() {
        try {
            Secret secret =
                    client.secrets().inNamespace(namespace).withName(NAME).get();
            return Optional.ofNullable(secret).map(CertificateStore::stored);
        } catch (KubernetesClientException failure) {
            throw new CertificateException(
                    Code.STORAGE,
                    "cannot read Secret " + namespace + "/" + NAME + ": " + failure.getMessage(),
                    failure);
        }
    }

    /** Creates the Secret; false if somebody else was first. */
    boolean create(CertificateSet set) {
        return write(() -> client.resource(secret(set, null)).create());
    }

    /** Replaces what was read; false if it has changed since. */
    boolean replace(CertificateSet set, String resourceVersion) {
        return write(() -> client.resource(secret(set, resourceVersion)).update());
    }

    static Stored stored(Secret secret) {
        Map<String, String> data = new LinkedHashMap<>();
        Map<String, String> encoded = secret.getData() == null ? Map.of() : secret.getData();
        encoded.forEach((key, value) -> data.put(key, decode(value)));
        return new Stored(secret.getMetadata().getResourceVersion(), data);
    }

    private static String decode(String value) {
        try {
            return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    private boolean write(Runnable call) {
        try {
            call.run();
            return true;
        } catch (KubernetesClientException failure) {
            if (failure.getCode() == CONFLICT || failure.getCode() == 404) {
                return false;
            }
            throw new CertificateException(
                    Code.STORAGE,
                    "cannot write Secret " + namespace + "/" + NAME + ": " + failure.getMessage(),
                    failure);
        }
    }

    private Secret secret(CertificateSet set, @org.jspecify.annotations.Nullable String resourceVersion) {
        Map<String, String> data = new LinkedHashMap<>();
        set.encode()
                .forEach((key, value) ->
                        data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.US_ASCII))));
        return new SecretBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(namespace)
                .withResourceVersion(resourceVersion)
                .addToLabels("app.kubernetes.io/part-of", "enforce")
                .endMetadata()
                .withType("Opaque")
                .withData(data)
                .build();
    }
}
