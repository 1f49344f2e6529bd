package dev.enforce.demo;

import dev.enforce.agent.AgentOptions;
import dev.enforce.agent.AgentProgram;
import dev.enforce.agent.RunningAgent;
import dev.enforce.agent.admission.AdmissionLimits;
import dev.enforce.agent.configuration.EnforcementOptions;
import dev.enforce.agent.install.Installation;
import dev.enforce.agent.install.Manifests;
import dev.enforce.agent.install.WebhookAddress;
import dev.enforce.agent.server.ServerOptions;
import dev.enforce.cluster.KubernetesCluster;
import dev.enforce.cluster.ServiceAccountName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The agent in the demo's process, outside of the cluster, with the rights that its manifests give it and no more. */
final class DemoAgent implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int port;
    private final String manifests;
    private final RunningAgent agent;

    DemoAgent(KubernetesCluster cluster, Kubectl kubectl, URI eventSink) {
        this.port = freePort();
        this.manifests = applied(kubectl);
        ServiceAccountName account = new ServiceAccountName("gulfstream", "controller");
        AgentOptions options = AgentOptions.onLoopback("demo")
                .withServer(ServerOptions.of("127.0.0.1", port, 0, AdmissionLimits.MAX_BODY_BYTES, Duration.ZERO))
                .withAddress(new WebhookAddress.Loopback())
                .withEventSink(eventSink);
        this.agent = AgentProgram.start(options, cluster.configOf(account, Duration.ofHours(12)));
        await(agent.ready(), "ready");
        await(agent.registered(), "registered with the API server");
    }

    /** What kubectl said of the manifests. */
    String manifests() {
        return manifests;
    }

    int webhookPort() {
        return port;
    }

    private String applied(Kubectl kubectl) {
        Installation installation = new Installation.Outside();
        String yaml = new Manifests(installation, EnforcementOptions.DEFAULTS).yaml();
        Kubectl.Output output = kubectl.apply("enforce.yaml", yaml);
        if (!output.succeeded()) {
            throw new StoryException("the agent's manifests were not accepted: " + output.text());
        }
        return output.text();
    }

    private static void await(CompletableFuture<Void> future, String what) {
        try {
            future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new StoryException("the agent was not " + what + " within " + PATIENCE.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new StoryException("the agent did not become " + what + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoryException("interrupted while waiting for the agent", e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StoryException("no free port for the agent: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        agent.close();
    }
}
