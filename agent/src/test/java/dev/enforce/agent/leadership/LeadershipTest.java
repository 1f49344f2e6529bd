package dev.enforce.agent.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.cluster.ClusterSettings;
import dev.enforce.cluster.simulated.SimulatedCluster;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeadershipTest {

    private final AtomicLong nanos = new AtomicLong(1);
    private final List<String> events = new ArrayList<>();
    private Instant wallClock = Instant.parse("2026-11-21T12:00:00Z");
    private SimulatedCluster cluster;
    private KubernetesClient client;

    @BeforeAll
    void start() {
        cluster = SimulatedCluster.start(
                ClusterSettings.ofEnvironment(Map.of(), Path.of("").toAbsolutePath()), InstantSource.system());
        client = cluster.newClient();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("gulfstream")
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterAll
    void stop() {
        client.close();
        cluster.close();
    }

    @BeforeEach
    void removeLease() {
        client.leases().inNamespace("gulfstream").delete();
        events.clear();
    }

    @Test
    void onlyOneLeads() {
        Leadership one = member("one");
        Leadership two = member("two");

        one.step();
        two.step();

        assertThat(one.isLeading()).isTrue();
        assertThat(two.isLeading()).isFalse();
        assertThat(events).containsExactly("one leads");
    }

    @Test
    void anotherTakesOverWhenTheLeaderIsSilentForTheWholeTime() {
        Leadership one = member("one");
        Leadership two = member("two");
        one.step();
        two.step();

        pass(Duration.ofSeconds(5));
        two.step();
        assertThat(two.isLeading()).isFalse();
        pass(Duration.ofSeconds(2));
        two.step();

        assertThat(two.isLeading()).isTrue();
    }

    @Test
    void theOldLeaderStepsDownWhenItSeesAnother() {
        Leadership one = member("one");
        Leadership two = member("two");
        one.step();
        two.step();
        pass(Duration.ofSeconds(7));
        two.step();

        one.step();

        assertThat(one.isLeading()).isFalse();
        assertThat(events).containsExactly("one leads", "two leads", "one ends");
    }

    @Test
    void aJumpOfTheWallClockChangesNothing() {
        Leadership one = member("one");
        Leadership two = member("two");
        one.step();
        two.step();

        wallClock = wallClock.plus(Duration.ofDays(365));
        two.step();
        assertThat(two.isLeading()).isFalse();
        wallClock = wallClock.minus(Duration.ofDays(3_650));
        two.step();
        one.step();

        assertThat(one.isLeading()).isTrue();
        assertThat(two.isLeading()).isFalse();
    }

    @Test
    void givesTheLeaseBackWhenItEnds() {
        Leadership one = member("one");
        Leadership two = member("two");
        one.step();
        two.step();

        one.close();
        two.step();

        assertThat(two.isLeading()).isTrue();
    }

    private Leadership member(String name) {
        return new Leadership(
                client,
                LeaseOptions.of("gulfstream", "enforce-agent", name),
                () -> wallClock,
                nanos::get,
                leads -> events.add(name + (leads ? " leads" : " ends")));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
