package dev.enforce.sigstore.trust;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Results that depend on nothing but a trust root and the bytes of certificates: links between certificates, chains,
 * certificate timestamps. Bounded; the least recently used go first. What is computed twice at the same time is
 * computed twice, no lock is held meanwhile.
 */
final class TrustCache {

    private static final int MAX_ENTRIES = 2048;

    private final Map<Object, Object> entries = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.@Nullable Entry<Object, Object> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    <T> T get(Object key, Class<T> type, Supplier<T> compute) {
        synchronized (entries) {
            Object known = entries.get(key);
            if (known != null) {
                return type.cast(known);
            }
        }
        T computed = compute.get();
        synchronized (entries) {
            entries.put(key, computed);
        }
        return computed;
    }

    int size() {
        synchronized (entries) {
            return entries.size();
        }
    }
}
