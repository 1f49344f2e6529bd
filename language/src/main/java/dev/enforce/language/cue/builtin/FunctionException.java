package dev.enforce.language.cue.builtin;

/** A function has no answer for its arguments; the message is what the reference prints. */
public final class FunctionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String text;

    public FunctionException(String text) {
        super(text, null, false, false);
        this.text = text;
    }

    public String text() {
        return text;
    }
}
