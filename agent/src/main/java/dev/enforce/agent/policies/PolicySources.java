package dev.enforce.agent.policies;

import dev.enforce.agent.WireNames;
import dev.enforce.agent.watch.ResourceWatch;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The watches that policies are made from. */
public final class PolicySources implements AutoCloseable {

    private static final String STORED_VERSION = "v1alpha1";

    private final ResourceWatch<GenericKubernetesResource> policies;
    private final ResourceWatch<GenericKubernetesResource> trustRoots;
    private final ResourceWatch<Secret> secrets;
    private final ResourceWatch<ConfigMap> configMaps;

    /**
     * Prepares the watches, without a request. Policies are read in the version that is stored, so that reading them
     * never needs the conversion webhook, which may be this very agent.
     *
     * @param onChange called after every change, on a watch's thread; must return at once
     */
    public PolicySources(KubernetesClient client, String systemNamespace, Runnable onChange) {
        policies = new ResourceWatch<>(
                "clusterimagepolicies",
                client.genericKubernetesResources(context("ClusterImagePolicy", "clusterimagepolicies")),
                onChange);
        trustRoots = new ResourceWatch<>(
                "trustroots", client.genericKubernetesResources(context("TrustRoot", "trustroots")), onChange);
        secrets = new ResourceWatch<>(
                "secrets of " + systemNamespace, client.secrets().inNamespace(systemNamespace), onChange);
        configMaps = new ResourceWatch<>(
                "configmaps of " + systemNamespace, client.configMaps().inNamespace(systemNamespace), onChange);
    }

    public void start() {
        all().forEach(ResourceWatch::start);
    }

    @Override
    public void close() {
        all().forEach(ResourceWatch::close);
    }

    /** Name of a watch whose first list has not arrived; empty when all have. */
    public Optional<String> missing() {
        return all().stream()
                .filter(watch -> !watch.isSynced())
                .map(ResourceWatch::what)
                .findFirst();
    }

    /** All ConfigMaps of the system namespace. */
    public List<ConfigMap> configMaps() {
        return configMaps.objects();
    }

    /** A Secret of the system namespace. */
    public Optional<Secret> secret(String name) {
        return secrets.find(name);
    }

    List<GenericKubernetesResource> policies() {
        return policies.objects();
    }

    List<GenericKubernetesResource> trustRoots() {
        return trustRoots.objects();
    }

    SystemEntries secretEntries() {
        Map<String, Secret> byName = new LinkedHashMap<>();
        secrets.objects().forEach(secret -> byName.put(secret.getMetadata().getName(), secret));
        return name -> Optional.ofNullable(byName.get(name)).map(PolicySources::entries);
    }

    SystemEntries configMapEntries() {
        return name -> configMaps.find(name).map(PolicySources::entries);
    }

    Map<String, String> configMapData(String name) {
        return configMaps
                .find(name)
                .map(map -> map.getData() == null ? Map.<String, String>of() : Map.copyOf(map.getData()))
                .orElse(Map.of());
    }

    boolean hasConfigMap(String name) {
        return configMaps.find(name).isPresent();
    }

    private static SystemEntries.Entries entries(ConfigMap map) {
        Map<String, byte[]> data = new LinkedHashMap<>();
        if (map.getData() != null) {
            map.getData().forEach((key, value) -> data.put(key, value.getBytes(StandardCharsets.UTF_8)));
        }
        return new SystemEntries.Entries(
                Objects.requireNonNullElse(map.getMetadata().getResourceVersion(), ""), data);
    }

    private static SystemEntries.Entries entries(Secret secret) {
        Map<String, byte[]> data = new LinkedHashMap<>();
        if (secret.getData() != null) {
            secret.getData().forEach((key, value) -> data.put(key, decoded(value)));
        }
        String version = Objects.requireNonNullElse(secret.getMetadata().getResourceVersion(), "");
        return new SystemEntries.Entries(version, data);
    }

    private static byte[] decoded(String value) {
        try {
            return Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }

    private List<ResourceWatch<?>> all() {
        return List.of(configMaps, secrets, trustRoots, policies);
    }

    static ResourceDefinitionContext context(String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(WireNames.POLICY_GROUP)
                .withVersion(STORED_VERSION)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(false)
                .build();
    }
}
