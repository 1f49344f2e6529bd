package dev.enforce.oci;

import java.util.Locale;

/** A secret that a registry accepts; never shown by {@code toString}. */
public sealed interface Credentials {

    /** User name and password. */
    record Basic(String username, String password) implements Credentials {
        @Override
        public String toString() {
            return "Basic[redacted]";
        }
    }

    /** A refresh token, to be changed into access tokens at the registry's token endpoint. */
    record IdentityToken(String token) implements Credentials {
        @Override
        public String toString() {
            return "IdentityToken[redacted]";
        }
    }

    /** An access token that is sent to the registry as it is. */
    record Bearer(String token) implements Credentials {
        @Override
        public String toString() {
            return "Bearer[redacted]";
        }
    }

    /** A name for caches that is equal for equal credentials and tells nothing about them. */
    default String fingerprint() {
        return switch (this) {
            case Basic(var username, var password) -> Fingerprint.of("basic", username, password);
            case IdentityToken(var token) -> Fingerprint.of("identity", token);
            case Bearer(var token) -> Fingerprint.of("bearer", token);
        };
    }

    /** The kind, for messages. */
    default String kind() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
