package dev.enforce.oci;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A registry on loopback that does whatever a test tells it to. */
final class HostileRegistry implements AutoCloseable {

    private final HttpServer http;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, HttpHandler> handlers = new ConcurrentHashMap<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    HostileRegistry() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(executor);
        http.createContext("/", exchange -> {
            String key =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            seen.add(key);
            try (exchange) {
                handlers.getOrDefault(key, answering(404, "text/plain", "404 page not found"))
                        .handle(exchange);
            }
        });
        http.start();
    }

    String registry() {
        return "127.0.0.1:" + http.getAddress().getPort();
    }

    int port() {
        return http.getAddress().getPort();
    }

    Repository repository() {
        return new Repository(registry(), "team/app");
    }

    List<String> seen() {
        return List.copyOf(seen);
    }

    HostileRegistry on(String methodAndPath, HttpHandler handler) {
        handlers.put(methodAndPath, handler);
        return this;
    }

    /** Under {@code /v2/team/app/}. */
    HostileRegistry onGet(String path, HttpHandler handler) {
        return on("GET /v2/team/app/" + path, handler);
    }

    static HttpHandler answering(int status, String type, String body) {
        return answering(status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    static HttpHandler answering(int status, String type, byte[] body) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        };
    }

    static HttpHandler with(String header, String value, HttpHandler next) {
        return exchange -> {
            exchange.getResponseHeaders().add(header, value);
            next.handle(exchange);
        };
    }

    static HttpHandler redirecting(String location) {
        return with("Location", location, answering(307, "text/plain", ""));
    }

    /** Answers with the first, then with the second for ever. */
    static HttpHandler firstThen(HttpHandler first, HttpHandler then) {
        List<HttpHandler> left = new CopyOnWriteArrayList<>(List.of(first));
        return exchange -> {
            HttpHandler next = then;
            synchronized (left) {
                if (!left.isEmpty()) {
                    next = left.removeFirst();
                }
            }
            next.handle(exchange);
        };
    }

    /** Never answers. */
    HttpHandler hanging() {
        return exchange -> await();
    }

    /** Sends a byte of its body and then nothing more. */
    HttpHandler stalling() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await();
        };
    }

    /** Sends until nobody takes it. */
    static HttpHandler endless(String type) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = new byte[64 << 10];
            while (true) {
                exchange.getResponseBody().write(chunk);
            }
        };
    }

    /** Declares more than it sends. */
    static HttpHandler truncated(String type) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write("{\"schemaVersion\":2".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        };
    }

    static String authorization(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        return header == null ? "" : header;
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end.countDown();
        http.stop(0);
        executor.shutdownNow();
    }
}
