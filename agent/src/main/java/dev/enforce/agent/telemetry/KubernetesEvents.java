package dev.enforce.agent.telemetry;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Kubernetes Events. One that has the name of an Event that is there becomes that Event, counted once more. Needs
 * {@code get}, {@code create} and {@code update} on events. Events are a courtesy: one that the API server does not take
 * is named in the log and forgotten.
 */
public final class KubernetesEvents {

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesEvents.class);
    private static final int CONFLICT = 409;
    private static final int MAX_MESSAGE = 1_000;
    private static final String COMPONENT = "enforce-agent";

    private final KubernetesClient client;
    private final InstantSource clock;

    public KubernetesEvents(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /**
     * Makes an Event of this moment, in the namespace of what it is about.
     *
     * @param name equal for equal things, so that they become one Event
     * @param message one line; cut when it is too long for an Event
     */
    public Event event(String name, ObjectReference about, boolean isWarning, String reason, String message) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(about.getNamespace())
                .withName(name)
                .endMetadata()
                .withInvolvedObject(about)
                .withType(isWarning ? "Warning" : "Normal")
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

    /** Writes one Event; never throws for what the API server says. */
    public void write(Event event) {
        try {
            createOrCount(event);
        } catch (KubernetesClientException problem) {
            LOG.warn(
                    "the event {} for {}/{} was not written: {}",
                    event.getReason(),
                    event.getInvolvedObject().getNamespace(),
                    event.getInvolvedObject().getName(),
                    problem.getMessage());
        }
    }

    private void createOrCount(Event event) {
        try {
            client.resource(event).create();
        } catch (KubernetesClientException exists) {
            if (exists.getCode() != CONFLICT) {
                throw exists;
            }
            Event before = client.resource(event).get();
            if (before != null) {
                client.resource(counted(before, event)).update();
            }
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
}
