package dev.enforce.language.rego.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A string; ordered by its UTF-8 bytes, as Go orders strings. */
public record StringValue(String value) implements Value {

    private static final String HEX = "0123456789abcdef";

    @Override
    public int rank() {
        return 3;
    }

    @Override
    public String typeName() {
        return "string";
    }

    @Override
    public int compareTo(Value other) {
        return other instanceof StringValue s ? compare(value, s.value) : Integer.compare(rank(), other.rank());
    }

    @Override
    public void write(StringBuilder text) {
        quote(value, text);
    }

    /** Order of code points; UTF-16 order differs from it only where a surrogate meets a code unit above them. */
    private static int compare(String a, String b) {
        int shared = Math.min(a.length(), b.length());
        for (int i = 0; i < shared; i++) {
            char left = a.charAt(i);
            char right = b.charAt(i);
            if (left != right) {
                return Character.isSurrogate(left) || Character.isSurrogate(right)
                        ? Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8))
                        : Character.compare(left, right);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** A JSON string as Go's encoder writes it without escaping HTML. */
    public static void quote(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                case '\u2028' -> text.append("\\u2028");
                case '\u2029' -> text.append("\\u2029");
                default -> {
                    if (c < 0x20) {
                        text.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
