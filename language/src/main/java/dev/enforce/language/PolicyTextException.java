package dev.enforce.language;

/**
 * A policy's text cannot be used. Thrown when a policy is compiled, never when it is evaluated.
 *
 * <p>{@link Code#UNSUPPORTED} names a construct or built-in that the language has and this engine does not: such a policy is
 * refused, it is never taken for something else.
 */
public final class PolicyTextException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Code {
        /** The text does not follow the grammar. */
        SYNTAX,
        /** The text follows the grammar and means nothing: an unsafe variable, a cycle, a conflict. */
        MEANING,
        /** Part of the language, not of this engine. */
        UNSUPPORTED,
        /** Longer or deeper than allowed. */
        LIMIT
    }

    private final Code code;
    private final Location location;

    public PolicyTextException(Code code, Location location, String message) {
        super(location + ": " + message);
        this.code = code;
        this.location = location;
    }

    public Code code() {
        return code;
    }

    public Location location() {
        return location;
    }
}
