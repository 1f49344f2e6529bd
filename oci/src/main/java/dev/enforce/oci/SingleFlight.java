package dev.enforce.oci;

import dev.enforce.oci.RegistryException.Code;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets threads that ask for the same at the same time share one answer, or one failure. */
final class SingleFlight<K, V> {

    private final ConcurrentMap<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();

    /**
     * Does the work, or waits for the thread that is doing it. A leader that ran out of its own time does not
     * decide for others: one of them starts again.
     */
    V run(K key, String reference, Deadline deadline, Supplier<V> work) {
        while (true) {
            CompletableFuture<V> mine = new CompletableFuture<>();
            CompletableFuture<V> other = flights.putIfAbsent(key, mine);
            if (other == null) {
                return lead(key, mine, work);
            }
            try {
                return other.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw new RegistryException(
                        Code.TIMEOUT, reference, "no answer in time for " + reference + ", which is being read", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RegistryException(
                        Code.INTERRUPTED, reference, "interrupted while waiting for " + reference, e);
            } catch (ExecutionException e) {
                if (!isLeadersOwn(e.getCause()) || deadline.isExpired()) {
                    throw rethrown(e.getCause());
                }
            }
        }
    }

    private V lead(K key, CompletableFuture<V> mine, Supplier<V> work) {
        try {
            V value = work.get();
            flights.remove(key, mine);
            mine.complete(value);
            return value;
        } catch (RuntimeException | Error e) {
            flights.remove(key, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private static boolean isLeadersOwn(@Nullable Throwable cause) {
        return cause instanceof RegistryException e && (e.code() == Code.TIMEOUT || e.code() == Code.INTERRUPTED);
    }

    private static RuntimeException rethrown(@Nullable Throwable cause) {
        return switch (cause) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case null, default -> new IllegalStateException("work threw a checked exception", cause);
        };
    }
}
