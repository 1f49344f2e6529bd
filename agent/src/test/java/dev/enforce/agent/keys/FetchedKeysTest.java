package dev.enforce.agent.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.kms.KeyProvider;
import dev.enforce.kms.KmsException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FetchedKeysTest {

    private static final String KEY = "hashivault://release";

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicReference<KeyProvider> service = new AtomicReference<>((_, _) -> "one");
    private final FetchedKeys keys = new FetchedKeys(
            (reference, timeout) -> service.get().fetch(reference, timeout),
            tasks::add,
            nanos::get,
            changes::incrementAndGet);

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void fetchesInTheBackgroundAndTellsWhenItKnows() {
        assertThat(keys.find(KEY)).isEqualTo(new ManagedKeys.Missing("is being fetched"));
        assertThat(keys.find(KEY)).isInstanceOf(ManagedKeys.Missing.class);
        assertThat(tasks).hasSize(1);
        runAll();
        assertThat(changes).hasValue(1);
        assertThat(keys.find(KEY)).isEqualTo(new ManagedKeys.Known("one"));
        assertThat(tasks).isEmpty();
    }

    @Test
    void fetchesAgainAfterAWhileAndTellsOnlyChanges() {
        keys.find(KEY);
        runAll();
        pass(Duration.ofMinutes(10));
        keys.find(KEY);
        runAll();
        assertThat(changes).hasValue(1);
        service.set((_, _) -> "two");
        pass(Duration.ofMinutes(10));
        assertThat(keys.find(KEY)).isEqualTo(new ManagedKeys.Known("one"));
        runAll();
        assertThat(changes).hasValue(2);
        assertThat(keys.find(KEY)).isEqualTo(new ManagedKeys.Known("two"));
    }

    @Test
    void tellsWhyAKeyCannotBeHadAndTriesAgainSoon() {
        service.set((_, _) -> {
            throw new KmsException(KmsException.Code.DENIED, "it was refused");
        });
        keys.find(KEY);
        runAll();
        assertThat(keys.find(KEY)).isEqualTo(new ManagedKeys.Missing("cannot be fetched: it was refused"));
        assertThat(tasks).isEmpty();
        service.set((_, _) -> "one");
        pass(Duration.ofMinutes(1));
        keys.find(KEY);
        runAll();
        assertThat(keys.find(KEY)).isEqualTo(new ManagedKeys.Known("one"));
    }

    @Test
    void refusesReferencesThatAreNone() {
        keys.find("hashivault://a/b");
        runAll();
        assertThat(keys.find("hashivault://a/b"))
                .isEqualTo(new ManagedKeys.Missing("cannot be fetched: hashivault://KEY is wanted"));
    }
}
