package dev.enforce.cluster.simulated;

import java.util.List;
import java.util.Set;

/**
 * A kind of object.
 *
 * @param versions all that are served; the first is the one that objects are stored in
 */
record ResourceType(
        String group,
        List<String> versions,
        String plural,
        String kind,
        boolean namespaced,
        Set<String> subresources,
        List<String> shortNames) {

    ResourceType {
        versions = List.copyOf(versions);
        subresources = Set.copyOf(subresources);
        shortNames = List.copyOf(shortNames);
    }

    static ResourceType of(String group, String version, String plural, String kind, boolean namespaced) {
        return new ResourceType(group, List.of(version), plural, kind, namespaced, Set.of(), List.of());
    }

    ResourceType with(String... names) {
        return new ResourceType(group, versions, plural, kind, namespaced, Set.of(names), shortNames);
    }

    ResourceType shortNamed(String... names) {
        return new ResourceType(group, versions, plural, kind, namespaced, subresources, List.of(names));
    }

    String storageVersion() {
        return versions.getFirst();
    }

    String apiVersion(String version) {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** {@code deployments.apps}, as in the texts of an API server. */
    String qualified() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    boolean hasStatus() {
        return subresources.contains("status");
    }
}
