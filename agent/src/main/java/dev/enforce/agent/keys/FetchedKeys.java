package dev.enforce.agent.keys;

import dev.enforce.kms.KeyProvider;
import dev.enforce.kms.KmsException;
import dev.enforce.kms.KmsReference;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Fetches keys in the background and again after a while, and tells when an answer changed.
 *
 * <p>A key counts until the service says something else about it. When a fetch fails, the answer is that failure: the
 * policy that names the key then stays in force as it was compiled last, and its status tells the cause.
 */
public final class FetchedKeys implements ManagedKeys {

    private static final int MAX_KEYS = 1_000;
    private static final int MAX_RUNNING = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final long FRESH_NANOS = Duration.ofMinutes(10).toNanos();
    private static final long RETRY_NANOS = Duration.ofSeconds(50).toNanos();

    private final KeyProvider provider;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final Runnable onChange;
    private final Semaphore running = new Semaphore(MAX_RUNNING);
    private final Map<String, Slot> slots = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Slot> eldest) {
            return size() > MAX_KEYS;
        }
    };

    private static final class Slot {
        private @Nullable Answer answer;
        private long answeredAt;
        private boolean fetching;
    }

    /**
     * @param executor runs blocking fetches; at most four at a time do something
     * @param onChange called after every changed answer; must return at once
     */
    public FetchedKeys(KeyProvider provider, Executor executor, LongSupplier nanoTime, Runnable onChange) {
        this.provider = provider;
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.onChange = onChange;
    }

    @Override
    public Answer find(String reference) {
        Slot slot;
        boolean start;
        Answer answer;
        synchronized (slots) {
            slot = slots.computeIfAbsent(reference, _ -> new Slot());
            start = !slot.fetching && isDue(slot);
            slot.fetching |= start;
            answer = slot.answer;
        }
        if (start) {
            executor.execute(() -> fetch(reference, slot));
        }
        return answer == null ? new Missing("is being fetched") : answer;
    }

    private boolean isDue(Slot slot) {
        long age = nanoTime.getAsLong() - slot.answeredAt;
        return switch (slot.answer) {
            case null -> true;
            case Known _ -> age >= FRESH_NANOS;
            case Missing _ -> age >= RETRY_NANOS;
        };
    }

    private void fetch(String reference, Slot slot) {
        running.acquireUninterruptibly();
        Answer answer;
        try {
            answer = new Known(provider.fetch(KmsReference.parse(reference), TIMEOUT));
        } catch (KmsException e) {
            answer = new Missing("cannot be fetched: " + e.getMessage());
        } catch (RuntimeException e) {
            answer = new Missing("cannot be fetched: " + e.getClass().getSimpleName());
        } finally {
            running.release();
        }
        boolean changed;
        synchronized (slots) {
            changed = !answer.equals(slot.answer);
            slot.answer = answer;
            slot.answeredAt = nanoTime.getAsLong();
            slot.fetching = false;
        }
        if (changed) {
            onChange.run();
        }
    }
}
