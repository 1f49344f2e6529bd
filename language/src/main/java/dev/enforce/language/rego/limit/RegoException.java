package dev.enforce.language.rego.limit;

/** An evaluation that ended without an answer. It never leaves the engine: the policy turns it into an outcome. */
public final class RegoException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** Two rules, or two keys of an object, with different values. */
        CONFLICT,
        /** A limit was reached. */
        LIMIT
    }

    private final Kind kind;

    public RegoException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
