package dev.enforce.oci.server;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Who may use the registry. */
public sealed interface ServerAuth {

    /** Everybody may do everything. */
    record Open() implements ServerAuth {}

    /** One user, by HTTP basic authentication. */
    record Basic(String username, String password) implements ServerAuth {
        @Override
        public String toString() {
            return "Basic[redacted]";
        }
    }

    /**
     * One user, by tokens of the registry's own token endpoint.
     *
     * @param identityToken a refresh token that the endpoint takes as well
     * @param anonymousPull whether a token to pull is given to everybody
     * @param lifetime of a token
     */
    record Bearer(
            String username, String password, @Nullable String identityToken, boolean anonymousPull, Duration lifetime)
            implements ServerAuth {
        @Override
        public String toString() {
            return "Bearer[redacted]";
        }
    }
}
