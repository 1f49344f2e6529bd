package dev.enforce.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one object strictly: every field must be known and have its type. A null counts as absent, as
 * it does in Go. Problems are collected and reading goes on.
 */
final class Fields {

    private final ObjectNode object;
    private final String path;
    private final FieldErrors errors;

    private Fields(ObjectNode object, String path, FieldErrors errors) {
        this.object = object;
        this.path = path;
        this.errors = errors;
    }

    /** Opens an object; fields that are not named are reported. */
    static Fields open(JsonNode node, String path, FieldErrors errors, String... known) {
        if (!(node instanceof ObjectNode object)) {
            if (!node.isNull()) {
                wrongType(node, "an object", path, errors);
            }
            return new Fields(JsonNodeFactory.instance.objectNode(), path, errors);
        }
        List<String> names = List.of(known);
        object.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                unknown(name, path, names, errors);
            }
        });
        return new Fields(object, path, errors);
    }

    FieldErrors errors() {
        return errors;
    }

    String at(String name) {
        return Places.field(path, name);
    }

    String text(String name) {
        String text = optionalText(name);
        return text == null ? "" : text;
    }

    @Nullable
    String optionalText(String name) {
        JsonNode value = value(name);
        if (value != null && !value.isTextual()) {
            wrongType(value, "text", at(name), errors);
            return null;
        }
        return value == null ? null : value.textValue();
    }

    @Nullable
    Boolean flag(String name) {
        JsonNode value = value(name);
        if (value != null && !value.isBoolean()) {
            wrongType(value, "true or false", at(name), errors);
            return null;
        }
        return value == null ? null : value.booleanValue();
    }

    long integer(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            wrongType(value, "an integer", at(name), errors);
            return 0;
        }
        return value.longValue();
    }

    <T> @Nullable T object(String name, Reader<T> reader) {
        JsonNode value = value(name);
        return value == null ? null : reader.read(value, at(name), errors);
    }

    <T> List<T> list(String name, Reader<T> reader) {
        List<T> list = new ArrayList<>();
        JsonNode value = value(name);
        if (value == null) {
            return list;
        }
        if (!value.isArray()) {
            wrongType(value, "a list", at(name), errors);
            return list;
        }
        for (int i = 0; i < value.size(); i++) {
            list.add(reader.read(value.get(i), Places.index(at(name), i), errors));
        }
        return list;
    }

    List<String> texts(String name) {
        return list(name, (node, at, problems) -> {
            if (!node.isTextual()) {
                wrongType(node, "text", at, problems);
            }
            return node.asText("");
        });
    }

    Map<String, String> textMap(String name) {
        Map<String, String> map = new LinkedHashMap<>();
        JsonNode value = value(name);
        if (value instanceof ObjectNode entries) {
            entries.properties().forEach(entry -> {
                if (!entry.getValue().isTextual()) {
                    wrongType(entry.getValue(), "text", Places.field(at(name), entry.getKey()), errors);
                }
                map.put(entry.getKey(), entry.getValue().asText(""));
            });
        } else if (value != null) {
            wrongType(value, "an object", at(name), errors);
        }
        return map;
    }

    /** Reads one value of a document. */
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonNode node, String path, FieldErrors errors);
    }

    /** A reader of objects with these fields. */
    static <T> Reader<T> reader(Function<Fields, T> body, String... known) {
        return (node, at, errors) -> body.apply(open(node, at, errors, known));
    }

    private @Nullable JsonNode value(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private static void unknown(String name, String path, List<String> known, FieldErrors errors) {
        String shown = name.length() <= 80 ? name : name.substring(0, 80) + "…";
        String at = Places.field(path, name);
        String where = path.isEmpty() ? "at the top of the document" : "in " + path;
        String mend = Suggestions.nearest(name, known)
                .map(nearest -> "did you mean \"" + nearest + "\"?")
                .orElse("known are: " + String.join(", ", known));
        errors.errorAt("json: unknown field \"" + shown + "\"", where + "; " + mend, "", at);
    }

    private static void wrongType(JsonNode node, String wanted, String path, FieldErrors errors) {
        errors.error("wrong type: " + wanted + " is wanted, not " + typeOf(node), "", "", path);
    }

    private static String typeOf(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL, MISSING -> "nothing";
            case BINARY, POJO -> "something else";
        };
    }
}
