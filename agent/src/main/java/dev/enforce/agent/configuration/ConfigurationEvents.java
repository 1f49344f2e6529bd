package dev.enforce.agent.configuration;

import dev.enforce.agent.telemetry.KubernetesEvents;
import dev.enforce.model.Digest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Tells on the ConfigMaps themselves, by Events, which of them cannot be used and which can again. Used by one thread,
 * of the replica that writes for all; one that begins to lead tells what is wrong then.
 */
public final class ConfigurationEvents {

    private final KubernetesEvents events;
    private final String namespace;
    private Map<String, String> told = Map.of();

    public ConfigurationEvents(KubernetesEvents events, String systemNamespace) {
        this.events = events;
        this.namespace = systemNamespace;
    }

    /**
     * Tells what is new.
     *
     * @param problems by the name of the ConfigMap
     * @param configMaps all of the system namespace
     */
    public void tell(Map<String, String> problems, Collection<ConfigMap> configMaps) {
        TreeSet<String> names = new TreeSet<>(told.keySet());
        names.addAll(problems.keySet());
        Map<String, String> before = told;
        told = new HashMap<>(problems);
        for (String name : names) {
            String problem = problems.get(name);
            if (problem == null) {
                tell(name, configMaps, false, "ConfigurationRestored", "can be used again");
            } else if (!problem.equals(before.get(name))) {
                tell(name, configMaps, true, "ConfigurationUnusable", problem + "; the last good value stays in force");
            }
        }
    }

    private void tell(String name, Collection<ConfigMap> configMaps, boolean isWarning, String reason, String message) {
        ObjectReference about = new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("ConfigMap")
                .withNamespace(namespace)
                .withName(name)
                .withUid(configMaps.stream()
                        .filter(map -> map.getMetadata().getName().equals(name))
                        .map(map -> map.getMetadata().getUid())
                        .findFirst()
                        .orElse(null))
                .build();
        String hash = Digest.sha256((reason + "\n" + message).getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, 16);
        events.write(events.event(name + "." + hash, about, isWarning, reason, message));
    }
}
