package dev.enforce.testing.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * What is known about an image in one case, and what the policy must say.
 *
 * @param resource the object that runs it; missing when that does not matter
 * @param config its configuration by platform; missing when that does not matter
 * @param input the document of the policy over all authorities instead of the one built here; mostly missing
 * @param message has to stand in what the policy says; empty when it may say what it likes
 */
record CatalogCase(
        String name,
        String image,
        JsonNode resource,
        JsonNode config,
        JsonNode input,
        List<Signer> signatures,
        List<SignedStatement> attestations,
        Expectation expect,
        String message) {

    private static final Set<String> FIELDS =
            Set.of("name", "image", "resource", "config", "input", "signatures", "attestations", "expect", "message");
    private static final String DEFAULT_IMAGE = "registry.example.com/app";

    enum Expectation {
        PASS,
        FAIL,
        WARN,
        UNCOVERED
    }

    /**
     * Who signed.
     *
     * @param key SHA-256 of the public key as {@code sha256:…}; empty for a certificate
     */
    record Signer(String issuer, String subject, String key) {

        static Signer of(JsonNode node) {
            return new Signer(
                    node.path("issuer").asText(""),
                    node.path("subject").asText(""),
                    node.path("key").asText(""));
        }
    }

    record SignedStatement(Signer signer, String predicateType, JsonNode predicate) {}

    static CatalogCase of(JsonNode node, Function<String, JsonNode> samples) {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String field = names.next();
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException("a case has no field " + field);
            }
        }
        List<Signer> signatures = new ArrayList<>();
        node.path("signatures").forEach(signature -> signatures.add(Signer.of(signature)));
        List<SignedStatement> attestations = new ArrayList<>();
        node.path("attestations").forEach(attestation -> attestations.add(statement(attestation, samples)));
        return new CatalogCase(
                node.path("name").asText(""),
                node.path("image").asText(DEFAULT_IMAGE),
                present(node.path("resource")),
                present(node.path("config")),
                present(node.path("input")),
                signatures,
                attestations,
                Expectation.valueOf(node.path("expect").asText("").toUpperCase(Locale.ROOT)),
                node.path("message").asText(""));
    }

    private static JsonNode present(JsonNode node) {
        return node.isNull() ? MissingNode.getInstance() : node;
    }

    private static SignedStatement statement(JsonNode node, Function<String, JsonNode> samples) {
        JsonNode predicate = node.has("predicateFile")
                ? samples.apply(node.path("predicateFile").asText())
                : node.path("predicate");
        return new SignedStatement(
                Signer.of(node.path("signedBy")),
                node.path("predicateType").asText(),
                node.path("wrapped").asBoolean(false) ? wrapped(predicate) : predicate);
    }

    /** As cosign 1 wrote predicates. */
    private static ObjectNode wrapped(JsonNode predicate) {
        ObjectNode wrapped = JsonNodeFactory.instance.objectNode();
        wrapped.set("Data", predicate);
        wrapped.put("Timestamp", "2023-08-01T10:00:00Z");
        return wrapped;
    }
}
