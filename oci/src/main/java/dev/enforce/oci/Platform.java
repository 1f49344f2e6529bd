package dev.enforce.oci;

/**
 * What a manifest in an index runs on.
 *
 * @param variant for instance {@code v8}; empty when there is none
 */
public record Platform(String os, String architecture, String variant) {

    /** {@code os/architecture[/variant]}. */
    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
