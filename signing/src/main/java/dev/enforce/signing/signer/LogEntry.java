package dev.enforce.signing.signer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.signing.SigningException;
import dev.enforce.signing.json.Json;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A signature's place in a log.
 *
 * @param forBundle a transparency log entry as sigstore bundles hold it
 * @param forAnnotation the bundle annotation of cosign's legacy layout; only logs of API version 1 can be
 *     written so
 */
public record LogEntry(long index, ObjectNode forBundle, Optional<ObjectNode> forAnnotation) {

    static LogEntry ofVersion1(String kind, JsonNode answer) {
        long index = answer.path("logIndex").asLong(-1);
        long time = answer.path("integratedTime").asLong(-1);
        if (index < 0 || time < 0) {
            throw SigningException.invalid("logIndex and integratedTime must be numbers");
        }
        String promise = Json.text(answer, "verification.signedEntryTimestamp");
        String body = Json.text(answer, "body");
        String logId = Json.text(answer, "logID");
        ObjectNode annotation = Json.object().put("SignedEntryTimestamp", promise);
        annotation
                .putObject("Payload")
                .put("body", body)
                .put("integratedTime", time)
                .put("logIndex", index)
                .put("logID", logId);
        ObjectNode bundle = Json.object().put("logIndex", Long.toString(index));
        bundle.putObject("logId").put("keyId", base64OfHex(logId));
        bundle.putObject("kindVersion").put("kind", kind).put("version", "0.0.1");
        bundle.put("integratedTime", Long.toString(time));
        bundle.putObject("inclusionPromise").put("signedEntryTimestamp", promise);
        copyProof(Json.at(answer, "verification.inclusionProof"), bundle.putObject("inclusionProof"));
        bundle.put("canonicalizedBody", body);
        return new LogEntry(index, bundle, Optional.of(annotation));
    }

    static LogEntry ofVersion2(ObjectNode answer) {
        return new LogEntry(answer.path("logIndex").asLong(0), answer, Optional.empty());
    }

    private static void copyProof(JsonNode answer, ObjectNode proof) {
        proof.put("logIndex", Long.toString(answer.path("logIndex").asLong()));
        proof.put("rootHash", base64OfHex(Json.text(answer, "rootHash")));
        proof.put("treeSize", Long.toString(answer.path("treeSize").asLong()));
        ArrayNode hashes = proof.putArray("hashes");
        answer.path("hashes").forEach(hash -> hashes.add(base64OfHex(hash.asText())));
        proof.putObject("checkpoint").put("envelope", Json.text(answer, "checkpoint"));
    }

    private static String base64OfHex(String hex) {
        try {
            return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            throw SigningException.invalid("a hash is not hexadecimal", e);
        }
    }
}
