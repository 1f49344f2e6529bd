package dev.enforce.sigstore.encoding;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reading of JSON from outside, bounded in bytes, depth and number of tokens. Duplicate names and text after the
 * document are refused, since two readers could understand them differently.
 */
public final class Json {

    /** Upper bound of a document in bytes, unless the caller sets a lower one. */
    public static final int MAX_BYTES = 16 << 20;

    private static final int MAX_DEPTH = 200;
    private static final int MAX_TOKENS = 2_000_000;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAX_BYTES)
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_BYTES)
                            .maxNameLength(4096)
                            .maxNumberLength(100)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    /**
     * Reads a document.
     *
     * @throws MalformedException if it is not JSON or exceeds a bound
     */
    public static JsonNode parse(byte[] document, int maxBytes) {
        if (document.length > maxBytes) {
            throw new MalformedException("JSON document longer than " + maxBytes + " bytes");
        }
        try {
            JsonNode node = MAPPER.readTree(document);
            if (node == null || node.isMissingNode()) {
                throw new MalformedException("empty JSON document");
            }
            return node;
        } catch (JacksonException e) {
            throw new MalformedException("not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new MalformedException("not JSON", e);
        }
    }

    /** Reads a document of at most {@link #MAX_BYTES}. */
    public static JsonNode parse(byte[] document) {
        return parse(document, MAX_BYTES);
    }

    /** Reads a document of at most {@link #MAX_BYTES}. */
    public static JsonNode parse(String document) {
        return parse(document.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a document whose top is an object. */
    public static JsonObject parseObject(byte[] document, int maxBytes) {
        return JsonObject.of(parse(document, maxBytes), "");
    }

    /** A fresh object to be written. */
    public static ObjectNode newObject() {
        return MAPPER.createObjectNode();
    }

    /** The document in one line. */
    public static byte[] write(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JacksonException e) {
            throw new IllegalStateException("a tree could not be written", e);
        }
    }
}
