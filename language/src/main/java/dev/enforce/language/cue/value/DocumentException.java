package dev.enforce.language.cue.value;

/** A document cannot be read. */
public final class DocumentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String text;

    DocumentException(String text) {
        super(text);
        this.text = text;
    }

    /** What is wrong with it, without its contents. */
    public String text() {
        return text;
    }
}
