package dev.enforce.agent.reverification;

import dev.enforce.agent.observation.ObservedWorkload;
import dev.enforce.model.Digest;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
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
 * <p>The same thing about the same workload is one Event whose count grows. Needs {@code get}, {@code create} and
 * {@code update} on events in all namespaces. Events are a courtesy: when the API server does not take them or too many
 * wait, they are dropped and counted in the log.
 */
public final class KubernetesEventSink implements ChangeSink, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesEventSink.class);
    private static final int CAPACITY = 1_000;
    private static final int MAX_WORKLOADS = 20;
    private static final int MAX_MESSAGE = 1_000;
    private static final String COMPONENT = "enforce-agent";

    private final KubernetesClient client;
    private final InstantSource clock;
    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;

    public KubernetesEventSink(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
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
                    write(event);
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

    private void write(Event event) {
        try {
            try {
                client.resource(event).create();
            } catch (KubernetesClientException exists) {
                if (exists.getCode() != 409) {
                    throw exists;
                }
                Event before = client.resource(event).get();
                if (before != null) {
                    client.resource(counted(before, event)).update();
                }
            }
        } catch (KubernetesClientException problem) {
            LOG.warn(
                    "the event {} for {}/{} was not written: {}",
                    event.getReason(),
                    event.getInvolvedObject().getNamespace(),
                    event.getInvolvedObject().getName(),
                    problem.getMessage());
        }
    }

    private static Event counted(Event before, Event now) {
        int count = before.getCount() == null ? 1 : before.getCount();
        return new EventBuilder(before)
                .withCount(count + 1)
                .withLastTimestamp(now.getLastTimestamp())
                .withMessage(now.getMessage())
                .build();
    }

    private Event event(ImageChanges changes, PolicyChange change, ObservedWorkload workload) {
        String reason = change.valid() ? "PolicySatisfied" : "PolicyViolation";
        String message = change.valid()
                ? "policy " + change.policy() + " passes for " + changes.image().name()
                : change.diagnostic().replace('\n', ' ');
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(workload.namespace())
                .withName(name(changes, change, workload, reason))
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(workload.type().apiVersion())
                .withKind(workload.type().kind())
                .withNamespace(workload.namespace())
                .withName(workload.name())
                .withUid(workload.uid())
                .endInvolvedObject()
                .withType(change.valid() ? "Normal" : "Warning")
                .withReason(reason)
                .withMessage(message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…")
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource()
                .withComponent(COMPONENT)
                .endSource()
                .withReportingComponent(COMPONENT)
                .withReportingInstance(COMPONENT)
                .build();
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
