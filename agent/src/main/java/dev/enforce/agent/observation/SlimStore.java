package dev.enforce.agent.observation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An informer's store that keeps a small value in place of each object.
 *
 * <p>Objects that the informer asks back are empty shells that carry a name only; no event handler may be added to an
 * informer that uses this store.
 */
final class SlimStore<T extends HasMetadata, S> implements ItemStore<T> {

    private final Map<String, Entry<S>> entries = new ConcurrentHashMap<>();
    private final Function<T, Optional<S>> reduce;
    private final Supplier<T> shell;
    private final Changes<S> changes;

    /**
     * @param reduce the value to keep; nothing when the object does not count
     * @param changes told after a kept value changed, was added or went away
     */
    SlimStore(Function<T, Optional<S>> reduce, Supplier<T> shell, Changes<S> changes) {
        this.reduce = reduce;
        this.shell = shell;
        this.changes = changes;
    }

    /** Hears of kept values; called on the informer's thread. */
    interface Changes<S> {
        void changed(@Nullable S before, @Nullable S after);
    }

    private record Entry<S>(
            String namespace, String name, @Nullable S value) {}

    @Nullable
    S find(String key) {
        Entry<S> entry = entries.get(key);
        return entry == null ? null : entry.value();
    }

    Stream<S> kept() {
        Collection<Entry<S>> all = entries.values();
        return all.stream().mapMulti((entry, next) -> {
            S value = entry.value();
            if (value != null) {
                next.accept(value);
            }
        });
    }

    @Override
    public String getKey(T object) {
        String namespace = object.getMetadata().getNamespace();
        return (namespace == null ? "" : namespace) + "/" + object.getMetadata().getName();
    }

    @Override
    public @Nullable T put(String key, T object) {
        @Nullable S value = reduce.apply(object).orElse(null);
        Entry<S> before = entries.get(key);
        if (before != null && equal(before.value(), value)) {
            return shell(before);
        }
        String namespace = object.getMetadata().getNamespace();
        entries.put(
                key,
                new Entry<>(
                        namespace == null ? "" : namespace, object.getMetadata().getName(), value));
        if (value != null || (before != null && before.value() != null)) {
            changes.changed(before == null ? null : before.value(), value);
        }
        return before == null ? null : shell(before);
    }

    @Override
    public @Nullable T remove(String key) {
        Entry<S> before = entries.remove(key);
        if (before == null) {
            return null;
        }
        if (before.value() != null) {
            changes.changed(before.value(), null);
        }
        return shell(before);
    }

    @Override
    public Stream<String> keySet() {
        return entries.keySet().stream();
    }

    @Override
    public Stream<T> values() {
        return entries.values().stream().map(this::shell);
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public @Nullable T get(String key) {
        Entry<S> entry = entries.get(key);
        return entry == null ? null : shell(entry);
    }

    @Override
    public boolean isFullState() {
        return false;
    }

    private T shell(Entry<S> entry) {
        T object = shell.get();
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace(entry.namespace().isEmpty() ? null : entry.namespace())
                .withName(entry.name())
                .build());
        return object;
    }

    private static boolean equal(@Nullable Object a, @Nullable Object b) {
        return a == null ? b == null : a.equals(b);
    }
}
