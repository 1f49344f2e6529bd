package dev.enforce.cli.verify;

/** A file or argument that cannot be used; the message names it and is for the person who wrote it. */
final class InputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InputException(String message) {
        super(message);
    }

    InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
