package dev.enforce.sigstore.notation;

import dev.enforce.sigstore.encoding.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the part of CBOR (RFC 8949) that COSE envelopes use: lengths must be definite, map keys are numbers or texts and
 * stand once, there are no floating-point numbers. Bounded in depth and in the number of values.
 */
final class CborReader {

    private static final int MAX_DEPTH = 8;
    private static final int MAX_VALUES = 4096;

    private final byte[] bytes;
    private int at;
    private int values;

    private CborReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads one value and nothing after it.
     *
     * @throws MalformedException if the bytes are something else
     */
    static CborValue read(byte[] bytes) {
        CborReader reader = new CborReader(bytes);
        CborValue value = reader.value(0);
        if (reader.at != bytes.length) {
            throw new MalformedException("trailing data after a CBOR value");
        }
        return value;
    }

    private CborValue value(int depth) {
        if (depth > MAX_DEPTH) {
            throw new MalformedException("CBOR nested deeper than " + MAX_DEPTH);
        }
        if (++values > MAX_VALUES) {
            throw new MalformedException("more than " + MAX_VALUES + " CBOR values");
        }
        int first = next();
        int information = first & 0x1f;
        return switch (first >> 5) {
            case 0 -> new CborValue.Whole(argument(information));
            case 1 -> new CborValue.Whole(-1 - argument(information));
            case 2 -> new CborValue.Bytes(bytes(argument(information)));
            case 3 -> text(bytes(argument(information)));
            case 4 -> array(argument(information), depth);
            case 5 -> table(argument(information), depth);
            case 6 -> new CborValue.Tagged(argument(information), value(depth + 1));
            default -> simple(information);
        };
    }

    private CborValue array(long length, int depth) {
        requireRoom(length);
        List<CborValue> elements = new ArrayList<>((int) length);
        for (long i = 0; i < length; i++) {
            elements.add(value(depth + 1));
        }
        return new CborValue.Array(elements);
    }

    private CborValue table(long length, int depth) {
        requireRoom(length);
        Map<CborValue, CborValue> entries = new LinkedHashMap<>();
        for (long i = 0; i < length; i++) {
            CborValue key = value(depth + 1);
            if (!(key instanceof CborValue.Whole) && !(key instanceof CborValue.Text)) {
                throw new MalformedException("CBOR map with a key that is neither a number nor a text");
            }
            if (entries.put(key, value(depth + 1)) != null) {
                throw new MalformedException("CBOR map with a key that stands twice");
            }
        }
        return new CborValue.Table(Collections.unmodifiableMap(entries));
    }

    private static CborValue simple(int information) {
        if (information < 20 || information > 23) {
            throw new MalformedException("CBOR value of a kind that is not read here");
        }
        return new CborValue.Simple(information);
    }

    private static CborValue text(byte[] utf8) {
        try {
            return new CborValue.Text(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new MalformedException("CBOR text that is not UTF-8", e);
        }
    }

    /** Every element takes a byte at least, so that no length can ask for more than the document has. */
    private void requireRoom(long length) {
        if (length > bytes.length - at) {
            throw new MalformedException("CBOR data ends early");
        }
    }

    private byte[] bytes(long length) {
        requireRoom(length);
        byte[] content = Arrays.copyOfRange(bytes, at, at + (int) length);
        at += (int) length;
        return content;
    }

    /** The number after the first byte; it must be written as short as it can be. */
    private long argument(int information) {
        if (information < 24) {
            return information;
        }
        if (information > 27) {
            throw new MalformedException("CBOR length of a form that is not allowed");
        }
        int size = 1 << (information - 24);
        long value = 0;
        for (int i = 0; i < size; i++) {
            if (value >>> 55 != 0) {
                throw new MalformedException("CBOR number too large");
            }
            value = (value << 8) | next();
        }
        long smallest = size == 1 ? 24 : 1L << (8 * (size / 2));
        if (value < smallest) {
            throw new MalformedException("CBOR number not minimal");
        }
        return value;
    }

    private int next() {
        if (at >= bytes.length) {
            throw new MalformedException("CBOR data ends early");
        }
        return bytes[at++] & 0xff;
    }
}
