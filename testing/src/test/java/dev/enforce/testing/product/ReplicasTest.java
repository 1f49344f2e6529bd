package dev.enforce.testing.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.agent.AgentOptions;
import dev.enforce.agent.RunningAgent;
import dev.enforce.agent.admission.AdmissionLimits;
import dev.enforce.agent.install.WebhookAddress;
import dev.enforce.agent.server.ServerOptions;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Two replicas behind one address, which leads to those that are ready, as a Service does. */
class ReplicasTest {

    private static final int STREAMS = 4;
    private static final Duration LAME_DUCK = Duration.ofSeconds(2);

    private final List<Replica> replicas = new CopyOnWriteArrayList<>();

    private record Replica(int webhookPort, int healthPort) {}

    private final AtomicInteger next = new AtomicInteger();
    private final HttpClient health = HttpClient.newHttpClient();

    @Test
    void noAdmissionFailsWhileTheLeaderIsShutDownInGoodOrder() throws Exception {
        try (Enforced enforced = new Enforced(ProductClusters.best());
                TcpGate service = new TcpGate(this::readyReplica);
                KubernetesClient client = enforced.impatientClient()) {
            RunningAgent first = start(enforced, "one", service);
            RunningAgent second = start(enforced, "two", service);
            assertThat(first.isLeading()).isTrue();
            enforced.createPolicy(Enforced.policy("open", "registry.test/**", "static: {action: pass}"));
            enforced.awaitInForce("open");

            AtomicBoolean ended = new AtomicBoolean();
            AtomicInteger admitted = new AtomicInteger();
            List<String> failures = new CopyOnWriteArrayList<>();
            List<Thread> streams = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                String name = "stream-" + i;
                streams.add(Thread.ofVirtual().start(() -> {
                    while (!ended.get()) {
                        admit(client, name, admitted, failures);
                    }
                }));
            }
            awaitMore(admitted, 40);

            enforced.forget(first);
            first.close();

            awaitMore(admitted, 40);
            Waiting.until("the other replica leads", second::isLeading);
            awaitMore(admitted, 40);
            ended.set(true);
            for (Thread stream : streams) {
                stream.join();
            }
            assertThat(failures).isEmpty();
        } finally {
            health.close();
        }
    }

    private RunningAgent start(Enforced enforced, String name, TcpGate service) throws Exception {
        AgentOptions options = AgentOptions.onLoopback(name)
                .withServer(ServerOptions.of("127.0.0.1", 0, 0, AdmissionLimits.MAX_BODY_BYTES, LAME_DUCK))
                .withAddress(new WebhookAddress.Url(URI.create("https://127.0.0.1:" + service.port())));
        RunningAgent agent = enforced.startAgent(options);
        replicas.add(new Replica(agent.webhookPort(), agent.healthPort()));
        return agent;
    }

    private static void admit(KubernetesClient client, String name, AtomicInteger admitted, List<String> failures) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(Enforced.NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("app")
                .withImage("registry.test/team/app@" + Enforced.DIGEST)
                .endContainer()
                .endSpec()
                .build();
        try {
            client.resource(pod).dryRun(true).create();
            admitted.incrementAndGet();
        } catch (KubernetesClientException failure) {
            failures.add(String.valueOf(failure.getMessage()));
        }
    }

    private static void awaitMore(AtomicInteger admitted, int number) {
        int wanted = admitted.get() + number;
        Waiting.until(number + " more admissions", () -> admitted.get() >= wanted);
    }

    private InetSocketAddress readyReplica() {
        List<Replica> ready = replicas.stream().filter(this::isReady).toList();
        if (ready.isEmpty()) {
            throw new IllegalStateException("no replica is ready");
        }
        Replica chosen = ready.get(Math.floorMod(next.getAndIncrement(), ready.size()));
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), chosen.webhookPort());
    }

    private boolean isReady(Replica agent) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.healthPort() + "/readyz"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return health.send(request, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
