package dev.enforce.agent.reverification;

import dev.enforce.agent.observation.ObservedWorkload;
import dev.enforce.agent.telemetry.KubernetesEvents;
import dev.enforce.model.Digest;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Kubernetes Events on the workloads that run an image: violations as warnings, their end as normal events.
 *
 * <p>The same thing about the same workload is one Event whose count grows. When too many wait, they are dropped and
 * counted in the log.
 */
public final class KubernetesEventSink implements ChangeSink, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesEventSink.class);
    private static final int CAPACITY = 1_000;
    private static final int MAX_WORKLOADS = 20;

    private final KubernetesEvents events;
    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;

    public KubernetesEventSink(KubernetesClient client, InstantSource clock) {
        this.events = new KubernetesEvents(client, clock);
        this.thread = Thread.ofVirtual().name("kubernetes-events").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void accept(ImageChanges changes) {
        List<ObservedWorkload> told = changes.workloads()
                .subList(0, Math.min(MAX_WORKLOADS, changes.workloads().size()));
        for (PolicyChange change : changes.changes()) {
            if (change.kind() == PolicyChange.Kind.NEW && change.valid()) {
                continue;
            }
            for (ObservedWorkload workload : told) {
                if (!queue.offer(event(changes, change, workload))) {
                    dropped.incrementAndGet();
                }
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Event event = queue.poll(1, TimeUnit.MINUTES);
                if (event != null) {
                    events.write(event);
                }
                long lost = dropped.getAndSet(0);
                if (lost > 0) {
                    LOG.warn("{} Kubernetes events were dropped since too many waited", lost);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Event event(ImageChanges changes, PolicyChange change, ObservedWorkload workload) {
        String reason = change.valid() ? "PolicySatisfied" : "PolicyViolation";
        String message = change.valid()
                ? "policy " + change.policy() + " passes for " + changes.image().name()
                : change.diagnostic().replace('\n', ' ');
        ObjectReference about = new ObjectReferenceBuilder()
                .withApiVersion(workload.type().apiVersion())
                .withKind(workload.type().kind())
                .withNamespace(workload.namespace())
                .withName(workload.name())
                .withUid(workload.uid())
                .build();
        return events.event(name(changes, change, workload, reason), about, !change.valid(), reason, message);
    }

    /** Equal for equal things, so that they become one Event. */
    private static String name(ImageChanges changes, PolicyChange change, ObservedWorkload workload, String reason) {
        String thing = workload.uid() + "\n" + changes.image().name() + "\n" + change.policy() + "\n" + reason;
        String hash =
                Digest.sha256(thing.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
        String name = workload.name().length() <= 200
                ? workload.name()
                : workload.name().substring(0, 200);
        return name + "." + hash;
    }
}
