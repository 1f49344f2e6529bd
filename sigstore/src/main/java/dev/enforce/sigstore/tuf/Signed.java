package dev.enforce.sigstore.tuf;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** A metadata file as it came: its body, and who says that it is theirs. Nothing in it is trusted before it is verified. */
record Signed(JsonNode body, List<RoleSignature> signatures, byte[] bytes) {

    /** One line of {@code signatures}. */
    record RoleSignature(String keyId, byte[] value) {}

    private static final int MAX_SIGNATURES = 64;
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(40)
                            .maxStringLength(1 << 20)
                            .maxNumberLength(20)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    static Signed parse(String role, byte[] bytes) {
        JsonNode tree;
        try {
            tree = JSON.readTree(bytes);
        } catch (IOException e) {
            throw new TufException(TufException.Code.MALFORMED, role + " metadata is not JSON: " + shortened(e), e);
        }
        JsonNode body = tree.path("signed");
        if (!body.isObject() || !body.path("_type").asText().equals(role)) {
            throw new TufException(TufException.Code.MALFORMED, "not " + role + " metadata");
        }
        if (!body.path("spec_version").asText().startsWith("1.")) {
            throw new TufException(
                    TufException.Code.UNSUPPORTED,
                    "TUF specification version " + body.path("spec_version").asText());
        }
        return new Signed(body, signatures(role, tree.path("signatures")), bytes);
    }

    private static List<RoleSignature> signatures(String role, JsonNode nodes) {
        if (!nodes.isArray() || nodes.size() > MAX_SIGNATURES) {
            throw new TufException(TufException.Code.MALFORMED, role + " metadata without a list of signatures");
        }
        List<RoleSignature> signatures = new ArrayList<>();
        for (JsonNode node : nodes) {
            try {
                byte[] value = HexFormat.of().parseHex(node.path("sig").asText());
                signatures.add(new RoleSignature(node.path("keyid").asText(), value));
            } catch (IllegalArgumentException e) {
                throw new TufException(TufException.Code.MALFORMED, role + " signature is not hexadecimal", e);
            }
        }
        return signatures;
    }

    /** @throws TufException with {@link TufException.Code#THRESHOLD} */
    void requireThreshold(String name, Role role) {
        byte[] message = CanonicalForm.of(body);
        Set<Object> counted = new HashSet<>();
        for (RoleSignature signature : signatures) {
            TufKey key = role.keys().get(signature.keyId());
            if (key != null && key.verifies(message, signature.value())) {
                counted.add(key.key());
            }
        }
        if (counted.size() < role.threshold()) {
            throw new TufException(
                    TufException.Code.THRESHOLD,
                    name + " metadata has " + counted.size() + " valid signatures, " + role.threshold()
                            + " are needed");
        }
    }

    long version() {
        JsonNode version = body.path("version");
        if (!version.canConvertToLong() || version.longValue() < 1) {
            throw new TufException(TufException.Code.MALFORMED, "metadata without a version");
        }
        return version.longValue();
    }

    Instant expires() {
        try {
            return Instant.parse(body.path("expires").asText());
        } catch (DateTimeParseException e) {
            throw new TufException(TufException.Code.MALFORMED, "metadata without an expiry", e);
        }
    }

    private static String shortened(IOException e) {
        String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return line.substring(0, Math.min(200, line.length()));
    }
}
