package dev.enforce.agent.credentials;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Values that are fetched once, kept for a while, and fetched anew in the background while somebody asks for them, so
 * that a caller waits only for the first one. One fetch at a time for each key; the least recently used key goes first.
 */
final class RenewingCache<K, V> {

    private final Function<K, V> fetch;
    private final Predicate<V> isSettled;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final long freshNanos;
    private final long longestNanos;
    private final Map<K, Slot<V>> slots;

    private static final class Slot<V> {
        private @Nullable V value;
        private boolean isSettled;
        private long fetchedAt;
        private @Nullable CompletableFuture<V> running;
    }

    /**
     * @param fetch blocking
     * @param isSettled whether a value may be kept at all; another one is good for the calls that waited for it only
     * @param fresh until that age a value is used as it is, until twice that age while a new one is fetched
     * @param longest until that age a value is used when no new one can be had
     * @param capacity most keys
     */
    RenewingCache(
            Function<K, V> fetch,
            Predicate<V> isSettled,
            Executor executor,
            LongSupplier nanoTime,
            Duration fresh,
            Duration longest,
            int capacity) {
        this.fetch = fetch;
        this.isSettled = isSettled;
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.freshNanos = fresh.toNanos();
        this.longestNanos = longest.toNanos();
        this.slots = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Slot<V>> eldest) {
                return size() > capacity;
            }
        };
    }

    /** The value; waits for it only if there is none that may be used. */
    V get(K key) {
        CompletableFuture<V> awaited;
        synchronized (this) {
            Slot<V> slot = slots.computeIfAbsent(key, _ -> new Slot<>());
            long age = nanoTime.getAsLong() - slot.fetchedAt;
            V present = slot.isSettled ? slot.value : null;
            if (present != null && age <= freshNanos) {
                return present;
            }
            CompletableFuture<V> running = slot.running == null ? start(key, slot) : slot.running;
            if (present != null && age <= 2 * freshNanos) {
                return present;
            }
            awaited = running;
        }
        try {
            return awaited.join();
        } catch (CompletionException failure) {
            Optional<V> last = last(key);
            if (last.isPresent()) {
                return last.get();
            }
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    private synchronized Optional<V> last(K key) {
        Slot<V> slot = slots.get(key);
        return slot == null || slot.value == null || nanoTime.getAsLong() - slot.fetchedAt > longestNanos
                ? Optional.empty()
                : Optional.of(slot.value);
    }

    /** How many keys are held. */
    synchronized int size() {
        return slots.size();
    }

    private CompletableFuture<V> start(K key, Slot<V> slot) {
        CompletableFuture<V> result = new CompletableFuture<>();
        slot.running = result;
        executor.execute(() -> {
            try {
                V value = fetch.apply(key);
                synchronized (this) {
                    slot.value = value;
                    slot.isSettled = isSettled.test(value);
                    slot.fetchedAt = nanoTime.getAsLong();
                    slot.running = null;
                }
                result.complete(value);
            } catch (RuntimeException | Error failure) {
                synchronized (this) {
                    slot.running = null;
                }
                result.completeExceptionally(failure);
            }
        });
        return result;
    }
}
