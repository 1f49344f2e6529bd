package dev.enforce.language.rego.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** JSON as values, with every digit of its numbers; bounded in depth and in the length of numbers. */
public final class JsonReader {

    private static final int MAX_DEPTH = 200;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(NumberValue.MAX_DIGITS)
                    .maxStringLength(64 << 20)
                    .build())
            .build();

    private JsonReader() {}

    /** One document; empty where the text is none, has something after it, or goes beyond the bounds. */
    public static Optional<Value> read(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return document(parser);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** One document in UTF-8; empty where the bytes are none. */
    public static Optional<Value> read(byte[] text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return document(parser);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Value> document(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return Optional.empty();
        }
        Value value = value(parser, first);
        return parser.nextToken() == null ? Optional.of(value) : Optional.empty();
    }

    private static Value value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<Value> elements = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    elements.add(value(parser, next));
                }
                yield new ArrayValue(elements);
            }
            case VALUE_STRING -> new StringValue(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_TRUE -> BooleanValue.TRUE;
            case VALUE_FALSE -> BooleanValue.FALSE;
            case VALUE_NULL -> NullValue.NULL;
            default -> throw new IllegalArgumentException("unexpected " + token);
        };
    }

    private static Value number(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getTextLength() < 19) {
            long value = parser.getLongValue();
            if (value != 0 || parser.getTextLength() == 1) {
                return NumberValue.of(value);
            }
        }
        return NumberValue.parse(parser.getText())
                .orElseThrow(() -> new IllegalArgumentException("a number beyond the bounds"));
    }

    private static Value object(JsonParser parser) throws IOException {
        List<Value> keys = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_OBJECT; next = parser.nextToken()) {
            keys.add(new StringValue(parser.currentName()));
            values.add(value(parser, parser.nextToken()));
        }
        return ObjectValue.of(keys, values);
    }
}
