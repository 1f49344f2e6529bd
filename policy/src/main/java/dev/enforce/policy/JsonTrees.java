package dev.enforce.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads JSON texts, one or several behind each other, with places. */
final class JsonTrees {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DocumentTree.MAX_DEPTH)
                    .build())
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonParser parser;
    private int values;
    private Places places = new Places();

    private JsonTrees(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * Reads all documents.
     *
     * @throws DocumentException if the text is no JSON or no object
     */
    static List<DocumentTree> read(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return new JsonTrees(parser).documents();
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new DocumentException(
                    "json: " + e.getOriginalMessage(),
                    at == null ? 0 : at.getLineNr(),
                    at == null ? 0 : at.getColumnNr());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<DocumentTree> documents() throws IOException {
        List<DocumentTree> documents = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != null) {
            places = new Places();
            JsonLocation at = parser.currentTokenLocation();
            places.put("", at.getLineNr(), at.getColumnNr());
            if (!(value(token, "") instanceof ObjectNode root)) {
                throw new DocumentException("a document must be an object", at.getLineNr(), at.getColumnNr());
            }
            documents.add(new DocumentTree(root, places));
            token = parser.nextToken();
        }
        return documents;
    }

    private JsonNode value(JsonToken token, String path) throws IOException {
        JsonLocation at = parser.currentTokenLocation();
        if (++values > DocumentTree.MAX_VALUES) {
            throw new DocumentException("the text holds too many values", at.getLineNr(), at.getColumnNr());
        }
        return switch (token) {
            case START_OBJECT -> object(path);
            case START_ARRAY -> array(path);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new DocumentException("json: unexpected " + token, at.getLineNr(), at.getColumnNr());
        };
    }

    private ObjectNode object(String path) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            String at = Places.field(path, name);
            JsonLocation location = parser.currentTokenLocation();
            places.put(at, location.getLineNr(), location.getColumnNr());
            object.set(name, value(parser.nextToken(), at));
        }
        return object;
    }

    private ArrayNode array(String path) throws IOException {
        ArrayNode array = NODES.arrayNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            String at = Places.index(path, array.size());
            JsonLocation location = parser.currentTokenLocation();
            places.put(at, location.getLineNr(), location.getColumnNr());
            array.add(value(token, at));
        }
        return array;
    }
}
