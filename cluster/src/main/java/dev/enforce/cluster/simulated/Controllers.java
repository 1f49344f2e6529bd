package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One thread that reacts to every change: runs Pods, fills workloads, gives namespaces what they need, and removes what
 * belonged to something that is gone. What fails is tried again, later each time.
 */
final class Controllers implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Controllers.class.getName());
    private static final Caller GARBAGE_COLLECTOR = Caller.serviceAccount("kube-system", "generic-garbage-collector");
    private static final Caller NAMESPACES = Caller.serviceAccount("kube-system", "namespace-controller");
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final int LONGEST_RETRY_FACTOR = 32;
    private static final long POLL_MILLIS = 100;

    private record Retry(Instant due, int factor) {}

    private final ObjectStore store;
    private final ResourceTypes types;
    private final Api api;
    private final NodeAgent node;
    private final Workloads workloads;
    private final String rootCertificate;
    private final InstantSource clock;
    private final Map<ObjectKey, Retry> retries = new HashMap<>();
    private final Thread thread;
    private final ObjectStore.Watcher watcher;

    Controllers(
            ObjectStore store,
            ResourceTypes types,
            Api api,
            ObjectDefaults defaults,
            String rootCertificate,
            InstantSource clock) {
        this.store = store;
        this.types = types;
        this.api = api;
        this.node = new NodeAgent(api, defaults);
        this.workloads = new Workloads(api, store, defaults);
        this.rootCertificate = rootCertificate;
        this.clock = clock;
        this.watcher = store.watch(0);
        this.thread = Thread.ofVirtual().name("simulated-controllers").start(this::run);
    }

    private void run() {
        List<ObjectStore.Event> batch = new ArrayList<>();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                ObjectStore.Event first = watcher.events().poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                batch.clear();
                if (first != null) {
                    batch.add(first);
                    watcher.events().drainTo(batch);
                }
                react(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void react(List<ObjectStore.Event> batch) {
        Set<ObjectKey> dirty = new LinkedHashSet<>();
        for (ObjectStore.Event event : batch) {
            dirty.add(event.key());
            JsonNode owner =
                    event.object().path("metadata").path("ownerReferences").path(0);
            Workloads.typeOf(ownerKey(event.key(), owner)).ifPresent(type -> dirty.add(ownerKey(event.key(), owner)));
            if (event.change() == ObjectStore.Change.DELETED) {
                attempt(event.key(), () -> collect(event));
            }
        }
        Instant now = clock.instant();
        retries.forEach((key, retry) -> {
            if (!now.isBefore(retry.due())) {
                dirty.add(key);
            }
        });
        dirty.forEach(key -> attempt(key, () -> reconcile(key)));
    }

    private ObjectKey ownerKey(ObjectKey child, JsonNode owner) {
        String apiVersion = Json.text(owner, "apiVersion");
        String group = apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
        String plural = types.ofKind(group, Json.text(owner, "kind"))
                .map(ResourceType::plural)
                .orElse("");
        return new ObjectKey(group, plural, child.namespace(), Json.text(owner, "name"));
    }

    /** A refusal, by a webhook above all, is tried again; an object that is gone is not. */
    private void attempt(ObjectKey key, Runnable work) {
        try {
            work.run();
            retries.remove(key);
        } catch (ApiError e) {
            if (e.code() == 404 && store.find(key).isEmpty()) {
                retries.remove(key);
                return;
            }
            Retry before = retries.get(key);
            int factor = before == null ? 1 : Math.min(before.factor() * 2, LONGEST_RETRY_FACTOR);
            retries.put(key, new Retry(clock.instant().plus(FIRST_RETRY.multipliedBy(factor)), factor));
            LOG.log(System.Logger.Level.DEBUG, () -> key + ": " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "controller failed on " + key, e);
        }
    }

    private void reconcile(ObjectKey key) {
        ObjectNode object = store.find(key).orElse(null);
        if (object == null) {
            return;
        }
        if (key.isOf(ResourceTypes.PODS)) {
            node.reconcile(object);
        } else if (key.isOf(ResourceTypes.NAMESPACES)) {
            furnish(key.name());
        } else {
            Workloads.typeOf(key).ifPresent(type -> workloads.reconcile(type, object));
        }
    }

    /** Every namespace has a default service account and the certificate of the API server. */
    private void furnish(String namespace) {
        ObjectNode account = Json.object().put("kind", "ServiceAccount").put("apiVersion", "v1");
        Json.metadata(account).put("name", "default");
        createIfAbsent(ResourceTypes.SERVICE_ACCOUNTS, namespace, "default", account);
        ObjectNode root = Json.object().put("kind", "ConfigMap").put("apiVersion", "v1");
        Json.metadata(root).put("name", "kube-root-ca.crt");
        root.putObject("data").put("ca.crt", rootCertificate);
        types.find("", "v1", "configmaps").ifPresent(type -> createIfAbsent(type, namespace, "kube-root-ca.crt", root));
    }

    private void createIfAbsent(ResourceType type, String namespace, String name, ObjectNode object) {
        if (store.find(ObjectKey.of(type, namespace, name)).isEmpty()) {
            api.create(Api.Target.of(type, namespace, name, NAMESPACES), object, new ArrayList<>());
        }
    }

    /** Removes the content of a namespace, the objects of a definition, the dependents of an owner. */
    private void collect(ObjectStore.Event event) {
        ObjectKey gone = event.key();
        String uid = Json.text(event.object(), "metadata", "uid");
        for (Map.Entry<ObjectKey, ObjectNode> entry : store.all()) {
            ObjectKey key = entry.getKey();
            boolean inNamespace =
                    gone.isOf(ResourceTypes.NAMESPACES) && key.namespace().equals(gone.name());
            if (inNamespace || dependsOnlyOn(entry.getValue(), uid)) {
                types.ofKind(key.group(), Json.text(entry.getValue(), "kind"))
                        .ifPresent(type -> api.delete(
                                Api.Target.of(type, key.namespace(), key.name(), GARBAGE_COLLECTOR),
                                new ArrayList<>()));
            }
        }
    }

    private static boolean dependsOnlyOn(ObjectNode object, String uid) {
        JsonNode owners = object.path("metadata").path("ownerReferences");
        if (owners.isEmpty()) {
            return false;
        }
        for (JsonNode owner : owners) {
            if (!Json.text(owner, "uid").equals(uid)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        watcher.close();
        thread.interrupt();
    }
}
