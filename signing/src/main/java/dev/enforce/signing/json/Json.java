package dev.enforce.signing.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.signing.SigningException;
import dev.enforce.sigstore.encoding.MalformedException;
import java.util.Base64;

/** Reads JSON within limits of depth and size; every defect is a {@code SigningException} with {@code INVALID}. */
public final class Json {

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ObjectNode parseObject(byte[] bytes) {
        try {
            if (dev.enforce.sigstore.encoding.Json.parse(bytes) instanceof ObjectNode object) {
                return object;
            }
        } catch (MalformedException e) {
            throw SigningException.invalid("the body cannot be read: " + e.getMessage(), e);
        }
        throw SigningException.invalid("the body is not a JSON object");
    }

    /** The text at a path such as {@code spec.data.hash.value}. */
    public static String text(JsonNode node, String path) {
        JsonNode found = at(node, path);
        if (!found.isTextual()) {
            throw SigningException.invalid(path + " must be a string");
        }
        return found.textValue();
    }

    public static byte[] base64(JsonNode node, String path) {
        String text = text(node, path);
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw SigningException.invalid(path + " is not base64", e);
        }
    }

    /** The node at a path, which may be missing. */
    public static JsonNode at(JsonNode node, String path) {
        JsonNode current = node;
        for (String step : path.split("\\.")) {
            current = current.path(step);
        }
        return current;
    }
}
