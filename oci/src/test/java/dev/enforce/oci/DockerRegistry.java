package dev.enforce.oci;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Debian's docker-registry as a child process on loopback. */
final class DockerRegistry implements AutoCloseable {

    private final Process process;
    private final int port;

    private DockerRegistry(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The program, fetched when it is not in the cache; empty, after a line that says so, if it cannot be had. */
    static Optional<Path> program() {
        Path script = Path.of(System.getProperty("basedir", "."), "..", "testing", "tools", "docker-registry")
                .normalize();
        try {
            Process fetch = new ProcessBuilder(script.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String path = new String(fetch.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (fetch.waitFor(150, TimeUnit.SECONDS) && fetch.exitValue() == 0) {
                return Optional.of(Path.of(path));
            }
            fetch.destroyForcibly();
        } catch (IOException e) {
            System.err.println("docker-registry: " + script + " cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.println("docker-registry: the contract tests over it are skipped");
        return Optional.empty();
    }

    static DockerRegistry start(Path program, Path directory) {
        try {
            int port = freePort();
            Path config = directory.resolve("config.yml");
            Files.writeString(config, """
                    version: 0.1
                    log: {level: error}
                    storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
                    http: {addr: "127.0.0.1:%d"}
                    """.formatted(Files.createDirectories(directory.resolve("content")), port));
            Process process = new ProcessBuilder(program.toString(), "serve", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            DockerRegistry registry = new DockerRegistry(process, port);
            registry.awaitReady();
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest ping = HttpRequest.newBuilder(URI.create("http://" + registry() + "/v2/"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            while (System.nanoTime() < end && process.isAlive()) {
                try {
                    if (http.send(ping, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException notYet) {
                    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
        }
        close();
        throw new IllegalStateException("docker-registry did not come up");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String registry() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
