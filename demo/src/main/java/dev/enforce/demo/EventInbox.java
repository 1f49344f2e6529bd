package dev.enforce.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A webhook on loopback that takes the CloudEvents that the agent sends, as a user's Slack or Jira bridge would. */
final class EventInbox implements AutoCloseable {

    private static final int MAX_BODY = 1 << 20;
    private static final int MAX_WAITING = 1000;

    private final ObjectMapper json = new ObjectMapper();
    private final LinkedBlockingQueue<JsonNode> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final HttpServer server;

    EventInbox() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new StoryException("no port for the event sink: " + e.getMessage(), e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/events");
    }

    /** The next event that fits, or null when none came in time; events that do not fit are passed over. */
    @Nullable
    JsonNode await(Predicate<JsonNode> fits, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (true) {
                long left = end - System.nanoTime();
                JsonNode event = left <= 0 ? null : waiting.poll(left, TimeUnit.NANOSECONDS);
                if (event == null || fits.test(event)) {
                    return event;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoryException("interrupted while waiting for an event", e);
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY);
            ObjectNode event = json.createObjectNode();
            event.put("type", exchange.getRequestHeaders().getFirst("ce-type"));
            event.put("subject", exchange.getRequestHeaders().getFirst("ce-subject"));
            event.set("data", json.readTree(body));
            boolean kept = waiting.offer(event);
            exchange.sendResponseHeaders(kept ? 204 : 503, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
