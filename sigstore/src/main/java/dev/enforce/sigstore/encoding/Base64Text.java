package dev.enforce.sigstore.encoding;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Base64 as protocol JSON and Go read it: standard or URL-safe alphabet, padding optional, line breaks ignored. */
public final class Base64Text {

    private Base64Text() {}

    /** The bytes that this text encodes. */
    public static byte[] decode(String text) {
        byte[] clean = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\r', '\n' -> {}
                case '-' -> clean[length++] = '+';
                case '_' -> clean[length++] = '/';
                default -> {
                    if (c > 0x7f) {
                        throw new MalformedException("illegal base64 data at input byte " + i);
                    }
                    clean[length++] = (byte) c;
                }
            }
        }
        try {
            byte[] exact = length == clean.length ? clean : java.util.Arrays.copyOf(clean, length);
            return Base64.getDecoder().decode(exact);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("illegal base64 data: " + e.getMessage(), e);
        }
    }

    /** Standard alphabet with padding. */
    public static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The bytes of an ASCII text that encodes text, for instance {@code body} of a log entry. */
    public static String decodeText(String text) {
        return new String(decode(text), StandardCharsets.UTF_8);
    }
}
