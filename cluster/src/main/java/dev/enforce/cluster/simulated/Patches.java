package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.Map;

/**
 * Applies patches to objects.
 *
 * <p>Strategic merge knows the merge keys of the lists that Pods and their owners are made of; other lists are
 * replaced. A server-side apply is merged in the same way: nobody owns fields, so what a later apply leaves out stays.
 */
final class Patches {

    /** Lists that are merged item by item, and what their items are told apart by. */
    private static final Map<String, String> MERGE_KEYS = Map.ofEntries(
            Map.entry("containers", "name"),
            Map.entry("initContainers", "name"),
            Map.entry("ephemeralContainers", "name"),
            Map.entry("env", "name"),
            Map.entry("volumes", "name"),
            Map.entry("volumeMounts", "mountPath"),
            Map.entry("imagePullSecrets", "name"),
            Map.entry("ports", "containerPort"),
            Map.entry("conditions", "type"),
            Map.entry("ownerReferences", "uid"),
            Map.entry("webhooks", "name"),
            Map.entry("secrets", "name"));

    private Patches() {}

    static ObjectNode json(ObjectNode object, JsonNode operations) {
        if (!(operations instanceof ArrayNode list)) {
            throw ApiError.badRequest("a JSON patch is a list of operations");
        }
        try {
            if (JsonPatch.apply(list, object.deepCopy()) instanceof ObjectNode patched) {
                return patched;
            }
            throw ApiError.badRequest("the JSON patch leaves no object");
        } catch (RuntimeException e) {
            if (e instanceof ApiError error) {
                throw error;
            }
            throw ApiError.of(
                    422,
                    "Invalid",
                    "the server rejected our request due to an error in our request: " + e.getMessage());
        }
    }

    /** RFC 7396. */
    static ObjectNode merge(ObjectNode object, ObjectNode patch) {
        ObjectNode merged = object.deepCopy();
        mergeInto(merged, patch, false);
        return merged;
    }

    static ObjectNode strategic(ObjectNode object, ObjectNode patch) {
        ObjectNode merged = object.deepCopy();
        mergeInto(merged, patch, true);
        return merged;
    }

    private static void mergeInto(ObjectNode target, ObjectNode patch, boolean strategic) {
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (strategic && name.startsWith("$")) {
                continue; // directives for order and retained keys change nothing that is kept here
            }
            if (value.isNull()) {
                target.remove(name);
            } else if (value instanceof ObjectNode inner) {
                if (!(target.get(name) instanceof ObjectNode) || replaces(inner, strategic)) {
                    target.set(name, Json.object());
                }
                mergeInto((ObjectNode) target.path(name), inner, strategic);
            } else if (strategic
                    && value instanceof ArrayNode list
                    && MERGE_KEYS.containsKey(name)
                    && target.get(name) instanceof ArrayNode present) {
                mergeList(present, list, MERGE_KEYS.get(name));
            } else {
                target.set(name, value.deepCopy());
            }
        }
    }

    private static boolean replaces(ObjectNode patch, boolean strategic) {
        return strategic && Json.text(patch, "$patch").equals("replace");
    }

    private static void mergeList(ArrayNode present, ArrayNode patches, String key) {
        for (JsonNode patch : patches) {
            int at = indexOf(present, key, patch.path(key));
            if (Json.text(patch, "$patch").equals("delete")) {
                if (at >= 0) {
                    present.remove(at);
                }
            } else if (at >= 0 && present.get(at) instanceof ObjectNode item && patch instanceof ObjectNode change) {
                mergeInto(item, change, true);
            } else {
                present.add(patch.deepCopy());
            }
        }
    }

    private static int indexOf(ArrayNode list, String key, JsonNode value) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).path(key).equals(value)) {
                return i;
            }
        }
        return -1;
    }
}
