package dev.enforce.agent.policies;

import dev.enforce.agent.keys.ManagedKeys;
import dev.enforce.policy.Reference;
import dev.enforce.policy.ReferenceResolver;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What references in policies point to at this moment.
 *
 * @param secrets of the system namespace
 * @param configMaps of the system namespace
 * @param keys of key-management services
 * @param remotes web servers
 */
record PolicyReferences(SystemEntries secrets, SystemEntries configMaps, ManagedKeys keys, RemoteTexts remotes) {

    private static final String ABSENT = "";

    /** Resolves a reference and notes the version of what was found. */
    ReferenceResolver.Resolution resolve(Reference reference, Map<Reference, String> used) {
        return switch (reference) {
            case Reference.Secret(String name) -> found(reference, secrets.find(name), used);
            case Reference.ConfigMap(String name) -> found(reference, configMaps.find(name), used);
            case Reference.ManagedKey(String name) -> {
                used.put(reference, keys.find(name).toString());
                yield switch (keys.find(name)) {
                    case ManagedKeys.Known(var pem) ->
                        new ReferenceResolver.Found(Map.of("key", pem.getBytes(StandardCharsets.UTF_8)));
                    case ManagedKeys.Missing(var reason) -> new ReferenceResolver.Missing(reason);
                };
            }
            case Reference.Remote remote -> {
                ReferenceResolver.Resolution resolution = remotes.read(remote);
                boolean isRead = resolution instanceof ReferenceResolver.Found;
                used.put(reference, isRead ? remote.sha256() : ABSENT);
                yield resolution;
            }
        };
    }

    /** The versions of all that these point to now; a text on a web server that is missing is due again in time. */
    Map<Reference, String> versions(Set<Reference> references) {
        Map<Reference, String> versions = new LinkedHashMap<>();
        references.forEach(reference -> versions.put(reference, version(reference)));
        return versions;
    }

    private String version(Reference reference) {
        return switch (reference) {
            case Reference.Secret(String name) ->
                secrets.find(name).map(SystemEntries.Entries::version).orElse(ABSENT);
            case Reference.ConfigMap(String name) ->
                configMaps.find(name).map(SystemEntries.Entries::version).orElse(ABSENT);
            case Reference.ManagedKey(String name) -> keys.find(name).toString();
            case Reference.Remote remote ->
                remotes.isDue(remote) ? "due" : remotes.isKnown(remote) ? remote.sha256() : ABSENT;
        };
    }

    private static ReferenceResolver.Resolution found(
            Reference reference, Optional<SystemEntries.Entries> entries, Map<Reference, String> used) {
        used.put(reference, entries.map(SystemEntries.Entries::version).orElse(ABSENT));
        return entries.<ReferenceResolver.Resolution>map(found -> new ReferenceResolver.Found(found.data()))
                .orElseGet(() -> new ReferenceResolver.Missing("not found"));
    }
}
