package dev.enforce.agent.admission;

/** A body is not the review that it should be; the message says where and why. */
final class ReviewFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Without a stack trace: it is an answer to hostile input, not a defect to be traced. */
    ReviewFormatException(String message) {
        super(message, null, false, false);
    }
}
