package dev.enforce.sigstore.encoding;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over DER elements that gives back the exact bytes read, which signatures need. Lengths must be definite and
 * minimal; tags have one byte.
 */
public final class Der {

    public static final int BOOLEAN = 0x01;
    public static final int INTEGER = 0x02;
    public static final int BIT_STRING = 0x03;
    public static final int OCTET_STRING = 0x04;
    public static final int OID = 0x06;
    public static final int UTF8_STRING = 0x0c;
    public static final int SEQUENCE = 0x30;
    public static final int SET = 0x31;

    private final byte[] bytes;
    private final int end;
    private int at;

    private Der(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    /**
     * One element.
     *
     * @param source the array that it was read from
     */
    public record Element(int tag, byte[] source, int start, int contentStart, int end) {

        /** Tag, length and content. */
        public byte[] encoded() {
            return Arrays.copyOfRange(source, start, end);
        }

        public byte[] content() {
            return Arrays.copyOfRange(source, contentStart, end);
        }

        /** A cursor over what is inside. */
        public Der inside() {
            return new Der(source, contentStart, end);
        }

        public Element require(int wanted) {
            if (tag != wanted) {
                throw new MalformedException("DER tag 0x" + Integer.toHexString(tag) + " where 0x"
                        + Integer.toHexString(wanted) + " belongs");
            }
            return this;
        }
    }

    /** A cursor over these bytes. */
    public static Der of(byte[] bytes) {
        return new Der(bytes, 0, bytes.length);
    }

    /** The only element of these bytes. */
    public static Element only(byte[] bytes, int tag) {
        Der der = of(bytes);
        Element element = der.next().require(tag);
        der.requireEnd();
        return element;
    }

    public boolean hasNext() {
        return at < end;
    }

    /** The next element, if it has this tag. */
    public @Nullable Element nextIf(int tag) {
        return at < end && (bytes[at] & 0xff) == tag ? next() : null;
    }

    public Element next(int tag) {
        return next().require(tag);
    }

    public Element next() {
        int start = at;
        int tag = read();
        if ((tag & 0x1f) == 0x1f) {
            throw new MalformedException("DER tag of several bytes");
        }
        int length = length();
        if (length > end - at) {
            throw new MalformedException("DER element longer than what holds it");
        }
        int contentStart = at;
        at += length;
        return new Element(tag, bytes, start, contentStart, at);
    }

    public void requireEnd() {
        if (at != end) {
            throw new MalformedException("trailing data after a DER element");
        }
    }

    /** An element of this tag and content. */
    public static byte[] encode(int tag, byte[] content) {
        byte[] head = head(tag, content.length);
        byte[] out = Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, out, head.length, content.length);
        return out;
    }

    /** The dotted form of the content of an object identifier. */
    public static String oid(byte[] content) {
        if (content.length == 0 || content.length > 64 || (content[content.length - 1] & 0x80) != 0) {
            throw new MalformedException("malformed object identifier");
        }
        StringBuilder out = new StringBuilder();
        long value = 0;
        for (byte b : content) {
            if (value > Long.MAX_VALUE >> 8) {
                throw new MalformedException("object identifier with a part that is too large");
            }
            value = (value << 7) | (b & 0x7f);
            if ((b & 0x80) == 0) {
                if (out.isEmpty()) {
                    long first = Math.min(value / 40, 2);
                    out.append(first).append('.').append(value - 40 * first);
                } else {
                    out.append('.').append(value);
                }
                value = 0;
            }
        }
        return out.toString();
    }

    private static byte[] head(int tag, int length) {
        if (length < 0x80) {
            return new byte[] {(byte) tag, (byte) length};
        }
        if (length < 0x100) {
            return new byte[] {(byte) tag, (byte) 0x81, (byte) length};
        }
        if (length < 0x10000) {
            return new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        }
        return new byte[] {(byte) tag, (byte) 0x83, (byte) (length >> 16), (byte) (length >> 8), (byte) length};
    }

    private int read() {
        if (at >= end) {
            throw new MalformedException("DER data ends early");
        }
        return bytes[at++] & 0xff;
    }

    private int length() {
        int first = read();
        if (first < 0x80) {
            return first;
        }
        int count = first & 0x7f;
        if (count == 0 || count > 3) {
            throw new MalformedException("DER length of a form that is not allowed");
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = (length << 8) | read();
        }
        if (length < 0x80 || (count > 1 && length < 1 << (8 * (count - 1)))) {
            throw new MalformedException("DER length not minimal");
        }
        return length;
    }
}
