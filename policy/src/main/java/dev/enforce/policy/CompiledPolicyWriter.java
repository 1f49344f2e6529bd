package dev.enforce.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.policy.CertificateIdentity.Exact;
import dev.enforce.policy.CertificateIdentity.RegExp;
import dev.enforce.policy.CertificateIdentity.TextMatch;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes the compiled form; its fields come in a fixed order. */
final class CompiledPolicyWriter {

    private CompiledPolicyWriter() {}

    static ObjectNode write(CompiledPolicy policy, boolean withVersion) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (withVersion) {
            json.put("uid", policy.uid());
            json.put("resourceVersion", policy.resourceVersion());
        }
        ArrayNode images = json.putArray("images");
        policy.images().forEach(image -> images.addObject().put("glob", image.glob()));
        ArrayNode authorities = json.putArray("authorities");
        policy.authorities().forEach(authority -> authority(authority, authorities.addObject()));
        if (policy.predicate() != null) {
            ObjectNode predicate = json.putObject("policy");
            predicate.put("name", "").put("predicateType", "");
            predicate(policy.predicate(), predicate);
        }
        json.put("mode", policy.mode().wireName());
        if (!policy.matches().isEmpty()) {
            ArrayNode matches = json.putArray("match");
            policy.matches().forEach(match -> match(match, matches.addObject()));
        }
        return json;
    }

    private static void authority(CompiledAuthority authority, ObjectNode json) {
        json.put("name", authority.name());
        switch (authority) {
            case KeyAuthority key ->
                json.putObject("key")
                        .put("data", String.join("", key.publicKeys()))
                        .put("hashAlgorithm", key.hash().wireName());
            case KeylessAuthority keyless -> keyless(keyless, json.putObject("keyless"));
            case NotationAuthority notation -> {
                ObjectNode object = json.putObject("notation");
                object.putArray("certs").add(notation.certificates());
                ArrayNode identities = object.putArray("trustedIdentities");
                notation.identities().forEach(identity -> identities.add(identity.written()));
                object.put("level", notation.level().wireName());
            }
            case StaticAuthority fixed -> {
                ObjectNode object =
                        json.putObject("static").put("action", fixed.action().wireName());
                putIfSet(object, "message", fixed.message());
            }
            case UnusableAuthority unusable -> {
                json.put("unusable", true);
                json.putObject("static")
                        .put("action", StaticAuthority.Action.FAIL.wireName())
                        .put("message", unusable.reason());
            }
        }
        options(authority.options(), json);
    }

    private static void keyless(KeylessAuthority keyless, ObjectNode json) {
        putIfSet(json, "url", keyless.url());
        ArrayNode identities = json.putArray("identities");
        for (CertificateIdentity identity : keyless.identities()) {
            ObjectNode object = identities.addObject();
            text("issuer", identity.issuer(), object);
            text("subject", identity.subject(), object);
        }
        if (keyless.caCert() != null) {
            json.putObject("ca-cert").put("data", keyless.caCert());
        }
        putIfSet(json, "trustRootRef", keyless.trustRootRef());
        if (keyless.insecureIgnoreSct()) {
            json.put("insecureIgnoreSCT", true);
        }
    }

    private static void text(String field, TextMatch match, ObjectNode json) {
        switch (match) {
            case Exact exact -> json.put(field, exact.written());
            case RegExp regExp -> json.put(field + "RegExp", regExp.written());
        }
    }

    private static void options(AuthorityOptions options, ObjectNode json) {
        if (!options.sources().isEmpty()) {
            ArrayNode sources = json.putArray("source");
            options.sources().forEach(source -> source(source, sources.addObject()));
        }
        TransparencyLogUse ctlog = options.transparencyLog();
        if (ctlog != null) {
            ObjectNode object = json.putObject("ctlog");
            putIfSet(object, "url", ctlog.url());
            putIfSet(object, "trustRootRef", ctlog.trustRootRef());
        }
        if (!options.attestations().isEmpty()) {
            ArrayNode attestations = json.putArray("attestations");
            options.attestations().forEach(wanted -> attestation(wanted, attestations.addObject()));
        }
        if (options.timestamp()) {
            putIfSet(json.putObject("rfc3161timestamp"), "trustRootRef", options.timestampTrustRootRef());
        }
        putIfSet(json, "signatureFormat", options.signatureFormat().wireName());
    }

    private static void source(SignatureSource source, ObjectNode json) {
        putIfSet(json, "oci", source.oci());
        if (!source.pullSecrets().isEmpty()) {
            ArrayNode secrets = json.putArray("signaturePullSecrets");
            source.pullSecrets().forEach(name -> secrets.addObject().put("name", name));
        }
        if (source.tagPrefix() != null) {
            json.put("tagPrefix", source.tagPrefix());
        }
    }

    private static void attestation(CompiledAttestation attestation, ObjectNode json) {
        json.put("name", attestation.name()).put("predicateType", attestation.writtenType());
        if (attestation.predicate() != null) {
            predicate(attestation.predicate(), json);
        }
    }

    private static void predicate(CompiledPredicate predicate, ObjectNode json) {
        json.put("type", predicate.type()).put("data", predicate.source());
        putIfTrue(json, "fetchConfigFile", predicate.fetchConfigFile());
        putIfTrue(json, "includeSpec", predicate.includeSpec());
        putIfTrue(json, "includeObjectMeta", predicate.includeObjectMeta());
        putIfTrue(json, "includeTypeMeta", predicate.includeTypeMeta());
    }

    private static void match(CompiledMatch match, ObjectNode json) {
        json.put("group", match.group()).put("version", match.version()).put("resource", match.resource());
        LabelSelector selector = match.selector();
        if (selector == null) {
            return;
        }
        ObjectNode object = json.putObject("selector");
        if (!selector.matchLabels().isEmpty()) {
            ObjectNode labels = object.putObject("matchLabels");
            new TreeMap<>(selector.matchLabels()).forEach(labels::put);
        }
        if (!selector.matchExpressions().isEmpty()) {
            ArrayNode expressions = object.putArray("matchExpressions");
            selector.matchExpressions().forEach(requirement -> requirement(requirement, expressions.addObject()));
        }
    }

    private static void requirement(LabelSelector.Requirement requirement, ObjectNode json) {
        json.put("key", requirement.key())
                .put("operator", requirement.operator().wireName());
        if (!requirement.values().isEmpty()) {
            ArrayNode values = json.putArray("values");
            requirement.values().forEach(values::add);
        }
    }

    private static void putIfSet(ObjectNode json, String field, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            json.put(field, value);
        }
    }

    private static void putIfTrue(ObjectNode json, String field, boolean value) {
        if (value) {
            json.put(field, true);
        }
    }
}
