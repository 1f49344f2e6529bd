package dev.enforce.verification;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.model.Digest;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.CompiledPredicate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The object that runs an image as policies see it, in the form that the reference gives it: of workloads with a Pod
 * template only replicas, selector and template; {@code resources} in every container; no type for Pods. What changes
 * at every write is left out of the metadata.
 *
 * @param problem why the object could not be read; null when it was, or nobody asks
 * @param key equal for documents that are equal to all policies that were asked about
 */
record WorkloadDocument(
        @Nullable JsonNode spec,
        @Nullable JsonNode metadata,
        @Nullable ObjectNode type,
        @Nullable String problem,
        String key) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final WorkloadDocument NOT_READ = new WorkloadDocument(null, null, null, null, "");
    private static final Set<String> WITH_SELECTOR = Set.of("deployments", "replicasets", "statefulsets");
    private static final Set<String> WITH_TEMPLATE = Set.of("daemonsets", "jobs");
    private static final List<String> VOLATILE = List.of("managedFields", "resourceVersion", "generation");
    private static final List<String> CONTAINERS = List.of("initContainers", "containers", "ephemeralContainers");

    /** What these policies read of the object. */
    static WorkloadDocument of(WorkloadFacts facts, List<CompiledPolicy> policies) {
        boolean readsSpec = false;
        boolean readsMetadata = false;
        boolean readsType = false;
        for (CompiledPolicy policy : policies) {
            CompiledPredicate predicate = policy.predicate();
            if (predicate != null) {
                readsSpec |= predicate.includeSpec();
                readsMetadata |= predicate.includeObjectMeta();
                readsType |= predicate.includeTypeMeta();
            }
        }
        if (!readsSpec && !readsMetadata && !readsType) {
            return NOT_READ;
        }
        ObjectNode type = readsType ? type(facts) : null;
        if (!readsSpec && !readsMetadata) {
            return new WorkloadDocument(null, null, type, null, key(null, null, type));
        }
        return switch (facts.object().read()) {
            case WorkloadObject.Unread(String reason) -> unread(type, reason);
            case WorkloadObject.Read(byte[] specText, byte[] metadataText) -> {
                try {
                    JsonNode spec = readsSpec ? spec(facts, JSON.readTree(specText)) : null;
                    JsonNode metadata = readsMetadata ? metadata(JSON.readTree(metadataText)) : null;
                    yield new WorkloadDocument(spec, metadata, type, null, key(spec, metadata, type));
                } catch (IOException e) {
                    yield unread(type, "it is no JSON within the limits");
                }
            }
        };
    }

    private static WorkloadDocument unread(@Nullable ObjectNode type, String reason) {
        return new WorkloadDocument(
                null, null, type, "the object that runs the image cannot be read: " + reason, "unread");
    }

    private static @Nullable ObjectNode type(WorkloadFacts facts) {
        return facts.resource().equals("pods") && facts.group().isEmpty()
                ? null
                : JsonNodeFactory.instance
                        .objectNode()
                        .put("kind", facts.kind())
                        .put("apiVersion", facts.apiVersion());
    }

    private static @Nullable JsonNode spec(WorkloadFacts facts, JsonNode read) {
        if (!(read instanceof ObjectNode spec)) {
            return null;
        }
        if (WITH_SELECTOR.contains(facts.resource())) {
            spec.retain("replicas", "selector", "template");
        } else if (WITH_TEMPLATE.contains(facts.resource())) {
            spec.retain("template");
        }
        resources(spec);
        resources(spec.path("template").path("spec"));
        resources(spec.path("jobTemplate").path("spec").path("template").path("spec"));
        return spec;
    }

    private static void resources(JsonNode podSpec) {
        for (String field : CONTAINERS) {
            for (JsonNode container : podSpec.path(field)) {
                if (container instanceof ObjectNode object && !object.has("resources")) {
                    object.putObject("resources");
                }
            }
        }
    }

    private static @Nullable JsonNode metadata(JsonNode read) {
        if (!(read instanceof ObjectNode metadata)) {
            return null;
        }
        metadata.remove(VOLATILE);
        if (!metadata.has("creationTimestamp")) {
            metadata.putNull("creationTimestamp");
        }
        return metadata;
    }

    private static String key(@Nullable JsonNode spec, @Nullable JsonNode metadata, @Nullable ObjectNode type) {
        String text = spec + "\n" + metadata + "\n" + type;
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
