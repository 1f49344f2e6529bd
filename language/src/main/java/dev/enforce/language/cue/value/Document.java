package dev.enforce.language.cue.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.enforce.language.cue.value.Value.ListValue;
import dev.enforce.language.cue.value.Value.NullValue;
import dev.enforce.language.cue.value.Value.NumberValue;
import dev.enforce.language.cue.value.Value.StringValue;
import dev.enforce.language.cue.value.Value.StructValue;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON documents. */
public final class Document {

    private static final int MAX_DEPTH = 200;
    private static final int MAX_NUMBER = 1000;
    private static final int MAX_EXPONENT = 1000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER)
                    .build())
            .build();

    private Document() {}

    /**
     * Reads one value. A key may come twice only when its values agree.
     *
     * @throws DocumentException unless the bytes are one JSON value within the limits
     */
    public static Value read(byte[] json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() == null) {
                throw new DocumentException("the document is empty");
            }
            Value value = value(parser);
            if (parser.nextToken() != null) {
                throw new DocumentException("something follows the document");
            }
            return value;
        } catch (IOException e) {
            throw new DocumentException("not JSON, or beyond the limits of a document");
        }
    }

    private static Value value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new DocumentException("the document ends early");
        }
        return switch (token) {
            case START_OBJECT -> struct(parser);
            case START_ARRAY -> list(parser);
            case VALUE_STRING -> new StringValue(parser.getText());
            case VALUE_NUMBER_INT -> new NumberValue(new BigDecimal(parser.getText()), true);
            case VALUE_NUMBER_FLOAT -> new NumberValue(decimal(parser.getText()), false);
            case VALUE_TRUE -> Value.of(true);
            case VALUE_FALSE -> Value.of(false);
            case VALUE_NULL -> new NullValue();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new DocumentException("not JSON");
        };
    }

    private static BigDecimal decimal(String text) {
        int exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
        if (exponent >= 0) {
            String digits = text.substring(exponent + 1);
            if (digits.length() > 6 || Math.abs(Integer.parseInt(digits)) > MAX_EXPONENT) {
                throw new DocumentException("the exponent of a number is larger than " + MAX_EXPONENT);
            }
        }
        return new BigDecimal(text);
    }

    private static Value list(JsonParser parser) throws IOException {
        List<Value> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return new ListValue(items);
    }

    private static Value struct(JsonParser parser) throws IOException {
        Map<String, Value> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            Value value = value(parser);
            Value before = fields.get(name);
            fields.put(name, before == null ? value : agreed(before, value, name));
        }
        return new StructValue(fields);
    }

    private static Value agreed(Value one, Value two, String name) {
        if (one instanceof StructValue a && two instanceof StructValue b) {
            Map<String, Value> fields = new LinkedHashMap<>(a.fields());
            b.fields().forEach((key, value) -> fields.merge(key, value, (x, y) -> agreed(x, y, key)));
            return new StructValue(fields);
        }
        if (!one.equals(two)) {
            throw new DocumentException("two values for the key \"" + name + "\"");
        }
        return one;
    }
}
