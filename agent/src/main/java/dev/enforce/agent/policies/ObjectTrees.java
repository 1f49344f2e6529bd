package dev.enforce.agent.policies;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Objects;

/** Objects of the API server as the policy compiler reads them. */
final class ObjectTrees {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ObjectTrees() {}

    /** Without status and managed fields, which are no part of a policy. */
    static ObjectNode of(GenericKubernetesResource object) {
        ObjectNode tree = JSON.createObjectNode();
        tree.put("apiVersion", object.getApiVersion());
        tree.put("kind", object.getKind());
        ObjectMeta metadata = object.getMetadata();
        ObjectNode meta = tree.putObject("metadata");
        meta.put("name", metadata.getName());
        meta.put("uid", Objects.requireNonNullElse(metadata.getUid(), ""));
        meta.put("resourceVersion", Objects.requireNonNullElse(metadata.getResourceVersion(), ""));
        meta.put("generation", generation(object));
        object.getAdditionalProperties().forEach((key, value) -> {
            if (!key.equals("status")) {
                tree.set(key, JSON.valueToTree(value));
            }
        });
        return tree;
    }

    static long generation(GenericKubernetesResource object) {
        Long generation = object.getMetadata().getGeneration();
        return generation == null ? 0 : generation;
    }

    static String uid(GenericKubernetesResource object) {
        return Objects.requireNonNullElse(object.getMetadata().getUid(), "");
    }

    /** Changes whenever the specification does; not with the status, where the API server tells them apart. */
    static String version(GenericKubernetesResource object) {
        long generation = generation(object);
        return generation > 0
                ? uid(object) + "/" + generation
                : uid(object) + "@" + object.getMetadata().getResourceVersion();
    }

    static boolean isBeingDeleted(GenericKubernetesResource object) {
        return object.getMetadata().getDeletionTimestamp() != null;
    }

    static ObjectNode parse(String json) {
        try {
            return JSON.readTree(json) instanceof ObjectNode object ? object : JSON.createObjectNode();
        } catch (JsonProcessingException _) {
            return JSON.createObjectNode();
        }
    }
}
