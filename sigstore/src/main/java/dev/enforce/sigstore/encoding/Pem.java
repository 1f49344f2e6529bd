package dev.enforce.sigstore.encoding;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** PEM blocks. Text outside blocks is skipped, as OpenSSL and Go do. */
public final class Pem {

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final int MAX_TEXT = 1 << 20;

    private Pem() {}

    /**
     * One block.
     *
     * @param type for instance {@code CERTIFICATE}
     * @param content the decoded bytes
     */
    public record Block(String type, byte[] content) {}

    /**
     * All blocks of a text, in order.
     *
     * @throws MalformedException if a block is broken, the text is longer than 1 MiB, or there are more than max blocks
     */
    public static List<Block> parse(String text, int max) {
        if (text.length() > MAX_TEXT) {
            throw new MalformedException("PEM text longer than " + MAX_TEXT + " characters");
        }
        List<Block> blocks = new ArrayList<>();
        int at = begin(text, 0);
        while (at >= 0) {
            if (blocks.size() == max) {
                throw new MalformedException("more than " + max + " PEM blocks");
            }
            int typeEnd = text.indexOf(DASHES, at + BEGIN.length());
            if (typeEnd < 0) {
                throw new MalformedException("PEM block without end of its first line");
            }
            String type = text.substring(at + BEGIN.length(), typeEnd);
            int end = text.indexOf(END + type + DASHES, typeEnd);
            if (end < 0) {
                throw new MalformedException("PEM block without end line");
            }
            blocks.add(new Block(type, content(text.substring(typeEnd + DASHES.length(), end))));
            at = begin(text, end + END.length());
        }
        return List.copyOf(blocks);
    }

    /** One block with lines of 64 characters and a line break at the end. */
    public static String encode(String type, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return BEGIN + type + DASHES + "\n" + lines + "\n" + END + type + DASHES + "\n";
    }

    /** {@link #encode} as bytes. */
    public static byte[] encodeBytes(String type, byte[] content) {
        return encode(type, content).getBytes(StandardCharsets.US_ASCII);
    }

    private static int begin(String text, int from) {
        int at = text.indexOf(BEGIN, from);
        while (at > 0 && text.charAt(at - 1) != '\n' && text.charAt(at - 1) != '\r') {
            at = text.indexOf(BEGIN, at + 1);
        }
        return at;
    }

    private static byte[] content(String lines) {
        StringBuilder base64 = new StringBuilder(lines.length());
        for (String line : lines.split("\n", -1)) {
            String trimmed = line.strip();
            if (trimmed.indexOf(':') < 0) {
                base64.append(trimmed);
            }
        }
        return Base64Text.decode(base64.toString());
    }
}
