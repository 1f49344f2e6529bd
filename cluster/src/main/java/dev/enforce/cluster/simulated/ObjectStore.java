package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * All objects, with one revision for every change, and the recent changes for those who watch.
 *
 * <p>Objects in the store are never changed: readers get them as they are and copy before they write. One lock guards
 * everything; nothing blocks under it.
 */
final class ObjectStore {

    private static final int KEPT_EVENTS = 20_000;
    private static final int WATCHER_CAPACITY = 50_000;

    /** What happened to an object; {@code previous} is what was there before. */
    record Event(Change change, ObjectKey key, ObjectNode object, Optional<ObjectNode> previous, long revision) {}

    enum Change {
        ADDED,
        MODIFIED,
        DELETED
    }

    /** All objects of a list at one revision. */
    record Snapshot(List<ObjectNode> objects, long revision) {}

    /** Somebody who gets every event; a reader who is too slow is cut off. */
    final class Watcher implements AutoCloseable {

        private final BlockingQueue<Event> queue = new LinkedBlockingQueue<>(WATCHER_CAPACITY);
        private volatile boolean cutOff;

        BlockingQueue<Event> events() {
            return queue;
        }

        boolean isCutOff() {
            return cutOff;
        }

        private void offer(Event event) {
            if (!queue.offer(event)) {
                cutOff = true;
            }
        }

        @Override
        public void close() {
            watchers.remove(this);
        }
    }

    private final Object lock = new Object();
    private final TreeMap<ObjectKey, ObjectNode> objects = new TreeMap<>();
    private final Deque<Event> recent = new ArrayDeque<>();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private long revision = 1;
    private long forgotten;

    Optional<ObjectNode> find(ObjectKey key) {
        synchronized (lock) {
            return Optional.ofNullable(objects.get(key));
        }
    }

    /** Objects of one kind in a namespace, or in all when it is empty. */
    Snapshot list(ResourceType type, String namespace) {
        ObjectKey from = new ObjectKey(type.group(), type.plural(), namespace, "");
        ObjectKey to = new ObjectKey(type.group(), type.plural(), namespace.isEmpty() ? "\uffff" : namespace, "\uffff");
        synchronized (lock) {
            return new Snapshot(List.copyOf(objects.subMap(from, true, to, true).values()), revision);
        }
    }

    /** Every object that lies in a namespace or, by its owner references, belongs to the object with this uid. */
    List<Map.Entry<ObjectKey, ObjectNode>> all() {
        synchronized (lock) {
            return objects.entrySet().stream()
                    .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }

    /** Stores a new object and gives it its revision; empty when there is one by this name. */
    Optional<ObjectNode> create(ObjectKey key, ObjectNode object) {
        synchronized (lock) {
            if (objects.containsKey(key)) {
                return Optional.empty();
            }
            return Optional.of(put(Change.ADDED, key, object, Optional.empty()));
        }
    }

    /** Replaces exactly the object {@code expected}; empty when another one has taken its place. */
    Optional<ObjectNode> replace(ObjectKey key, ObjectNode expected, ObjectNode object) {
        synchronized (lock) {
            if (!isStored(key, expected)) {
                return Optional.empty();
            }
            return Optional.of(put(Change.MODIFIED, key, object, Optional.of(expected)));
        }
    }

    private ObjectNode put(Change change, ObjectKey key, ObjectNode object, Optional<ObjectNode> previous) {
        revision++;
        Json.metadata(object).put("resourceVersion", Long.toString(revision));
        objects.put(key, object);
        publish(new Event(change, key, object, previous, revision));
        return object;
    }

    /** Removes exactly the object {@code expected}; false when another one has taken its place. */
    boolean remove(ObjectKey key, ObjectNode expected) {
        synchronized (lock) {
            if (!isStored(key, expected)) {
                return false;
            }
            objects.remove(key);
            revision++;
            ObjectNode last = expected.deepCopy();
            Json.metadata(last).put("resourceVersion", Long.toString(revision));
            publish(new Event(Change.DELETED, key, last, Optional.of(expected), revision));
            return true;
        }
    }

    private boolean isStored(ObjectKey key, ObjectNode expected) {
        ObjectNode stored = objects.get(key);
        return stored != null
                && Json.text(stored, "metadata", "resourceVersion")
                        .equals(Json.text(expected, "metadata", "resourceVersion"));
    }

    private void publish(Event event) {
        recent.addLast(event);
        if (recent.size() > KEPT_EVENTS) {
            forgotten = recent.removeFirst().revision();
        }
        watchers.forEach(watcher -> watcher.offer(event));
    }

    /**
     * Begins to watch with everything that happened after {@code since}.
     *
     * @throws ApiError with 410 when that is too long ago
     */
    Watcher watch(long since) {
        synchronized (lock) {
            if (since < forgotten) {
                throw ApiError.expired(since, forgotten);
            }
            Watcher watcher = new Watcher();
            new ArrayList<>(recent)
                    .stream().filter(event -> event.revision() > since).forEach(watcher::offer);
            watchers.add(watcher);
            return watcher;
        }
    }

    long revision() {
        synchronized (lock) {
            return revision;
        }
    }

    /** Forgets all past changes, so that older watches have to list again. */
    void compact() {
        synchronized (lock) {
            recent.clear();
            forgotten = revision;
        }
    }
}
