package dev.enforce.model;

/** A text is not an image reference; the message says why. */
public final class InvalidReferenceException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidReferenceException(String message) {
        super(message);
    }
}
