package dev.enforce.agent.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RenewingCacheTest {

    private final AtomicLong now = new AtomicLong(1);
    private final AtomicInteger fetched = new AtomicInteger();
    private final Deque<Runnable> background = new ArrayDeque<>();
    private boolean inBackground;
    private boolean broken;
    private boolean absent;

    private final RenewingCache<String, Optional<String>> cache = new RenewingCache<>(
            this::fetch,
            Optional::isPresent,
            task -> {
                if (inBackground) {
                    background.add(task);
                } else {
                    task.run();
                }
            },
            now::get,
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            3);

    @Test
    void fetchesOnceWhileTheValueIsFresh() {
        cache.get("a");
        pass(Duration.ofSeconds(10));

        assertThat(cache.get("a")).contains("a1");
        assertThat(fetched).hasValue(1);
    }

    @Test
    void givesTheOldValueWhileANewOneIsFetched() {
        cache.get("a");
        pass(Duration.ofSeconds(15));
        inBackground = true;

        assertThat(cache.get("a")).contains("a1");
        assertThat(cache.get("a")).contains("a1");
        assertThat(background).hasSize(1);
        background.remove().run();

        assertThat(cache.get("a")).contains("a2");
    }

    @Test
    void waitsForANewValueWhenTheOldOneIsTooOld() {
        cache.get("a");
        pass(Duration.ofSeconds(21));

        assertThat(cache.get("a")).contains("a2");
    }

    @Test
    void asksAgainAtOnceForWhatDidNotExist() {
        absent = true;
        assertThat(cache.get("a")).isEmpty();
        absent = false;

        assertThat(cache.get("a")).contains("a2");
    }

    @Test
    void usesTheLastValueWhenNoNewOneCanBeHad() {
        cache.get("a");
        broken = true;
        pass(Duration.ofMinutes(9));

        assertThat(cache.get("a")).contains("a1");
    }

    @Test
    void throwsOnceEvenTheLastValueIsTooOld() {
        cache.get("a");
        broken = true;
        pass(Duration.ofMinutes(11));

        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void holdsNoMoreThanItsCapacity() {
        for (int i = 0; i < 100; i++) {
            cache.get("key-" + i);
        }

        assertThat(cache.size()).isEqualTo(3);
    }

    private Optional<String> fetch(String key) {
        if (broken) {
            throw new IllegalStateException("the API server is away");
        }
        int count = fetched.incrementAndGet();
        return absent ? Optional.empty() : Optional.of(key + count);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
