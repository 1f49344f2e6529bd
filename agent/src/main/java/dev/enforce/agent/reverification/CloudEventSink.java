package dev.enforce.agent.reverification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.agent.WireNames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends changes as CloudEvents, in order, at least once as long as the sink comes back in time.
 *
 * <p>Without an answer, or with an answer 408, 429 or 5xx, an event is sent again after one second, then two, and so on
 * up to a minute; after ten tries it is given up. Any other answer ends it. When more than the bounded number wait, the
 * oldest is given up. What is given up is said in the log.
 */
public final class CloudEventSink implements ChangeSink, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CloudEventSink.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CAPACITY = 1_000;
    private static final int TRIES = 10;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final EventTransport transport;
    private final Supplier<String> clusterId;
    private final Duration firstPause;
    private final ArrayDeque<Pending> queue = new ArrayDeque<>();
    private final Thread thread;
    private @Nullable String knownCluster;
    private boolean closed;
    private long givenUp;

    private record Pending(String id, ImageChanges changes) {}

    /**
     * @param clusterId uid of the namespace that identifies the cluster; asked until it answers, on the sink's thread
     */
    public CloudEventSink(EventTransport transport, Supplier<String> clusterId) {
        this(transport, clusterId, FIRST_PAUSE);
    }

    CloudEventSink(EventTransport transport, Supplier<String> clusterId, Duration firstPause) {
        this.transport = transport;
        this.clusterId = clusterId;
        this.firstPause = firstPause;
        this.thread = Thread.ofVirtual().name("cloud-events").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void accept(ImageChanges changes) {
        Pending event = new Pending(UUID.randomUUID().toString(), changes);
        synchronized (queue) {
            if (queue.size() >= CAPACITY) {
                queue.removeFirst();
                givenUp++;
            }
            queue.addLast(event);
            queue.notifyAll();
        }
    }

    /** Stops; what still waits is not sent. */
    @Override
    public void close() {
        synchronized (queue) {
            closed = true;
            queue.notifyAll();
        }
        thread.interrupt();
    }

    /** The event for these changes. */
    private CloudEvent event(Pending pending) {
        ImageChanges changes = pending.changes();
        String cluster = cluster();
        ObjectNode root = JSON.createObjectNode();
        root.putObject("actor").put("subject", cluster);
        ObjectNode body = root.putObject("body");
        body.put("cluster_id", cluster);
        body.put("image_id", changes.image().digest().toString());
        body.put("last_seen", changes.lastSeen().toString());
        ObjectNode policies = body.putObject("policies");
        for (PolicyChange change : changes.changes()) {
            policies.putObject(change.policy())
                    .put("change", change.kind().wireName())
                    .put("diagnostic", change.diagnostic())
                    .put("last_checked", change.lastChecked().toString())
                    .put("valid", change.valid());
        }
        return new CloudEvent(
                pending.id(),
                "k8s://" + cluster,
                WireNames.VALIDATION_CHANGED_EVENT,
                changes.image().name(),
                changes.lastSeen(),
                "",
                bytes(root));
    }

    private String cluster() {
        String known = knownCluster;
        if (known == null) {
            known = clusterId.get();
            knownCluster = known;
        }
        return known;
    }

    private void run() {
        try {
            while (true) {
                Pending event = next();
                if (event == null) {
                    return;
                }
                deliver(event);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Pending next() throws InterruptedException {
        synchronized (queue) {
            if (givenUp > 0) {
                LOG.warn("{} events were given up since too many waited", givenUp);
                givenUp = 0;
            }
            while (queue.isEmpty() && !closed) {
                queue.wait();
            }
            return closed ? null : queue.removeFirst();
        }
    }

    private void deliver(Pending event) throws InterruptedException {
        Duration pause = firstPause;
        for (int attempt = 1; ; attempt++) {
            String problem = attempt(event);
            if (problem.isEmpty()) {
                return;
            }
            if (attempt == TRIES || isClosed()) {
                LOG.warn(
                        "event {} about {} was given up: {}",
                        event.id(),
                        event.changes().image().name(),
                        problem);
                return;
            }
            pause(pause);
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        }
    }

    /** Why it has to be sent again; empty when it need not be. */
    private String attempt(Pending event) throws InterruptedException {
        try {
            int status = transport.send(event(event));
            if (status == 408 || status == 429 || status >= 500) {
                return "the sink answered " + status;
            }
            if (status >= 300) {
                LOG.warn(
                        "the sink refused event {} about {} with {}",
                        event.id(),
                        event.changes().image().name(),
                        status);
            }
            return "";
        } catch (IOException e) {
            return "the sink could not be reached: " + e;
        } catch (RuntimeException e) {
            return "it could not be written: " + e;
        }
    }

    private void pause(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        synchronized (queue) {
            long left = end - System.nanoTime();
            while (left > 0 && !closed) {
                queue.wait(left / 1_000_000 + 1);
                left = end - System.nanoTime();
            }
        }
    }

    private boolean isClosed() {
        synchronized (queue) {
            return closed;
        }
    }

    private static byte[] bytes(ObjectNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event cannot be written", e);
        }
    }
}
