package dev.enforce.testing.product;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** A sound registry behind a front that does with some requests whatever a test tells it to. */
final class FaultyRegistry implements AutoCloseable {

    private final String sound;
    private final HttpServer http;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Predicate<String> affected = _ -> false;
    private volatile HttpHandler fault = _ -> {};

    /** @param sound {@code host:port} of the registry behind */
    FaultyRegistry(String sound) {
        this.sound = sound;
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(executor);
        http.createContext("/", exchange -> {
            try (exchange) {
                boolean bad = affected.test(exchange.getRequestURI().getPath());
                (bad ? fault : (HttpHandler) this::pass).handle(exchange);
            }
        });
        http.start();
    }

    /** {@code host:port}. */
    String registry() {
        return "127.0.0.1:" + http.getAddress().getPort();
    }

    /** From now on requests whose path fits are answered like that, all others soundly. */
    void fail(Predicate<String> paths, HttpHandler how) {
        fault = how;
        affected = paths;
    }

    void recover() {
        affected = _ -> false;
    }

    static HttpHandler answering(int status, String type, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0 && !exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseBody().write(bytes);
            }
        };
    }

    static HttpHandler with(String header, String value, HttpHandler next) {
        return exchange -> {
            exchange.getResponseHeaders().set(header, value);
            next.handle(exchange);
        };
    }

    /** Never answers. */
    HttpHandler hanging() {
        return _ -> await();
    }

    /** Says first that it was asked, then waits until it may go on and answers soundly. */
    HttpHandler pausing(CountDownLatch asked, CountDownLatch goOn) {
        return exchange -> {
            asked.countDown();
            try {
                goOn.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            pass(exchange);
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

    private void pass(HttpExchange exchange) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + sound + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.noBody());
        for (String name : new String[] {"Accept", "If-None-Match"}) {
            exchange.getRequestHeaders()
                    .getOrDefault(name, java.util.List.of())
                    .forEach(value -> request.header(name, value));
        }
        try {
            HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
            answer.headers().map().forEach((name, values) -> {
                if (!name.equalsIgnoreCase("content-length") && !name.startsWith(":")) {
                    values.forEach(value -> exchange.getResponseHeaders().add(name, value));
                }
            });
            boolean head = exchange.getRequestMethod().equals("HEAD");
            answer.headers()
                    .firstValue("content-length")
                    .filter(_ -> head)
                    .ifPresent(length -> exchange.getResponseHeaders().set("Content-Length", length));
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            if (answer.body().length > 0) {
                exchange.getResponseBody().write(answer.body());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end.countDown();
        http.stop(0);
        executor.shutdownNow();
        client.shutdownNow();
    }
}
