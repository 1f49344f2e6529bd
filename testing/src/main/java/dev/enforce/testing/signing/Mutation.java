package dev.enforce.testing.signing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A defect put into a genuine keyless signature that must be logged; none of the results may be accepted. */
public enum Mutation {
    /** Another signed text under the same signature. */
    SWAPPED_PAYLOAD,
    /** One bit of the signature is another. */
    FLIPPED_SIGNATURE,
    /** The signature is empty. */
    EMPTY_SIGNATURE,
    /** The certificate is gone, so that nothing says who signed. */
    STRIPPED_CERTIFICATE,
    /** Neither log entry nor timestamp is left. */
    STRIPPED_EVIDENCE,
    /** The log entry says another time. */
    SHIFTED_TIME,
    /** The log entry names a log that nobody knows. */
    UNKNOWN_LOG;

    private static final String SIGNATURE = "dev.cosignproject.cosign/signature";
    private static final String CERTIFICATE = "dev.sigstore.cosign/certificate";
    private static final String LOG_BUNDLE = "dev.sigstore.cosign/bundle";
    private static final String TIMESTAMP = "dev.sigstore.cosign/rfc3161timestamp";

    /** A legacy signature layer: its annotations and its blob. */
    public record Legacy(ObjectNode annotations, byte[] payload) {}

    /** Mutates one layer of a {@code .sig} manifest. */
    public Legacy apply(Legacy genuine) {
        ObjectNode annotations = genuine.annotations().deepCopy();
        byte[] payload = genuine.payload();
        switch (this) {
            case SWAPPED_PAYLOAD -> payload = swap(payload);
            case FLIPPED_SIGNATURE ->
                annotations.put(SIGNATURE, flip(annotations.path(SIGNATURE).asText()));
            case EMPTY_SIGNATURE -> annotations.put(SIGNATURE, "");
            case STRIPPED_CERTIFICATE -> annotations.remove(CERTIFICATE);
            case STRIPPED_EVIDENCE -> {
                annotations.remove(LOG_BUNDLE);
                annotations.remove(TIMESTAMP);
            }
            case SHIFTED_TIME, UNKNOWN_LOG -> {
                annotations.remove(TIMESTAMP);
                annotations.put(LOG_BUNDLE, edited(annotations.path(LOG_BUNDLE).asText()));
            }
        }
        return new Legacy(annotations, payload);
    }

    /** Mutates a sigstore bundle. */
    public ObjectNode apply(ObjectNode genuine) {
        ObjectNode bundle = genuine.deepCopy();
        ObjectNode material = (ObjectNode) bundle.path("verificationMaterial");
        ObjectNode envelope = (ObjectNode) bundle.path("dsseEnvelope");
        ObjectNode signature = (ObjectNode) envelope.path("signatures").path(0);
        switch (this) {
            case SWAPPED_PAYLOAD -> {
                byte[] payload =
                        Base64.getDecoder().decode(envelope.path("payload").asText());
                envelope.put("payload", Base64.getEncoder().encodeToString(swap(payload)));
            }
            case FLIPPED_SIGNATURE ->
                signature.put("sig", flip(signature.path("sig").asText()));
            case EMPTY_SIGNATURE -> signature.put("sig", "");
            case STRIPPED_CERTIFICATE -> {
                material.remove("certificate");
                material.remove("publicKey");
            }
            case STRIPPED_EVIDENCE -> {
                material.remove("tlogEntries");
                material.remove("timestampVerificationData");
            }
            case SHIFTED_TIME, UNKNOWN_LOG -> {
                material.remove("timestampVerificationData");
                for (JsonNode entry : material.withArray("tlogEntries")) {
                    edit((ObjectNode) entry);
                }
            }
        }
        return bundle;
    }

    private String edited(String annotation) {
        ObjectNode bundle = (ObjectNode) FixtureRegistry.parse(annotation.getBytes(StandardCharsets.UTF_8));
        ObjectNode entry = (ObjectNode) bundle.path("Payload");
        if (this == SHIFTED_TIME) {
            entry.put("integratedTime", entry.path("integratedTime").asLong() + 1);
        } else {
            entry.put("logID", "00".repeat(32));
        }
        return bundle.toString();
    }

    private void edit(ObjectNode entry) {
        if (this == SHIFTED_TIME) {
            entry.put(
                    "integratedTime", Long.toString(entry.path("integratedTime").asLong() + 1));
        } else {
            entry.putObject("logId").put("keyId", Base64.getEncoder().encodeToString(new byte[32]));
        }
    }

    /** The same length, another meaning: the letter case of one type name. */
    private static byte[] swap(byte[] payload) {
        byte[] other = payload.clone();
        for (int i = 0; i < other.length; i++) {
            if (other[i] == 'p' || other[i] == 't') {
                other[i] = (byte) Character.toUpperCase(other[i]);
                return other;
            }
        }
        throw new IllegalArgumentException("the payload has no letter to change");
    }

    private static String flip(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        bytes[bytes.length - 1] ^= 1;
        return Base64.getEncoder().encodeToString(bytes);
    }
}
