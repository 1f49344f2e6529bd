package dev.enforce.agent.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.agent.reverification.ImageChanges;
import dev.enforce.agent.reverification.KubernetesEventSink;
import dev.enforce.agent.reverification.PolicyChange;
import dev.enforce.cluster.ClusterSettings;
import dev.enforce.cluster.simulated.SimulatedCluster;
import dev.enforce.model.PinnedReference;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is known of a cluster, and what is written into it. */
class InformerObservationTest {

    private static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final String IMAGE = "registry.test/team/app@" + DIGEST;

    private final Semaphore changes = new Semaphore(0);
    private SimulatedCluster cluster;
    private KubernetesClient client;
    private InformerObservation observation;

    @BeforeEach
    void start() {
        cluster = SimulatedCluster.start(ClusterSettings.ofEnvironment(Map.of(), Path.of("")), InstantSource.system());
        client = cluster.newClient();
        observation = new InformerObservation(client, changes::release);
    }

    @AfterEach
    void stop() {
        observation.close();
        client.close();
        cluster.close();
    }

    @Test
    void knowsPodsAndTheirOwnersUpToTheTop() {
        observation.start();
        deploy("web", 2);

        await(() -> observation.pods().size() == 2
                && observation.pods().stream()
                        .allMatch(pod -> observation.lineage(pod).size() == 3));

        ObservedPod pod = observation.pods().iterator().next();
        assertThat(observation.isComplete()).isTrue();
        assertThat(observation.lineage(pod))
                .extracting(workload -> workload.type().kind())
                .containsExactly("Pod", "ReplicaSet", "Deployment");
        assertThat(observation.lineage(pod).getLast().name()).isEqualTo("web");
        assertThat(pod.containers().getFirst().running()).contains(PinnedReference.parse(IMAGE));
    }

    @Test
    void forgetsPodsThatAreDeleted() {
        observation.start();
        pod("one");
        await(() -> observation.pods().size() == 1);
        long before = observation.revision();

        client.pods().inNamespace("default").withName("one").withGracePeriod(0).delete();

        await(() -> observation.pods().isEmpty());
        assertThat(observation.revision()).isGreaterThan(before);
    }

    @Test
    void staysRightWhenTheApiServerRestarts() {
        observation.start();
        pod("before");
        await(() -> observation.pods().size() == 1);

        cluster.restartApiServer();
        pod("after");

        await(() -> observation.pods().size() == 2);
    }

    @Test
    void changesNothingWhenNothingThatIsReadChanged() {
        observation.start();
        pod("one");
        await(() -> observation.pods().stream().anyMatch(ObservedPod::running));
        long before = observation.revision();

        client.pods()
                .inNamespace("default")
                .withName("one")
                .edit(pod -> new PodBuilder(pod)
                        .editMetadata()
                        .addToAnnotations("note", "x")
                        .endMetadata()
                        .build());
        pod("two");
        await(() ->
                observation.pods().size() == 2 && observation.pods().stream().allMatch(ObservedPod::running));

        assertThat(observation.revision() - before).isBetween(1L, 3L);
    }

    @Test
    void countsTheSameEventInsteadOfRepeatingIt() {
        observation.start();
        pod("one");
        await(() -> observation.pods().size() == 1);
        ImageChanges violation = new ImageChanges(
                PinnedReference.parse(IMAGE),
                Instant.parse("2026-03-01T12:00:00Z"),
                List.of(new PolicyChange(
                        "signed",
                        PolicyChange.Kind.DEGRADED,
                        false,
                        "failed policy: signed\n" + IMAGE + " no signatures found",
                        Instant.parse("2026-03-01T12:00:00Z"))),
                List.of(observation.pods().iterator().next().workload()));
        try (KubernetesEventSink sink = new KubernetesEventSink(client, InstantSource.system())) {
            sink.start();
            sink.accept(violation);
            sink.accept(violation);

            await(() -> events().size() == 1 && events().getFirst().getCount() == 2);
        }

        Event event = events().getFirst();
        assertThat(event.getType()).isEqualTo("Warning");
        assertThat(event.getReason()).isEqualTo("PolicyViolation");
        assertThat(event.getMessage()).startsWith("failed policy: signed " + IMAGE);
        assertThat(event.getInvolvedObject().getName()).isEqualTo("one");
    }

    private List<Event> events() {
        return client.v1().events().inNamespace("default").list().getItems();
    }

    private void pod(String name) {
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("default")
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("app")
                        .withImage(IMAGE)
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }

    private void deploy(String name, int replicas) {
        client.resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("default")
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(replicas)
                        .withNewSelector()
                        .addToMatchLabels("app", name)
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .addToLabels("app", name)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("app")
                        .withImage(IMAGE)
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
    }

    /** Looks after every change, and now and then besides. */
    private void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            try {
                boolean _ = changes.tryAcquire(50, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
