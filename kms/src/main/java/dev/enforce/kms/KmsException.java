package dev.enforce.kms;

/** A key cannot be had. The message never holds a secret. */
public final class KmsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why not. */
    public enum Code {
        /** The reference names no key of a known kind. */
        REFERENCE,
        /** Nothing to authenticate with was found, or it was refused. */
        CREDENTIALS,
        /** The service refused. */
        DENIED,
        /** The service knows no such key. */
        NOT_FOUND,
        /** The service did not answer in time, or with an error of its own. */
        UNAVAILABLE,
        /** The service answered something that cannot be understood. */
        MALFORMED,
        /** The key is not one that signs, or of an unknown kind. */
        UNUSABLE_KEY
    }

    private final Code code;

    public KmsException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public KmsException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    /** Whether it may help to ask again. */
    public boolean isTransient() {
        return code == Code.UNAVAILABLE;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
