package dev.enforce.sigstore.tuf;

/** Metadata or a target was refused, or could not be had. */
public final class TufException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why. All but {@link #UNAVAILABLE} are refusals: the repository gave something that must not be trusted. */
    public enum Code {
        /** The repository did not answer, or lacks a file that it has to have. */
        UNAVAILABLE,
        /** Not JSON, not of the role asked for, or larger and deeper than allowed. */
        MALFORMED,
        /** Fewer valid signatures of distinct keys than the role's threshold. */
        THRESHOLD,
        /** An older version than one that was trusted before. */
        ROLLBACK,
        /** Expired: an attacker may be holding back newer metadata. */
        FREEZE,
        /** A file that does not belong to the snapshot that is being followed. */
        MIX_AND_MATCH,
        /** Length or hash differs from what the signed metadata says. */
        CONTENT_MISMATCH,
        /** The targets metadata does not name the target. */
        NO_SUCH_TARGET,
        /** Something that this client does not do, named in the message. */
        UNSUPPORTED
    }

    private final Code code;

    TufException(Code code, String message) {
        super(message);
        this.code = code;
    }

    TufException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    /** For implementations of {@link TufRepository}: the repository could not be reached. */
    public static TufException unavailable(String message, Throwable cause) {
        return new TufException(Code.UNAVAILABLE, message, cause);
    }
}
