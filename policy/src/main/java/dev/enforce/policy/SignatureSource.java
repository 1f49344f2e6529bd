package dev.enforce.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an authority's signatures lie when not beside the image.
 *
 * @param oci repository or registry; null means the image's own repository
 * @param tagPrefix put before {@code sha256-<hex>.sig} without a separator; null means none
 * @param pullSecrets names of Secrets with credentials, in order
 */
public record SignatureSource(
        @Nullable String oci, @Nullable String tagPrefix, List<String> pullSecrets) {

    public SignatureSource {
        pullSecrets = List.copyOf(pullSecrets);
    }
}
