package dev.enforce.agent.configuration;

/** Something that somebody configured cannot be used; the message names it and says what can. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Code {
        /** A key that does not exist. */
        UNKNOWN_KEY,
        /** A value that its key does not take. */
        INVALID_VALUE,
        /** Not a document of the wanted form at all. */
        MALFORMED
    }

    private final Code code;

    public ConfigurationException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
