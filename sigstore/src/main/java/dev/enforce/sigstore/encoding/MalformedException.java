package dev.enforce.sigstore.encoding;

/** Bytes or text from outside are not what they should be; the message says what is wrong and where. */
public final class MalformedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message);
    }

    public MalformedException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
