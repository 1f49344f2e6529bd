package dev.enforce.policy;

import java.util.Map;

/** The parts of a Kubernetes object's metadata that policies use; absent texts are empty. */
public record ObjectMetadata(
        String name,
        String uid,
        String resourceVersion,
        long generation,
        Map<String, String> labels,
        Map<String, String> annotations) {

    public ObjectMetadata {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** Metadata of an object that no API server has seen yet. */
    public static ObjectMetadata named(String name) {
        return new ObjectMetadata(name, "", "", 0, Map.of(), Map.of());
    }
}
