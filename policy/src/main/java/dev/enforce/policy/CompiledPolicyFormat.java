package dev.enforce.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.model.Digest;
import dev.enforce.policy.Compilation.NotCompiled;
import dev.enforce.policy.PolicyDiagnostic.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** The compiled form as it stands in the ConfigMap of image policies: one JSON text for each policy's name. */
public final class CompiledPolicyFormat {

    private static final PolicySettings STORED =
            new PolicySettings(WireNames.SYSTEM_NAMESPACE, false, Set.of(ApiVersion.values()));

    private CompiledPolicyFormat() {}

    /** The JSON text of one policy. */
    public static String write(CompiledPolicy policy) {
        return CompiledPolicyWriter.write(policy, true).toString();
    }

    /** Whether a key of the ConfigMap is documentation and no policy. */
    public static boolean isExample(String key) {
        return key.equals(WireNames.EXAMPLE_KEY);
    }

    /**
     * Reads one entry, JSON or YAML, also one that policy-controller wrote. Predicate policies are kept: see
     * {@link CompiledPolicy#hasPredicates}. The form of a policy that cannot be used, which other programs read as a
     * refusal, is never taken for a policy.
     */
    public static Compilation read(String name, String text) {
        List<DocumentTree> trees;
        try {
            trees = text.length() > PolicyDocuments.MAX_BYTES ? List.of() : trees(text);
        } catch (DocumentException e) {
            return new NotCompiled(List.of(e.diagnostic(0)));
        }
        if (trees.size() != 1) {
            return new NotCompiled(List.of(PolicyDiagnostic.error(
                    "configmap " + WireNames.IMAGE_POLICIES_CONFIG_MAP + " entry \"" + name + "\" has no data",
                    "",
                    "")));
        }
        FieldErrors errors = new FieldErrors();
        ObjectNode resource = resource(name, trees.getFirst().root());
        ClusterImagePolicy policy = ClusterImagePolicyDecoder.decode(resource, ApiVersion.V1ALPHA1, errors);
        ClusterImagePolicyValidation.validate(policy, STORED, errors);
        List<PolicyDiagnostic> diagnostics = errors.normalised(new Places());
        return PolicyDiagnostic.anyError(diagnostics)
                ? new NotCompiled(diagnostics)
                : PolicyCompiler.assemble(
                        ClusterImagePolicyDefaults.defaulted(policy),
                        ReferenceResolver.NONE,
                        diagnostics.stream()
                                .filter(d -> d.level() == Level.WARNING)
                                .toList());
    }

    /** The same policy with the hash of its content. */
    static CompiledPolicy withContentHash(CompiledPolicy policy) {
        ObjectNode content = CompiledPolicyWriter.write(policy, false);
        content.put("name", policy.name());
        return new CompiledPolicy(
                policy.name(),
                policy.uid(),
                policy.resourceVersion(),
                policy.mode(),
                policy.images(),
                policy.matches(),
                policy.authorities(),
                policy.predicate(),
                Digest.sha256(content.toString().getBytes(StandardCharsets.UTF_8))
                        .hex());
    }

    private static List<DocumentTree> trees(String text) {
        return text.stripLeading().startsWith("{") ? JsonTrees.read(text) : YamlTrees.read(text, 0);
    }

    /** Gives an entry the shape of the resource that it was made from. */
    private static ObjectNode resource(String name, ObjectNode entry) {
        ObjectNode spec = entry.deepCopy();
        ObjectNode resource = spec.objectNode();
        ObjectNode metadata = resource.putObject("metadata");
        metadata.put("name", name);
        for (String field : List.of("uid", "resourceVersion")) {
            JsonNode value = spec.remove(field);
            if (value != null) {
                metadata.set(field, value);
            }
        }
        for (JsonNode authority : spec.path("authorities")) {
            for (JsonNode attestation : authority.path("attestations")) {
                if (attestation instanceof ObjectNode object) {
                    unflatten(object);
                }
            }
        }
        if (spec.get("policy") instanceof ObjectNode policy) {
            policy.remove(List.of("name", "predicateType"));
        }
        resource.set("spec", spec);
        return resource;
    }

    private static void unflatten(ObjectNode attestation) {
        ObjectNode policy = attestation.objectNode();
        for (String field : List.of("type", "data")) {
            JsonNode value = attestation.remove(field);
            if (value != null && !ClusterImagePolicyDefaults.isBlank(value)) {
                policy.set(field, value);
            }
        }
        for (String flag : List.of("fetchConfigFile", "includeSpec", "includeObjectMeta", "includeTypeMeta")) {
            attestation.remove(flag);
        }
        if (!policy.isEmpty()) {
            attestation.set("policy", policy);
        }
    }
}
