package dev.enforce.sigstore.notation;

import java.util.List;
import java.util.Map;

/** A value in CBOR. */
sealed interface CborValue {

    /** An integer that fits into 64 bits with its sign. */
    record Whole(long value) implements CborValue {}

    /** A text. */
    record Text(String value) implements CborValue {}

    /** Bytes; a record of its own so that nobody compares them by identity. */
    record Bytes(byte[] value) implements CborValue {}

    /** An array. */
    record Array(List<CborValue> values) implements CborValue {
        public Array {
            values = List.copyOf(values);
        }
    }

    /** A map whose keys are whole numbers and texts, in the order of the document. */
    record Table(Map<CborValue, CborValue> entries) implements CborValue {}

    /** A value with a tag. */
    record Tagged(long tag, CborValue value) implements CborValue {}

    /** {@code false}, {@code true}, {@code null} or {@code undefined}: 20 to 23. */
    record Simple(int value) implements CborValue {}
}
