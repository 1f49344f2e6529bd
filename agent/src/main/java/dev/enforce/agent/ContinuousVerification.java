package dev.enforce.agent;

import dev.enforce.agent.admission.PodCredentials;
import dev.enforce.agent.observation.InformerObservation;
import dev.enforce.agent.reverification.ChangeSink;
import dev.enforce.agent.reverification.CloudEventSink;
import dev.enforce.agent.reverification.HttpEventTransport;
import dev.enforce.agent.reverification.KubernetesEventSink;
import dev.enforce.agent.reverification.LogSink;
import dev.enforce.agent.reverification.Reverification;
import dev.enforce.agent.reverification.ReverificationInputs;
import dev.enforce.agent.reverification.ReverificationMetrics;
import dev.enforce.agent.telemetry.Metrics;
import dev.enforce.oci.RegistryClient;
import dev.enforce.verification.PolicySet;
import dev.enforce.verification.Verification;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Observation, re-verification and the sinks of its changes, wired. */
final class ContinuousVerification implements AutoCloseable {

    private final InformerObservation observation;
    private final Reverification reverification;
    private final KubernetesEventSink events;
    private final @Nullable CloudEventSink cloudEvents;

    /**
     * What it works with.
     *
     * @param policies the policies of the moment
     * @param resync the period of the moment
     * @param leading whether this replica is the one that verifies
     * @param eventSink where CloudEvents go; null for nowhere
     * @param agentNamespace whose UID identifies the cluster
     */
    record Inputs(
            Verification verification,
            RegistryClient registries,
            PodCredentials credentials,
            Supplier<PolicySet> policies,
            Supplier<Duration> resync,
            BooleanSupplier leading,
            @Nullable URI eventSink,
            String agentNamespace) {}

    ContinuousVerification(KubernetesClient client, Inputs inputs, Metrics metrics, InstantSource clock) {
        this.observation = new InformerObservation(client, this::wake);
        this.events = new KubernetesEventSink(client, clock);
        this.cloudEvents = inputs.eventSink() == null
                ? null
                : new CloudEventSink(
                        new HttpEventTransport(inputs.eventSink()), () -> clusterId(client, inputs.agentNamespace()));
        List<ChangeSink> sinks = new ArrayList<>(List.of(new LogSink(), events));
        if (cloudEvents != null) {
            sinks.add(cloudEvents);
        }
        this.reverification = new Reverification(
                new ReverificationInputs(
                        observation,
                        inputs.verification(),
                        (image, keychain, deadline) ->
                                inputs.registries().withDeadline(deadline).resolve(image, keychain),
                        inputs.credentials(),
                        inputs.policies(),
                        inputs.resync(),
                        inputs.leading()),
                sinks,
                new ReverificationMetrics(metrics.registry()),
                clock);
    }

    void start() {
        observation.start();
        events.start();
        if (cloudEvents != null) {
            cloudEvents.start();
        }
        reverification.start();
    }

    /** Something that bears on verdicts changed. */
    void wake() {
        reverification.wake();
    }

    @Override
    public void close() {
        reverification.close();
        if (cloudEvents != null) {
            cloudEvents.close();
        }
        events.close();
        observation.close();
    }

    private static String clusterId(KubernetesClient client, String agentNamespace) {
        Namespace namespace = client.namespaces().withName(agentNamespace).get();
        if (namespace == null || namespace.getMetadata().getUid() == null) {
            throw new IllegalStateException(
                    "namespace " + agentNamespace + ", whose UID names the cluster, is missing");
        }
        return namespace.getMetadata().getUid();
    }
}
