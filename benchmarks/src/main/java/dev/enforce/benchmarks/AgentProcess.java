package dev.enforce.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real agent as a process of its own. */
final class AgentProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final int webhookPort;
    private final Duration start;

    private AgentProcess(Process process, int webhookPort, Duration start) {
        this.process = process;
        this.webhookPort = webhookPort;
        this.start = start;
    }

    /**
     * Starts an agent and waits until it is ready.
     *
     * @param java the command line up to the agent's own arguments
     * @param servicePort where the API server is to find whichever replica lives
     */
    static AgentProcess start(List<String> java, Path kubeconfig, int servicePort, Path log) throws IOException {
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
                "https://127.0.0.1:" + servicePort,
                "--create-webhooks",
                "--lame-duck",
                "0"));
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        awaitReady(process, healthPort);
        return new AgentProcess(process, webhookPort, Duration.ofNanos(System.nanoTime() - begin));
    }

    private static void awaitReady(Process process, int port) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (process.isAlive() && System.nanoTime() - deadline < 0) {
                if (answersWell(http, request)) {
                    return;
                }
                LockSupport.parkNanos(5_000_000);
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("the agent was not ready within " + PATIENCE);
    }

    private static boolean answersWell(HttpClient http, HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** From exec to ready. */
    Duration startTime() {
        return start;
    }

    int webhookPort() {
        return webhookPort;
    }

    long pid() {
        return process.pid();
    }

    ProcessUse use() {
        return ProcessUse.of(process.pid());
    }

    URI validation() {
        return URI.create("https://127.0.0.1:" + webhookPort + "/validations?timeout=25s");
    }

    /** As by {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
