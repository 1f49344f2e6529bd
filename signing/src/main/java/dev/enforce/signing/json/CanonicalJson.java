package dev.enforce.signing.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** JSON with sorted members and no white space (RFC 8785), for documents of texts, whole numbers and flags. */
public final class CanonicalJson {

    private CanonicalJson() {}

    public static byte[] of(JsonNode node) {
        return write(node).getBytes(StandardCharsets.UTF_8);
    }

    private static String write(JsonNode node) {
        if (node.isObject()) {
            return node.properties().stream()
                    .sorted(java.util.Map.Entry.comparingByKey())
                    .map(member -> quote(member.getKey()) + ":" + write(member.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (node.isArray()) {
            List<String> elements = new ArrayList<>();
            node.forEach(element -> elements.add(write(element)));
            return "[" + String.join(",", elements) + "]";
        }
        if (node.isFloatingPointNumber()) {
            throw new IllegalArgumentException("a number with a fraction has no canonical form here");
        }
        return node.isTextual() ? quote(node.textValue()) : node.toString();
    }

    private static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(c < 0x20 ? String.format(java.util.Locale.ROOT, "\\u%04x", (int) c) : c);
            }
        }
        return out.append('"').toString();
    }
}
