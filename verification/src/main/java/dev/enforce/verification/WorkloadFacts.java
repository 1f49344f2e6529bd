package dev.enforce.verification;

import java.util.Map;

/**
 * What policies may ask of the object that runs or wants to run an image.
 *
 * @param group API group; empty for the core group
 * @param version API version, for instance {@code v1}
 * @param resource plural resource name, for instance {@code pods}
 * @param kind kind, for instance {@code Pod}
 * @param namespace its namespace
 * @param labels labels of the object itself, not those of a Pod template in it
 */
public record WorkloadFacts(
        String group, String version, String resource, String kind, String namespace, Map<String, String> labels) {

    public WorkloadFacts {
        labels = Map.copyOf(labels);
    }
}
