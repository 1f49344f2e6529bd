package dev.enforce.language.cue.builtin;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.enforce.language.cue.value.Document;
import dev.enforce.language.cue.value.DocumentException;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.BoolValue;
import dev.enforce.language.cue.value.Value.BytesValue;
import dev.enforce.language.cue.value.Value.ListValue;
import dev.enforce.language.cue.value.Value.NullValue;
import dev.enforce.language.cue.value.Value.NumberValue;
import dev.enforce.language.cue.value.Value.OpaqueValue;
import dev.enforce.language.cue.value.Value.StringValue;
import dev.enforce.language.cue.value.Value.StructValue;
import java.util.Base64;
import java.util.stream.Collectors;

/** JSON from values and back. */
final class JsonText {

    private JsonText() {}

    static String of(Value value) {
        return switch (value) {
            case NullValue _ -> "null";
            case BoolValue(boolean b) -> Boolean.toString(b);
            case NumberValue number -> number.value().toString();
            case StringValue(String text) -> quoted(text);
            case BytesValue bytes -> quoted(Base64.getEncoder().encodeToString(bytes.bytes()));
            case ListValue list -> list.items().stream().map(JsonText::of).collect(Collectors.joining(",", "[", "]"));
            case StructValue struct ->
                struct.fields().entrySet().stream()
                        .map(e -> quoted(e.getKey()) + ":" + of(e.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            case OpaqueValue opaque -> throw new FunctionException("cannot convert incomplete value " + opaque.text());
        };
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    static Value read(byte[] json) {
        try {
            return Document.read(json);
        } catch (DocumentException e) {
            throw new FunctionException("invalid JSON: " + e.text());
        }
    }
}
