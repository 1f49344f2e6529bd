package dev.enforce.cli.verify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.cli.verify.Explanation.AuthorityPart;
import dev.enforce.cli.verify.Explanation.PolicyPart;
import dev.enforce.verification.VerifiedEvidence;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes an explanation for programs. Fields are only ever added; what is not known is null. */
final class ExplanationJson {

    private ExplanationJson() {}

    static String write(Explanation explanation, int exitCode, List<String> warnings) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("result", explanation.result().wireName());
        json.put("exitCode", exitCode);
        json.put("requested", explanation.requested());
        json.put("image", explanation.image().name());
        json.put("digest", explanation.image().digest().toString());
        ArrayNode policies = json.putArray("policies");
        explanation.policies().forEach(policy -> policy(policy, policies.addObject()));
        texts(json.putArray("warnings"), warnings);
        ObjectNode basis = json.putObject("basis");
        basis.put("policies", explanation.basis().policies());
        basis.put("trustRoots", explanation.basis().trustRoots());
        basis.put("evidence", text(explanation.basis().evidence()));
        basis.put("validUntil", text(explanation.basis().validUntil()));
        return json.toPrettyString();
    }

    /** For a question that did not even get to the policies. */
    static String error(String requested, String message, int exitCode) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("result", Explanation.Result.UNDECIDED.wireName());
        json.put("exitCode", exitCode);
        json.put("requested", requested);
        json.put("error", message);
        return json.toPrettyString();
    }

    private static void policy(PolicyPart policy, ObjectNode json) {
        json.put("name", policy.name());
        json.put("mode", policy.warnOnly() ? "warn" : "enforce");
        json.put("result", policy.standing().wireName());
        json.put("globMatches", policy.globMatches());
        texts(json.putArray("globs"), policy.globs());
        texts(json.putArray("reasons"), policy.reasons());
        ArrayNode authorities = json.putArray("authorities");
        policy.authorities().forEach(authority -> authority(authority, authorities.addObject()));
    }

    private static void authority(AuthorityPart authority, ObjectNode json) {
        json.put("name", authority.name());
        json.put("kind", authority.kind());
        json.put("met", authority.met());
        texts(json.putArray("wanted"), authority.wanted());
        texts(json.putArray("conditions"), authority.conditions());
        texts(json.putArray("reasons"), authority.reasons());
        ArrayNode signatures = json.putArray("signatures");
        authority.signatures().forEach(piece -> evidence(piece, signatures.addObject()));
        ArrayNode attestations = json.putArray("attestations");
        new TreeMap<>(authority.attestations())
                .forEach((name, pieces) -> pieces.forEach(piece -> {
                    ObjectNode object = attestations.addObject().put("name", name);
                    object.put("predicateType", piece.predicateType());
                    evidence(piece, object);
                }));
    }

    private static void evidence(VerifiedEvidence piece, ObjectNode json) {
        json.put("id", piece.id());
        json.put("digest", piece.digest().toString());
        json.put("manifest", piece.manifest().toString());
        json.put("issuer", piece.issuer());
        texts(json.putArray("subjects"), piece.subjects());
        ObjectNode certificate = json.putObject("certificate");
        new TreeMap<>(piece.certificate()).forEach(certificate::put);
        json.put("logIndex", piece.logIndex());
        json.put("signedAt", text(piece.signedAt()));
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
