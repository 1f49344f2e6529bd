package dev.enforce.sigstore.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes that TUF signatures are made over: OLPC's canonical JSON. Unlike JCS it escapes nothing but the quote and the
 * backslash, and it knows no fractions.
 */
final class CanonicalForm {

    private CanonicalForm() {}

    static byte[] of(JsonNode node) {
        StringBuilder text = new StringBuilder(1024);
        write(node, text);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(JsonNode node, StringBuilder text) {
        switch (node.getNodeType()) {
            case OBJECT -> object(node, text);
            case ARRAY -> array(node, text);
            case STRING -> string(node.textValue(), text);
            case BOOLEAN, NULL -> text.append(node.asText());
            case NUMBER -> {
                if (!node.isIntegralNumber()) {
                    throw new TufException(TufException.Code.MALFORMED, "a fraction in signed metadata: " + node);
                }
                text.append(node.bigIntegerValue());
            }
            case BINARY, MISSING, POJO ->
                throw new TufException(TufException.Code.MALFORMED, "not JSON in signed metadata");
        }
    }

    private static void object(JsonNode node, StringBuilder text) {
        Map<String, JsonNode> sorted = new TreeMap<>(CanonicalForm::byCodePoint);
        node.properties().forEach(e -> sorted.put(e.getKey(), e.getValue()));
        text.append('{');
        Iterator<Map.Entry<String, JsonNode>> entries = sorted.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, JsonNode> entry = entries.next();
            string(entry.getKey(), text);
            text.append(':');
            write(entry.getValue(), text);
            if (entries.hasNext()) {
                text.append(',');
            }
        }
        text.append('}');
    }

    private static void array(JsonNode node, StringBuilder text) {
        text.append('[');
        for (int i = 0; i < node.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            write(node.get(i), text);
        }
        text.append(']');
    }

    private static void string(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        text.append('"');
    }

    private static int byCodePoint(String a, String b) {
        byte[] left = a.getBytes(StandardCharsets.UTF_8);
        byte[] right = b.getBytes(StandardCharsets.UTF_8);
        return Arrays.compareUnsigned(left, right);
    }
}
