package dev.enforce.signing.signer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.signing.SigningException;
import dev.enforce.signing.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** What is said about an image: a predicate of a type. */
public record Attestation(String predicateType, JsonNode predicate) {

    private static final String CUSTOM = "https://cosign.sigstore.dev/attestation/v1";

    /** The short names that cosign knows. */
    private static final Map<String, String> SHORT_NAMES = Map.ofEntries(
            Map.entry("custom", CUSTOM),
            Map.entry("vuln", "https://cosign.sigstore.dev/attestation/vuln/v1"),
            Map.entry("cyclonedx", "https://cyclonedx.org/bom"),
            Map.entry("spdx", "https://spdx.dev/Document"),
            Map.entry("spdxjson", "https://spdx.dev/Document"),
            Map.entry("slsaprovenance", "https://slsa.dev/provenance/v0.2"),
            Map.entry("slsaprovenance02", "https://slsa.dev/provenance/v0.2"),
            Map.entry("slsaprovenance1", "https://slsa.dev/provenance/v1"),
            Map.entry("link", "https://in-toto.io/Link/v1"),
            Map.entry("openvex", "https://openvex.dev/ns"));

    /**
     * @param type a predicate type or one of cosign's short names
     * @param predicate JSON; {@code spdx} and {@code custom} take any text
     * @param now what a custom predicate says about its age
     * @throws SigningException with {@code INVALID} if the predicate is not JSON where it must be
     */
    public static Attestation of(String type, byte[] predicate, Instant now) {
        String predicateType = SHORT_NAMES.getOrDefault(type, type);
        if (predicateType.equals(CUSTOM)) {
            ObjectNode wrapped = Json.object()
                    .put("Data", new String(predicate, StandardCharsets.UTF_8))
                    .put("Timestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
            return new Attestation(predicateType, wrapped);
        }
        if (type.equals("spdx")) {
            return new Attestation(
                    predicateType, Json.object().textNode(new String(predicate, StandardCharsets.UTF_8)));
        }
        return new Attestation(predicateType, Json.parseObject(predicate));
    }
}
