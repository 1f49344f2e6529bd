package dev.enforce.sigstore.encoding;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object read as protocol JSON wants it: {@code null} means absent, unknown fields are ignored, 64-bit integers
 * come as numbers or strings, bytes as base64. Every complaint names the path of the field.
 */
public final class JsonObject {

    private final JsonNode node;
    private final String path;

    private JsonObject(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    /** Wraps a node that must be an object. */
    public static JsonObject of(JsonNode node, String path) {
        if (!node.isObject()) {
            throw new MalformedException((path.isEmpty() ? "document" : path) + " is not an object");
        }
        return new JsonObject(node, path);
    }

    /** Whether there is a value other than null. */
    public boolean has(String name) {
        return find(name) != null;
    }

    /** The value as it is, or nothing. */
    public @Nullable JsonNode find(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /** The node itself. */
    public JsonNode node() {
        return node;
    }

    public @Nullable String findText(String name) {
        JsonNode value = find(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw new MalformedException(at(name) + " is not a string");
        }
        return value.textValue();
    }

    public String text(String name) {
        return present(findText(name), name);
    }

    public String text(String name, String whenAbsent) {
        String value = findText(name);
        return value == null ? whenAbsent : value;
    }

    public byte @Nullable [] findBytes(String name) {
        String text = findText(name);
        if (text == null) {
            return null;
        }
        try {
            return Base64Text.decode(text);
        } catch (MalformedException e) {
            throw new MalformedException(at(name) + ": " + e.getMessage(), e);
        }
    }

    public byte[] bytes(String name) {
        return present(findBytes(name), name);
    }

    public OptionalLong findLong(String name) {
        JsonNode value = find(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return OptionalLong.of(value.longValue());
        }
        if (value.isTextual()) {
            try {
                return OptionalLong.of(Long.parseLong(value.textValue()));
            } catch (NumberFormatException e) {
                throw new MalformedException(at(name) + " is not a 64-bit integer", e);
            }
        }
        throw new MalformedException(at(name) + " is not a 64-bit integer");
    }

    public long longValue(String name, long whenAbsent) {
        return findLong(name).orElse(whenAbsent);
    }

    public @Nullable JsonObject findObject(String name) {
        JsonNode value = find(name);
        return value == null ? null : of(value, at(name));
    }

    public JsonObject object(String name) {
        return present(findObject(name), name);
    }

    /** The elements of an array of objects; empty when absent. */
    public List<JsonObject> objects(String name, int max) {
        List<JsonNode> elements = elements(name, max);
        List<JsonObject> objects = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            objects.add(of(elements.get(i), at(name) + "[" + i + "]"));
        }
        return List.copyOf(objects);
    }

    /** The elements of an array of base64 texts; empty when absent. */
    public List<byte[]> bytesList(String name, int max) {
        List<byte[]> list = new ArrayList<>();
        for (JsonNode element : elements(name, max)) {
            if (!element.isTextual()) {
                throw new MalformedException(at(name) + " holds something else than strings");
            }
            list.add(Base64Text.decode(element.textValue()));
        }
        return List.copyOf(list);
    }

    /** The path of a field inside the whole document. */
    public String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private List<JsonNode> elements(String name, int max) {
        JsonNode value = find(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw new MalformedException(at(name) + " is not an array");
        }
        if (value.size() > max) {
            throw new MalformedException(at(name) + " has " + value.size() + " elements, at most " + max + " are read");
        }
        List<JsonNode> list = new ArrayList<>(value.size());
        value.forEach(list::add);
        return list;
    }

    private <T> T present(@Nullable T value, String name) {
        if (value == null) {
            throw new MalformedException(at(name) + " is missing");
        }
        return value;
    }
}
