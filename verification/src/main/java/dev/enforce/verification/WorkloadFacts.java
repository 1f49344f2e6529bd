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
 * @param object the object itself
 */
public record WorkloadFacts(
        String group,
        String version,
        String resource,
        String kind,
        String namespace,
        Map<String, String> labels,
        WorkloadObject object) {

    public WorkloadFacts {
        labels = Map.copyOf(labels);
    }

    /** Facts of an object whose specification nobody here can read. */
    public WorkloadFacts(
            String group, String version, String resource, String kind, String namespace, Map<String, String> labels) {
        this(group, version, resource, kind, namespace, labels, WorkloadObject.UNKNOWN);
    }

    /** The same with the object itself. */
    public WorkloadFacts with(WorkloadObject read) {
        return new WorkloadFacts(group, version, resource, kind, namespace, labels, read);
    }

    /** Group and version as objects write them, for instance {@code apps/v1}. */
    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
