package dev.enforce.demo;

/** A step of the story did not do what it should; the message says what was expected and what came instead. */
final class StoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoryException(String message) {
        super(message);
    }

    StoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
