package dev.enforce.agent.observation;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/** Keeps one copy of equal values for as long as somebody holds it: thousands of Pods share labels and image names. */
final class Interner {

    private final Map<Object, WeakReference<Object>> known = new WeakHashMap<>();

    @SuppressWarnings("unchecked")
    synchronized <T> T intern(T value) {
        WeakReference<Object> reference = known.get(value);
        Object same = reference == null ? null : reference.get();
        if (same != null) {
            return (T) same;
        }
        known.put(value, new WeakReference<>(value));
        return value;
    }
}
