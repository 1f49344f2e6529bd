package dev.enforce.cluster;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A cluster could not be found, started or used; the message is one sentence for a person. */
public final class ClusterException extends RuntimeException {

    /** What went wrong. */
    public enum Code {
        /** There is no control plane binary, and none was to be built. */
        BINARY_MISSING,
        /** Building the control plane failed or was interrupted. */
        BUILD_FAILED,
        /** A program of the control plane ended, or was not ready in time. */
        START_FAILED,
        /** The kubeconfig or the context in it does not exist. */
        CONTEXT_UNKNOWN,
        /** This cluster cannot do what was asked. */
        UNSUPPORTED,
        /** A file could not be written, a port not be opened. */
        IO
    }

    private final Code code;

    public ClusterException(Code code, String message) {
        this(code, message, null);
    }

    public ClusterException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code is null");
    }

    public Code code() {
        return code;
    }
}
