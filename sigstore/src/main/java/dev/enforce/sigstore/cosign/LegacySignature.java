package dev.enforce.sigstore.cosign;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A layer of a {@code .sig} or {@code .att} manifest as it was fetched.
 *
 * @param payload the layer's bytes: a simple signing payload or a DSSE envelope
 * @param signature base64; empty for an attestation
 * @param certificate PEM
 * @param chain PEM of the certificates above; never trusted, may help to find the way
 * @param logBundle JSON of the log entry
 * @param timestamp JSON of the signed timestamp
 */
public record LegacySignature(
        byte[] payload,
        String signature,
        @Nullable String certificate,
        @Nullable String chain,
        @Nullable String logBundle,
        @Nullable String timestamp) {

    /** From the layer's content and annotations. */
    public static LegacySignature of(byte[] payload, Map<String, String> annotations) {
        return new LegacySignature(
                payload,
                annotations.getOrDefault(WireNames.SIGNATURE, ""),
                present(annotations, WireNames.CERTIFICATE),
                present(annotations, WireNames.CHAIN),
                present(annotations, WireNames.BUNDLE),
                present(annotations, WireNames.RFC3161_TIMESTAMP));
    }

    private static @Nullable String present(Map<String, String> annotations, String name) {
        String value = annotations.get(name);
        return value == null || value.isBlank() ? null : value;
    }
}
