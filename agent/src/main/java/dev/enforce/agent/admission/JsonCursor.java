package dev.enforce.agent.admission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Forward-only reading of hostile JSON: types are checked where they are read, everything is bounded, and what goes
 * wrong is told with its place. As in the API server's own decoding, {@code null} means absent.
 */
final class JsonCursor implements AutoCloseable {

    static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(AdmissionLimits.MAX_DEPTH)
            .maxStringLength(AdmissionLimits.MAX_STRING)
            .maxNameLength(AdmissionLimits.MAX_NAME)
            .maxNumberLength(AdmissionLimits.MAX_NUMBER)
            .build();

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(CONSTRAINTS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final JsonParser parser;
    private final byte[] body;

    private JsonCursor(JsonParser parser, byte[] body) {
        this.parser = parser;
        this.body = body;
    }

    /** Stands on the first token of the document. */
    static JsonCursor open(byte[] body) {
        try {
            JsonCursor cursor = new JsonCursor(FACTORY.createParser(body), body);
            if (cursor.parser.nextToken() == null) {
                throw new ReviewFormatException("the body is empty");
            }
            return cursor;
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** Enters the object that the cursor stands on; false when there is {@code null} instead. */
    boolean enterObject() {
        return enter(JsonToken.START_OBJECT, "an object");
    }

    /** Enters the array that the cursor stands on; false when there is {@code null} instead. */
    boolean enterArray() {
        return enter(JsonToken.START_ARRAY, "a list");
    }

    /** Name of the next field of the object entered, with the cursor on its value; null at the end of the object. */
    @Nullable
    String nextField() {
        try {
            String name = parser.nextFieldName();
            if (name == null) {
                return null;
            }
            parser.nextToken();
            return name;
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** Puts the cursor on the next element of the array entered; false at the end of the array. */
    boolean nextElement() {
        try {
            return parser.nextToken() != JsonToken.END_ARRAY;
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** The string that the cursor stands on; empty for {@code null}. */
    String string() {
        try {
            return switch (parser.currentToken()) {
                case VALUE_STRING -> parser.getText();
                case VALUE_NULL -> "";
                case null, default -> throw expected("a string");
            };
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** The boolean that the cursor stands on; false for {@code null}. */
    boolean bool() {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            case null, default -> throw expected("a boolean");
        };
    }

    /** The whole number that the cursor stands on, or the other one for {@code null}. */
    int integer(int otherwise) {
        try {
            return switch (parser.currentToken()) {
                case VALUE_NUMBER_INT -> parser.getIntValue();
                case VALUE_NULL -> otherwise;
                case null, default -> throw expected("a whole number");
            };
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** Offset in the body of the value that the cursor stands on. */
    int start() {
        return Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    }

    /** What stands between this offset and the end of the value that was read last. */
    Slice since(int start) {
        return new Slice(body, start, Math.toIntExact(parser.currentLocation().getByteOffset()));
    }

    /** Whether there is something other than {@code null}; does not move. */
    boolean isPresent() {
        return parser.currentToken() != JsonToken.VALUE_NULL;
    }

    /** Passes over the value that the cursor stands on. */
    void skip() {
        try {
            parser.skipChildren();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** Marks a field as read. */
    int once(int seen, int bit) {
        if ((seen & bit) != 0) {
            throw new ReviewFormatException(place() + ": the field occurs twice");
        }
        return seen | bit;
    }

    /** Refuses here. */
    ReviewFormatException refused(String why) {
        return new ReviewFormatException(place() + ": " + why);
    }

    /** Refuses anything after the document. */
    void expectEnd() {
        try {
            if (parser.nextToken() != null) {
                throw new ReviewFormatException("something follows the review");
            }
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    private boolean enter(JsonToken start, String wanted) {
        JsonToken token = parser.currentToken();
        if (token == start) {
            return true;
        }
        if (token == JsonToken.VALUE_NULL) {
            return false;
        }
        throw expected(wanted);
    }

    private ReviewFormatException expected(String wanted) {
        return refused("expected " + wanted);
    }

    /** Where the cursor stands, as {@code request.object.spec.containers[0].image}. */
    private String place() {
        StringBuilder path = new StringBuilder();
        appendPath(path, parser.getParsingContext());
        return path.isEmpty() ? "the review" : TextBounds.shown(path.toString(), 300);
    }

    private static void appendPath(StringBuilder path, JsonStreamContext context) {
        JsonStreamContext parent = context.getParent();
        if (parent != null) {
            appendPath(path, parent);
        }
        if (context.inArray()) {
            path.append('[').append(context.getCurrentIndex()).append(']');
        } else if (context.inObject() && context.getCurrentName() != null) {
            path.append(path.isEmpty() ? "" : ".").append(context.getCurrentName());
        }
    }

    private static ReviewFormatException malformed(IOException e) {
        String why = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        return new ReviewFormatException("not readable as JSON: " + TextBounds.shown(String.valueOf(why), 300));
    }
}
