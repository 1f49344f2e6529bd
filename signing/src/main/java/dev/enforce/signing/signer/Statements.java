package dev.enforce.signing.signer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.signing.json.Json;
import dev.enforce.signing.signer.Signer.Target;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The texts that are signed. */
final class Statements {

    private Statements() {}

    /** The payload of a legacy signature. */
    static byte[] simpleSigning(Target target, Map<String, String> annotations) {
        ObjectNode payload = Json.object();
        ObjectNode critical = payload.putObject("critical");
        critical.putObject("identity").put("docker-reference", target.repository());
        critical.putObject("image")
                .put("docker-manifest-digest", target.digest().toString());
        critical.put("type", "cosign container image signature");
        if (annotations.isEmpty()) {
            payload.putNull("optional");
        } else {
            ObjectNode optional = payload.putObject("optional");
            annotations.forEach(optional::put);
        }
        return bytes(payload);
    }

    /** The in-toto statement that is a signature in bundle form. */
    static byte[] signature(Target target, Map<String, String> annotations) {
        ObjectNode statement = Json.object().put("_type", WireNames.STATEMENT_V1);
        ObjectNode subject = statement.putArray("subject").addObject();
        subject.putObject("digest").put("sha256", target.digest().hex());
        ObjectNode said = subject.putObject("annotations");
        annotations.forEach(said::put);
        statement.put("predicateType", WireNames.SIGN_PREDICATE);
        statement.putObject("predicate");
        return bytes(statement);
    }

    static byte[] attestation(String statementType, Target target, Attestation attestation) {
        ObjectNode statement = Json.object().put("_type", statementType);
        statement.put("predicateType", attestation.predicateType());
        ObjectNode subject = statement.putArray("subject").addObject();
        subject.put("name", target.repository());
        subject.putObject("digest").put("sha256", target.digest().hex());
        statement.set("predicate", attestation.predicate());
        return bytes(statement);
    }

    private static byte[] bytes(ObjectNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
