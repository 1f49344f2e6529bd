package dev.enforce.oci;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** What is remembered of each registry, so that it need not be found out again; bounded, least used first out. */
final class RegistryMemory {

    private static final int MAX_REGISTRIES = 1_000;

    /** How a registry wants its clients to show who they are. */
    sealed interface Scheme {
        record Basic() implements Scheme {}

        /** @param service empty if the registry names none */
        record Bearer(String realm, String service) implements Scheme {}
    }

    /** One registry. Fields are volatile: each is a hint on its own, the last writer wins. */
    static final class Known {
        final Semaphore permits;
        volatile @Nullable Scheme scheme;
        volatile @Nullable Instant withoutReferrersUntil;

        Known(int requests) {
            permits = new Semaphore(requests, true);
        }
    }

    private final int requestsPerRegistry;
    /** Guarded by {@code this}. */
    private final Map<String, Known> registries = new LinkedHashMap<>(64, 0.75f, true);

    RegistryMemory(int requestsPerRegistry) {
        this.requestsPerRegistry = requestsPerRegistry;
    }

    synchronized Known of(String registry) {
        Known known = registries.computeIfAbsent(registry, _ -> new Known(requestsPerRegistry));
        if (registries.size() > MAX_REGISTRIES) {
            registries.remove(registries.keySet().iterator().next());
        }
        return known;
    }
}
