package dev.enforce.agent.admission;

import java.util.Arrays;

/**
 * Where a value stands in the body of a review, so that it is copied only when somebody reads it.
 *
 * @param end first byte after it
 */
record Slice(byte[] body, int start, int end) {

    /** The JSON of the value. */
    byte[] bytes() {
        return Arrays.copyOfRange(body, start, end);
    }

    /** For an object that is not there. */
    static Slice nothing() {
        return new Slice(new byte[] {'n', 'u', 'l', 'l'}, 0, 4);
    }
}
