package dev.enforce.packaging;

import dev.enforce.agent.configuration.EnforcementOptions;
import dev.enforce.agent.install.Installation;
import dev.enforce.agent.install.Manifests;
import dev.enforce.cluster.ClusterSettings;
import dev.enforce.cluster.ServiceAccountName;
import dev.enforce.cluster.simulated.SimulatedCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Called by {@code packaging/aot}: starts an agent as a process of its own beside a simulated cluster, lets it do its
 * work once, ends it in good order, and prints how long it took to be ready and how much memory it held.
 *
 * <p>Arguments: the command line that starts the agent, without the agent's own arguments. With a JVM option that writes
 * an AOT cache in it, this is the training; without, the measurement.
 */
public final class TrainingProgram {

    private static final String POLICY = """
            apiVersion: policy.sigstore.dev/v1alpha1
            kind: ClusterImagePolicy
            metadata: {name: training}
            spec:
              images: [{glob: "**"}]
              authorities: [{static: {action: pass}}]
            """;

    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: training-%d, namespace: training}
            spec:
              containers:
              - name: app
                image: registry.test/app@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
            """;

    private static final String NAMESPACE = """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: training
              labels: {policy.sigstore.dev/include: "true"}
            """;

    private static final int PODS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private TrainingProgram() {}

    public static void main(String[] arguments) throws Exception {
        ClusterSettings settings =
                ClusterSettings.ofEnvironment(System.getenv(), Path.of("").toAbsolutePath());
        try (SimulatedCluster cluster = SimulatedCluster.start(settings, InstantSource.system());
                KubernetesClient client = cluster.newClient()) {
            new Manifests(new Installation.Outside(), EnforcementOptions.DEFAULTS).applyTo(client);
            client.resource(NAMESPACE).create();
            client.resource(POLICY).create();
            Path kubeconfig = Files.createTempFile("agent", ".kubeconfig");
            try {
                Files.writeString(
                        kubeconfig,
                        cluster.kubeconfigOf(new ServiceAccountName("gulfstream", "controller"), Duration.ofHours(1)));
                run(List.of(arguments), kubeconfig, client);
            } finally {
                Files.delete(kubeconfig);
            }
        }
    }

    private static void run(List<String> java, Path kubeconfig, KubernetesClient client) throws Exception {
        int webhookPort = freePort();
        int healthPort = freePort();
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of(
                "run",
                "--kubeconfig",
                kubeconfig.toString(),
                "--bind",
                "127.0.0.1",
                "--webhook-port",
                Integer.toString(webhookPort),
                "--health-port",
                Integer.toString(healthPort),
                "--webhook-url",
                "https://127.0.0.1:" + webhookPort,
                "--create-webhooks",
                "--lame-duck",
                "0"));
        long start = System.nanoTime();
        Process agent = new ProcessBuilder(command).inheritIO().start();
        try {
            awaitReady(healthPort, agent);
            long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            System.out.println("ready after " + millis + " ms, " + memory(agent) + " at that moment");
            admit(client);
            System.out.println("after " + PODS + " Pods: " + memory(agent));
        } finally {
            agent.destroy();
            if (!agent.waitFor(120, TimeUnit.SECONDS)) {
                agent.destroyForcibly();
            }
        }
    }

    private static void admit(KubernetesClient client) {
        for (int i = 0; i < PODS; i++) {
            try {
                client.resource(POD.formatted(i)).create();
            } catch (KubernetesClientException refused) {
                throw new IllegalStateException("the agent refused a Pod: " + refused.getMessage(), refused);
            }
        }
    }

    private static void awaitReady(int port, Process agent) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (System.nanoTime() < deadline && agent.isAlive()) {
                try {
                    if (http.send(request, BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException notYet) {
                    LockSupport.parkNanos(1_000_000);
                }
                LockSupport.parkNanos(4_000_000);
            }
        }
        throw new IllegalStateException("the agent was not ready within " + PATIENCE);
    }

    /** Resident memory (its private part apart) and CPU time, as Linux tells them. */
    private static String memory(Process process) {
        long cpu = process.info().totalCpuDuration().map(Duration::toMillis).orElse(-1L);
        try {
            List<String> status = Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS") || line.startsWith("RssAnon"))
                    .map(line -> line.replaceAll("\\s+", " "))
                    .toList();
            return String.join(", ", status) + ", CPU " + cpu + " ms";
        } catch (IOException elsewhere) {
            return "memory unknown, CPU " + cpu + " ms";
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
