package dev.enforce.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.enforce.cluster.tls.LoopbackCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

/** An admission webhook on loopback that answers as a test says. */
final class TestWebhook implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LoopbackCertificate certificate;
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BiConsumer<JsonNode, ObjectNode> answer;
    private final Queue<JsonNode> requests = new ConcurrentLinkedQueue<>();

    private TestWebhook(List<String> names, BiConsumer<JsonNode, ObjectNode> answer) throws IOException {
        this.answer = answer;
        certificate = LoopbackCertificate.create(names, Instant.now(), Duration.ofHours(1));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 64);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** {@code answer} gets the request and an allowing response to change. */
    static TestWebhook start(BiConsumer<JsonNode, ObjectNode> answer) throws IOException {
        return new TestWebhook(List.of("127.0.0.1", "localhost"), answer);
    }

    static TestWebhook named(String name, BiConsumer<JsonNode, ObjectNode> answer) throws IOException {
        return new TestWebhook(List.of(name), answer);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode review = JSON.readTree(exchange.getRequestBody());
            if (review.path("kind").asText().equals("ConversionReview")) {
                send(exchange, converted(review));
                return;
            }
            requests.add(review.path("request"));
            ObjectNode reply =
                    JSON.createObjectNode().put("kind", "AdmissionReview").put("apiVersion", "admission.k8s.io/v1");
            ObjectNode response = reply.putObject("response");
            response.put("uid", review.path("request").path("uid").asText()).put("allowed", true);
            answer.accept(review.path("request"), response);
            send(exchange, reply);
        }
    }

    private static void send(HttpExchange exchange, JsonNode reply) throws IOException {
        byte[] content = JSON.writeValueAsBytes(reply);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
    }

    /** Gives every object the wanted version, and notes in {@code spec.seenAs} the one that it had. */
    private static ObjectNode converted(JsonNode review) {
        ObjectNode reply = JSON.createObjectNode();
        reply.put("kind", "ConversionReview").put("apiVersion", "apiextensions.k8s.io/v1");
        ObjectNode response = reply.putObject("response");
        response.put("uid", review.path("request").path("uid").asText());
        response.putObject("result").put("status", "Success");
        var objects = response.putArray("convertedObjects");
        for (JsonNode object : review.path("request").path("objects")) {
            ObjectNode copy = object.deepCopy();
            copy.withObjectProperty("spec")
                    .put("seenAs", object.path("apiVersion").asText());
            objects.add(copy.put(
                    "apiVersion",
                    review.path("request").path("desiredAPIVersion").asText()));
        }
        return reply;
    }

    static void deny(ObjectNode response, int code, String reason, String message) {
        response.put("allowed", false)
                .putObject("status")
                .put("status", "Failure")
                .put("code", code)
                .put("reason", reason)
                .put("message", message);
    }

    static void patch(ObjectNode response, String operations) {
        response.put("patchType", "JSONPatch")
                .put("patch", Base64.getEncoder().encodeToString(operations.getBytes(StandardCharsets.UTF_8)));
    }

    Queue<JsonNode> requests() {
        return requests;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "https://127.0.0.1:" + port() + "/review";
    }

    String caBundle() {
        return Base64.getEncoder().encodeToString(certificate.certificatePem().getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
