package dev.enforce.agent.policies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.agent.WireNames;
import dev.enforce.policy.CompiledPolicyFormat;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes for other programs to read what is in force: the two ConfigMaps, entry by entry, and the status of each object.
 * Only the leader calls it; it is idempotent, compares before it writes, and mends what others changed. Nothing in the
 * agent's own decisions waits for it.
 */
public final class PolicyWriter {

    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int GONE = 404;
    private static final List<String> FOREIGN_FINALIZERS =
            List.of("clusterimagepolicies.policy.sigstore.dev", "trustroots.policy.sigstore.dev");

    private final KubernetesClient client;
    private final String namespace;
    private final PolicySources sources;
    private final InstantSource clock;

    public PolicyWriter(KubernetesClient client, String systemNamespace, PolicySources sources, InstantSource clock) {
        this.client = client;
        this.namespace = systemNamespace;
        this.sources = sources;
        this.clock = clock;
    }

    /** Brings ConfigMaps and status into line with this snapshot. */
    public void write(PolicySnapshot snapshot) {
        Map<String, String> policies = new TreeMap<>();
        for (PolicyState state : snapshot.policies()) {
            if (state.inForce() != null) {
                policies.put(state.name(), CompiledPolicyFormat.write(state.inForce()));
            }
        }
        configMap(WireNames.IMAGE_POLICIES_CONFIG, policies);
        Map<String, String> roots = new TreeMap<>();
        for (TrustRootState state : snapshot.trustRoots()) {
            if (state.json() != null) {
                roots.put(state.name(), state.json());
            }
        }
        configMap(WireNames.TRUST_ROOTS_CONFIG, roots);
        Map<String, GenericKubernetesResource> objects = byName(sources.policies());
        snapshot.policies()
                .forEach(state -> status(
                        "ClusterImagePolicy",
                        "clusterimagepolicies",
                        objects.get(state.name()),
                        state.uid(),
                        state.generation(),
                        StatusConditions.of(state)));
        Map<String, GenericKubernetesResource> rootObjects = byName(sources.trustRoots());
        snapshot.trustRoots()
                .forEach(state -> status(
                        "TrustRoot",
                        "trustroots",
                        rootObjects.get(state.name()),
                        state.uid(),
                        state.generation(),
                        StatusConditions.of(state)));
        releaseDeleted();
    }

    private void configMap(String name, Map<String, String> wanted) {
        Map<String, String> present = sources.configMapData(name);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        present.keySet().stream()
                .filter(key -> !wanted.containsKey(key) && !CompiledPolicyFormat.isExample(key))
                .forEach(data::putNull);
        wanted.forEach((key, value) -> {
            if (!value.equals(present.get(key))) {
                data.put(key, value);
            }
        });
        if (!sources.hasConfigMap(name)) {
            create(name, wanted);
        } else if (!data.isEmpty()) {
            ObjectNode patch = JsonNodeFactory.instance.objectNode();
            patch.set("data", data);
            client.configMaps().inNamespace(namespace).withName(name).patch(MERGE, patch.toString());
        }
    }

    private void create(String name, Map<String, String> data) {
        try {
            client.resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .withNamespace(namespace)
                            .endMetadata()
                            .withData(data)
                            .build())
                    .create();
        } catch (KubernetesClientException failure) {
            if (failure.getCode() != 409) {
                throw failure;
            }
        }
    }

    private void status(
            String kind,
            String plural,
            @org.jspecify.annotations.Nullable GenericKubernetesResource object,
            String uid,
            long generation,
            StatusConditions conditions) {
        if (object == null || !ObjectTrees.uid(object).equals(uid)) {
            return;
        }
        Object raw = object.getAdditionalProperties().get("status");
        JsonNode present = raw == null ? JsonNodeFactory.instance.objectNode() : JSON.valueToTree(raw);
        ObjectNode wanted = conditions.write(generation, present, clock.instant());
        if (wanted.toString().equals(ordered(present))) {
            return;
        }
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.set("status", wanted);
        ignoringGone(() -> resource(kind, plural, object).subresource("status").patch(MERGE, patch.toString()));
    }

    /** Text that is equal for equal status, whatever the order in which the API server returned its fields. */
    private static String ordered(JsonNode status) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        for (JsonNode condition : status.path("conditions")) {
            Map<String, JsonNode> fields = new TreeMap<>();
            condition.properties().forEach(entry -> fields.put(entry.getKey(), entry.getValue()));
            ObjectNode ordered = JsonNodeFactory.instance.objectNode();
            ordered.setAll(fields);
            copy.withArray("conditions").add(ordered);
        }
        if (status.has("observedGeneration")) {
            copy.put("observedGeneration", status.path("observedGeneration").asLong());
        }
        return copy.toString();
    }

    /** Objects that another policy controller left with its finalizer can be deleted all the same. */
    private void releaseDeleted() {
        sources.policies().forEach(object -> release("ClusterImagePolicy", "clusterimagepolicies", object));
        sources.trustRoots().forEach(object -> release("TrustRoot", "trustroots", object));
    }

    private void release(String kind, String plural, GenericKubernetesResource object) {
        List<String> finalizers = object.getMetadata().getFinalizers();
        if (!ObjectTrees.isBeingDeleted(object)
                || finalizers == null
                || finalizers.stream().noneMatch(FOREIGN_FINALIZERS::contains)) {
            return;
        }
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = patch.putObject("metadata");
        metadata.put("resourceVersion", object.getMetadata().getResourceVersion());
        finalizers.stream()
                .filter(finalizer -> !FOREIGN_FINALIZERS.contains(finalizer))
                .forEach(metadata.putArray("finalizers")::add);
        ignoringGone(() -> resource(kind, plural, object).patch(MERGE, patch.toString()));
    }

    private Resource<GenericKubernetesResource> resource(String kind, String plural, GenericKubernetesResource object) {
        return client.genericKubernetesResources(PolicySources.context(kind, plural))
                .withName(object.getMetadata().getName());
    }

    private static void ignoringGone(Runnable write) {
        try {
            write.run();
        } catch (KubernetesClientException failure) {
            if (failure.getCode() != GONE) {
                throw failure;
            }
        }
    }

    private static Map<String, GenericKubernetesResource> byName(List<GenericKubernetesResource> objects) {
        Map<String, GenericKubernetesResource> map = new LinkedHashMap<>();
        objects.forEach(object -> map.put(object.getMetadata().getName(), object));
        return map;
    }
}
