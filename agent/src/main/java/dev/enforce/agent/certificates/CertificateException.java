package dev.enforce.agent.certificates;

import org.jspecify.annotations.Nullable;

/** The agent's own certificates cannot be made, read or stored. */
public final class CertificateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Code {
        /** This Java cannot make a key or a certificate. */
        CRYPTOGRAPHY,
        /** What the Secret holds is no certificate set of ours. */
        MALFORMED,
        /** The Secret cannot be read or written. */
        STORAGE
    }

    private final Code code;

    CertificateException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
