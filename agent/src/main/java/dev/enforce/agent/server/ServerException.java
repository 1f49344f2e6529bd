package dev.enforce.agent.server;

/** The agent cannot listen. */
public final class ServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Code {
        /** A port is taken or may not be used. */
        BIND,
        /** The certificate cannot be used for TLS. */
        CERTIFICATE
    }

    private final Code code;

    ServerException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
