package dev.enforce.policy;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which objects a policy speaks of.
 *
 * @param version exact, or {@code *}
 * @param resource plural, exact: an empty one matches nothing
 * @param selector over the object's own labels; null selects all
 */
public record CompiledMatch(
        String group,
        String version,
        String resource,
        @Nullable LabelSelector selector) {

    /** Whether an object of this kind with these labels is meant. */
    public boolean matches(WorkloadKind kind, Map<String, String> labels) {
        return matches(kind.group(), kind.version(), kind.resource(), labels);
    }

    /** Whether an object of this kind with these labels is meant. */
    public boolean matches(String group, String version, String resource, Map<String, String> labels) {
        return this.resource.equals(resource)
                && this.group.equals(group)
                && (this.version.equals("*") || this.version.equals(version))
                && (selector == null || selector.matches(labels));
    }
}
