package dev.enforce.policy;

import java.util.Optional;

/** Served versions of the API group; v1alpha1 is the stored one. Their fields are the same. */
public enum ApiVersion {
    V1ALPHA1("v1alpha1"),
    V1BETA1("v1beta1");

    private final String version;

    ApiVersion(String version) {
        this.version = version;
    }

    /** The version alone, for instance {@code v1beta1}. */
    public String version() {
        return version;
    }

    /** Group and version as {@code apiVersion} writes them. */
    public String wireName() {
        return WireNames.GROUP + "/" + version;
    }

    /** Reads an {@code apiVersion}, or nothing if it is not of this group or not served. */
    public static Optional<ApiVersion> find(String apiVersion) {
        for (ApiVersion candidate : values()) {
            if (candidate.wireName().equals(apiVersion)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
