package dev.enforce.signing;

import org.jspecify.annotations.Nullable;

/** Why something could not be signed, logged, issued or stored. */
public final class SigningException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong, with the HTTP status that the services answer for it. */
    public enum Code {
        /** The request or the input does not say what it must. */
        INVALID(400),
        /** The identity token is missing, expired, or not signed by a trusted issuer. */
        UNAUTHENTICATED(401),
        /** There is no such entry, file or route. */
        NOT_FOUND(404),
        /** The route exists, but not for this method. */
        METHOD_NOT_ALLOWED(405),
        /** An equal entry is in the log already. */
        CONFLICT(409),
        /** The request is larger than the service reads. */
        TOO_LARGE(413),
        /** A key type, entry kind or version that is known but not served. */
        UNSUPPORTED(422),
        /** A remote service refused what it was sent; the message carries its answer. */
        REJECTED(502),
        /** A remote service did not answer, or not in a form that can be understood. */
        UNAVAILABLE(503),
        /** The data directory could not be read or written. */
        STORAGE(500),
        /** The Java run-time or a library failed where it should not. */
        INTERNAL(500);

        private final int httpStatus;

        Code(int httpStatus) {
            this.httpStatus = httpStatus;
        }

        public int httpStatus() {
            return httpStatus;
        }
    }

    private final Code code;

    public SigningException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public SigningException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    public static SigningException invalid(String message) {
        return new SigningException(Code.INVALID, message);
    }

    public static SigningException invalid(String message, Throwable cause) {
        return new SigningException(Code.INVALID, message, cause);
    }
}
