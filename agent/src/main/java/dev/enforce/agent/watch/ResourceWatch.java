package dev.enforce.agent.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One list-and-watch that never gives up: an API server that is away or drops the watch is asked again, and what was
 * known stays readable meanwhile.
 *
 * @param <T> kind of the objects
 */
public final class ResourceWatch<T extends HasMetadata> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ResourceWatch.class);

    private static final long PAGE = 500;
    private static final long SYNC_LOOK_NANOS = 2_000_000;

    private final String what;
    private final SharedIndexInformer<T> informer;
    private final Runnable onChange;
    private final AtomicBoolean failing = new AtomicBoolean();

    /**
     * Prepares a watch, without a request.
     *
     * @param what plural name for logs
     * @param onChange called on the watch's thread after every change; must return at once
     */
    public ResourceWatch(String what, Informable<T> resources, Runnable onChange) {
        this(what, resources, UnaryOperator.identity(), onChange);
    }

    /**
     * Prepares a watch, without a request.
     *
     * @param what plural name for logs
     * @param slim what of an object is kept; name, namespace and resource version must be
     * @param onChange called on the watch's thread after every change; must return at once
     */
    public ResourceWatch(String what, Informable<T> resources, UnaryOperator<T> slim, Runnable onChange) {
        this.what = what;
        this.onChange = onChange;
        this.informer = resources
                .withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(new SlimItems<>(slim))
                .removeNamespaceIndex()
                .exceptionHandler((started, problem) -> retry(problem));
        informer.addEventHandler(new Changes());
    }

    /** Starts in the background; an API server that does not answer is asked until it does. */
    public void start() {
        informer.start().whenComplete((_, problem) -> {
            if (problem != null) {
                LOG.warn("the watch of {} ended: {}", what, problem.toString());
            } else {
                Thread.ofVirtual().name("synced-" + what).start(this::tellOnceSynced);
            }
        });
    }

    /** The list is there; the informer counts as synced only when the queue of its events has been worked off. */
    private void tellOnceSynced() {
        while (!informer.hasSynced() && informer.isRunning()) {
            LockSupport.parkNanos(SYNC_LOOK_NANOS);
        }
        onChange.run();
    }

    /** Whether the first list has arrived. */
    public boolean isSynced() {
        return informer.hasSynced();
    }

    /** Name for logs and readiness. */
    public String what() {
        return what;
    }

    /** What is known now. */
    public List<T> objects() {
        return informer.getStore().list();
    }

    /** The object of that namespace and name. */
    public Optional<T> find(String namespace, String name) {
        return Optional.ofNullable(informer.getStore().getByKey(Cache.namespaceKeyFunc(namespace, name)));
    }

    /** The object of that name, in whichever namespace is watched. */
    public Optional<T> find(String name) {
        for (T object : objects()) {
            if (object.getMetadata().getName().equals(name)) {
                return Optional.of(object);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        informer.stop();
    }

    private boolean retry(Throwable problem) {
        if (failing.compareAndSet(false, true)) {
            LOG.warn("the watch of {} broke and is taken up again: {}", what, problem.toString());
        }
        return true;
    }

    private static final class SlimItems<T extends HasMetadata> extends BasicItemStore<T> {

        private final UnaryOperator<T> slim;

        SlimItems(UnaryOperator<T> slim) {
            super(Cache::metaNamespaceKeyFunc);
            this.slim = slim;
        }

        @Override
        public @Nullable T put(String key, T object) {
            return super.put(key, slim.apply(object));
        }
    }

    private final class Changes implements ResourceEventHandler<T> {

        @Override
        public void onAdd(T object) {
            changed();
        }

        @Override
        public void onUpdate(T before, T after) {
            String version = after.getMetadata().getResourceVersion();
            if (version == null || !version.equals(before.getMetadata().getResourceVersion())) {
                changed();
            }
        }

        @Override
        public void onDelete(T object, boolean unsure) {
            changed();
        }

        private void changed() {
            failing.set(false);
            onChange.run();
        }
    }
}
