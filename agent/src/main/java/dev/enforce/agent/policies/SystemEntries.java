package dev.enforce.agent.policies;

import java.util.Map;
import java.util.Optional;

/** The Secrets, or the ConfigMaps, of the system namespace. */
@FunctionalInterface
interface SystemEntries {

    /** @param version changes whenever the data do */
    record Entries(String version, Map<String, byte[]> data) {
        public Entries {
            data = Map.copyOf(data);
        }

        /** Never the data. */
        @Override
        public String toString() {
            return "Entries[" + version + ", " + data.keySet() + "]";
        }
    }

    Optional<Entries> find(String name);
}
