package dev.enforce.policy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Applies the patches that defaulting makes: additions of fields to objects that exist. */
final class JsonPatches {

    private JsonPatches() {}

    static ObjectNode apply(ObjectNode object, ArrayNode patch) {
        ObjectNode copy = object.deepCopy();
        for (JsonNode operation : patch) {
            JsonPointer pointer = JsonPointer.compile(operation.get("path").textValue());
            if (copy.at(pointer.head()) instanceof ObjectNode parent) {
                parent.set(pointer.last().getMatchingProperty(), operation.get("value"));
            }
        }
        return copy;
    }
}
