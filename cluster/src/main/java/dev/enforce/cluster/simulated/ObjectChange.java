package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What of a wanted object a change may touch: nothing the server owns, and only the part that is addressed. */
final class ObjectChange {

    private static final List<String> KEPT = List.of(
            "uid", "creationTimestamp", "name", "namespace", "deletionTimestamp", "generation", "resourceVersion");

    private ObjectChange() {}

    static ObjectNode of(ResourceType type, String subresource, ObjectNode current, ObjectNode wanted) {
        return switch (subresource) {
            case "status" -> withField(current, wanted, "status");
            case "ephemeralcontainers" -> withEphemeralContainers(current, wanted);
            default -> whole(type, current, wanted);
        };
    }

    private static ObjectNode withField(ObjectNode current, ObjectNode wanted, String field) {
        ObjectNode next = current.deepCopy();
        copy(wanted, next, field);
        return next;
    }

    private static ObjectNode withEphemeralContainers(ObjectNode current, ObjectNode wanted) {
        ObjectNode next = current.deepCopy();
        copy(wanted.path("spec"), next.withObjectProperty("spec"), "ephemeralContainers");
        return next;
    }

    private static ObjectNode whole(ResourceType type, ObjectNode current, ObjectNode wanted) {
        ObjectNode next = wanted.deepCopy();
        ObjectNode metadata = Json.metadata(next);
        KEPT.forEach(field -> copy(current.path("metadata"), metadata, field));
        metadata.remove("managedFields");
        if (type.hasStatus()) {
            copy(current, next, "status");
        }
        if (next.has("spec") && !next.path("spec").equals(current.path("spec"))) {
            metadata.put(
                    "generation", current.path("metadata").path("generation").asLong(0) + 1);
        }
        return next;
    }

    private static void copy(JsonNode from, ObjectNode to, String field) {
        JsonNode value = from.path(field);
        if (value.isMissingNode()) {
            to.remove(field);
        } else {
            to.set(field, value.deepCopy());
        }
    }
}
