package dev.enforce.oci;

import java.time.Duration;

/**
 * Bounds of what this client does to registries and lets them do to it.
 *
 * @param maxManifestBytes largest manifest, index or list of referrers
 * @param maxBlobBytes largest blob, also when a caller would take more
 * @param maxReferrers most referrers of one subject, over all pages
 * @param requestTimeout for one request with its body
 * @param operationTimeout for one operation with all its requests, tries and pauses, when no deadline is given
 * @param tries of one idempotent request
 * @param longestPause between two tries; a registry whose {@code Retry-After} asks for more is given up
 * @param requestsPerRegistry at the same time
 */
public record RegistrySettings(
        int maxManifestBytes,
        long maxBlobBytes,
        int maxReferrers,
        Duration requestTimeout,
        Duration operationTimeout,
        int tries,
        Duration longestPause,
        int requestsPerRegistry) {

    public RegistrySettings {
        if (maxManifestBytes < 1 || maxBlobBytes < 1 || maxReferrers < 1 || tries < 1 || requestsPerRegistry < 1) {
            throw new IllegalArgumentException("registry bounds are positive");
        }
        if (!requestTimeout.isPositive() || !operationTimeout.isPositive() || longestPause.isNegative()) {
            throw new IllegalArgumentException("registry time-outs are positive");
        }
    }

    public static RegistrySettings defaults() {
        return new RegistrySettings(
                4 << 20,
                128L << 20,
                1_000,
                Duration.ofSeconds(15),
                Duration.ofSeconds(60),
                3,
                Duration.ofSeconds(10),
                32);
    }

    public RegistrySettings withRequestTimeout(Duration timeout) {
        return new RegistrySettings(
                maxManifestBytes,
                maxBlobBytes,
                maxReferrers,
                timeout,
                operationTimeout,
                tries,
                longestPause,
                requestsPerRegistry);
    }

    public RegistrySettings withRequestsPerRegistry(int requests) {
        return new RegistrySettings(
                maxManifestBytes,
                maxBlobBytes,
                maxReferrers,
                requestTimeout,
                operationTimeout,
                tries,
                longestPause,
                requests);
    }

    public RegistrySettings withMaxReferrers(int referrers) {
        return new RegistrySettings(
                maxManifestBytes,
                maxBlobBytes,
                referrers,
                requestTimeout,
                operationTimeout,
                tries,
                longestPause,
                requestsPerRegistry);
    }
}
