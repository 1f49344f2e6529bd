package dev.enforce.verification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The document that the policy over all matches sees. Equal inputs make equal bytes. */
final class MatchDocument {

    private static final Map<String, String> WORKFLOW = new TreeMap<>(Map.of(
            "githubWorkflowTrigger", "githubWorkflowTrigger",
            "githubWorkflowSha", "githubWorkflowSHA",
            "githubWorkflowName", "githubWorkflowName",
            "githubWorkflowRepo", "githubWorkflowRepository",
            "githubWorkflowRef", "githubWorkflowRef"));

    private final ObjectNode root = JsonNodeFactory.instance.objectNode();

    /** @param matches authorities that were met, and no others */
    MatchDocument(List<AuthorityMatch> matches) {
        ObjectNode authorities = root.putObject("authorityMatches");
        for (AuthorityMatch match : matches) {
            authority(match, authorities.putObject(match.authority()));
        }
    }

    /** Adds a part, unless there is nothing of it. */
    MatchDocument with(String field, @Nullable JsonNode part) {
        if (part != null) {
            root.set(field, part);
        }
        return this;
    }

    MatchDocument withConfigs(Map<String, JsonNode> byPlatform) {
        ObjectNode configs = root.putObject("config");
        byPlatform.forEach(configs::set);
        return this;
    }

    byte[] bytes() {
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void authority(AuthorityMatch match, ObjectNode json) {
        if (match.isStatic()) {
            json.put("static", true);
        }
        if (!match.signatures().isEmpty()) {
            ArrayNode list = json.putArray("signatures");
            match.signatures().forEach(piece -> signature(piece, list.addObject()));
        }
        if (!match.attestations().isEmpty()) {
            ObjectNode byName = json.putObject("attestations");
            new TreeMap<>(match.attestations()).forEach((name, pieces) -> {
                ArrayNode list = byName.putArray(name);
                pieces.forEach(piece -> attestation(piece, list.addObject()));
            });
        }
    }

    private static void attestation(VerifiedEvidence piece, ObjectNode json) {
        signature(piece, json);
        putIfSet(json, "predicateType", piece.predicateType());
        json.put("digest", piece.digest().toString());
    }

    private static void signature(VerifiedEvidence piece, ObjectNode json) {
        json.put("id", piece.id());
        putIfSet(
                json,
                "subject",
                piece.subjects().isEmpty() ? "" : piece.subjects().getFirst());
        putIfSet(json, "issuer", piece.issuer());
        WORKFLOW.forEach(
                (field, fact) -> putIfSet(json, field, piece.certificate().getOrDefault(fact, "")));
    }

    private static void putIfSet(ObjectNode json, String field, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            json.put(field, value);
        }
    }
}
