package dev.enforce.oci;

import org.jspecify.annotations.Nullable;

/** A registry did not do what it was asked to; the message says in one sentence which, for what, and why. */
public final class RegistryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of failure it is. */
    public enum Code {
        /** The manifest, blob or repository does not exist. */
        NOT_FOUND,
        /** Credentials are missing or were refused. */
        UNAUTHORIZED,
        /** The credentials are known but may not do this. */
        FORBIDDEN,
        /** The registry wants fewer requests, for longer than this operation can wait. */
        RATE_LIMITED,
        /** No connection, a broken one, or a failure inside the registry, after the last try. */
        UNAVAILABLE,
        /** No answer in time. */
        TIMEOUT,
        /** Content is not what its digest says. */
        DIGEST_MISMATCH,
        /** More than this client is willing to read. */
        TOO_LARGE,
        /** An answer or a document that cannot be read. */
        MALFORMED,
        /** A redirect or token endpoint that a registry may not send its clients to. */
        INSECURE_REDIRECT,
        /** Certificate or handshake failure. */
        TLS,
        /** The registry refused the request itself. */
        REFUSED,
        /** Something that this client knows of and does not do. */
        UNSUPPORTED,
        /** The thread that asked was interrupted. */
        INTERRUPTED
    }

    private final Code code;
    private final String reference;

    public RegistryException(Code code, String reference, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.reference = reference;
    }

    public RegistryException(Code code, String reference, String message) {
        this(code, reference, message, null);
    }

    public Code code() {
        return code;
    }

    /** What was asked for: an image, a blob, a repository or a registry. */
    public String reference() {
        return reference;
    }

    /** Whether asking again later can help without anybody changing anything. */
    public boolean isTransient() {
        return switch (code) {
            case RATE_LIMITED, UNAVAILABLE, TIMEOUT, INTERRUPTED -> true;
            case NOT_FOUND,
                    UNAUTHORIZED,
                    FORBIDDEN,
                    DIGEST_MISMATCH,
                    TOO_LARGE,
                    MALFORMED,
                    INSECURE_REDIRECT,
                    TLS,
                    REFUSED,
                    UNSUPPORTED -> false;
        };
    }
}
