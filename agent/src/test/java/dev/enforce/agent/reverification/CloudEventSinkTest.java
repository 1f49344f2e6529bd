package dev.enforce.agent.reverification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.enforce.model.PinnedReference;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a subscriber of events gets. */
class CloudEventSinkTest {

    private static final PinnedReference IMAGE =
            PinnedReference.parse("registry.test/team/app:v1@sha256:" + "ab".repeat(32));
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final BlockingQueue<CloudEvent> sent = new LinkedBlockingQueue<>();

    @Test
    void writesTheEventAsSubscribersKnowIt() throws Exception {
        CloudEvent event;
        try (CloudEventSink sink = started(sending -> {
            sent.add(sending);
            return 200;
        })) {
            sink.accept(changes("signed"));
            event = sent.poll(5, TimeUnit.SECONDS);
        }

        assertThat(event.headers())
                .containsEntry("Ce-Type", "dev.chainguard.policy.validation.changed.v1")
                .containsEntry("Ce-Source", "k8s://1234-5678")
                .containsEntry("Ce-Subject", IMAGE.name())
                .containsEntry("Ce-Specversion", "1.0")
                .containsEntry("Ce-Time", "2026-03-01T12:00:00Z")
                .containsEntry("Content-Type", "application/json");
        JsonNode body = new ObjectMapper().readTree(event.body());
        assertThat(body.path("actor").path("subject").asText()).isEqualTo("1234-5678");
        assertThat(body.path("body").path("image_id").asText()).isEqualTo("sha256:" + "ab".repeat(32));
        assertThat(body.at("/body/policies/signed"))
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"change\":\"degraded\",\"diagnostic\":\"no signatures found\","
                                + "\"last_checked\":\"2026-03-01T12:00:00Z\",\"valid\":false}"));
    }

    @Test
    void sendsAgainUntilTheSinkTakesIt() throws Exception {
        List<Integer> answers = new ArrayList<>(List.of(503, 429, 0, 200));
        try (CloudEventSink sink = started(event -> {
            int answer = answers.removeFirst();
            if (answer == 0) {
                throw new IOException("no route");
            }
            if (answer == 200) {
                sent.add(event);
            }
            return answer;
        })) {
            sink.accept(changes("signed"));

            assertThat(sent.poll(5, TimeUnit.SECONDS)).isNotNull();
            assertThat(answers).isEmpty();
        }
    }

    @Test
    void waitsUntilTheClusterIsKnown() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CloudEventSink sink = new CloudEventSink(
                event -> {
                    sent.add(event);
                    return 200;
                },
                () -> {
                    if (asked.incrementAndGet() < 3) {
                        throw new IllegalStateException("not yet");
                    }
                    return "1234-5678";
                },
                Duration.ofMillis(1));
        sink.start();
        try (sink) {
            sink.accept(changes("signed"));
            sink.accept(changes("signed"));

            assertThat(sent.poll(5, TimeUnit.SECONDS)).isNotNull();
            assertThat(sent.poll(5, TimeUnit.SECONDS)).isNotNull();
            assertThat(asked).hasValue(3);
        }
    }

    @Test
    void refusedEventIsNotSentAgainAndStopsNoOther() throws Exception {
        try (CloudEventSink sink = started(event -> {
            sent.add(event);
            return 400;
        })) {
            sink.accept(changes("first"));
            sink.accept(changes("second"));

            assertThat(new String(sent.poll(5, TimeUnit.SECONDS).body(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("first");
            assertThat(new String(sent.poll(5, TimeUnit.SECONDS).body(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("second");
        }
    }

    @Test
    void postsInBinaryModeOverHttp() throws Exception {
        BlockingQueue<Map<String, List<String>>> headers = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            headers.add(Map.copyOf(exchange.getRequestHeaders()));
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        server.start();
        try {
            URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/events");
            try (CloudEventSink sink = started(new HttpEventTransport(uri))) {
                sink.accept(changes("signed"));

                assertThat(headers.poll(5, TimeUnit.SECONDS))
                        .containsEntry("Ce-type", List.of("dev.chainguard.policy.validation.changed.v1"))
                        .containsEntry("Ce-specversion", List.of("1.0"));
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void refusesAddressThatIsNoWebAddress() {
        assertThatIllegalArgumentException().isThrownBy(() -> new HttpEventTransport(URI.create("file:///etc/passwd")));
    }

    private static CloudEventSink started(EventTransport transport) {
        CloudEventSink sink = new CloudEventSink(transport, () -> "1234-5678", Duration.ofMillis(1));
        sink.start();
        return sink;
    }

    private static ImageChanges changes(String policy) {
        return new ImageChanges(
                IMAGE,
                NOW,
                List.of(new PolicyChange(policy, PolicyChange.Kind.DEGRADED, false, "no signatures found", NOW)),
                List.of());
    }
}
