package dev.enforce.language.rego.builtin;

/** A built-in that has no answer for its operands; the expression that calls it is undefined. */
public final class BuiltinException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BuiltinException(String message) {
        super(message, null, false, false);
    }
}
