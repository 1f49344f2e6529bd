package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** JSON as it goes over the wire: ASCII only, since some clients cut a stream between the bytes of a character. */
final class Json {

    private static final int DEEPEST = 200;

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final ObjectMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build());

    static {
        JSON.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());
    }

    private Json() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static JsonNode parse(byte[] content) {
        return read(JSON, content);
    }

    /** Reads YAML, of which JSON is a part. */
    static JsonNode parseYaml(byte[] content) {
        return read(YAML, content);
    }

    private static JsonNode read(ObjectMapper mapper, byte[] content) {
        try {
            JsonNode node = mapper.readTree(content);
            if (node == null || node.isMissingNode()) {
                throw ApiError.badRequest("the request has no body");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw ApiError.badRequest("couldn't get version/kind; json parse error: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw ApiError.badRequest("cannot read the body: " + e.getMessage());
        }
    }

    static ObjectNode parseObject(byte[] content) {
        if (parseYaml(content) instanceof ObjectNode object) {
            return object;
        }
        throw ApiError.badRequest("the body is not an object");
    }

    static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }

    /** The text at a path, empty when there is none. */
    static String text(JsonNode node, String... path) {
        JsonNode at = node;
        for (String step : path) {
            at = at.path(step);
        }
        return at.asText("");
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    static ObjectNode metadata(ObjectNode object) {
        return object.withObjectProperty("metadata");
    }
}
