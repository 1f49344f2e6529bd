package dev.enforce.agent.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.agent.admission.AdmissionHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookServerTest {

    private static final int MAX_BODY = 1_000;
    private static final byte[] OK = "{\"ok\":true}".getBytes();

    private final Readiness readiness = new Readiness();
    private final AtomicReference<AdmissionHandler> handler =
            new AtomicReference<>((body, budget) -> new AdmissionHandler.Answer(200, OK));
    private final AtomicReference<Optional<String>> obstacle = new AtomicReference<>(Optional.empty());
    private WebhookServer server;
    private ServerCertificate certificate;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        ServerOptions options = new ServerOptions(
                "127.0.0.1", 0, 0, MAX_BODY, 64 * 1024, 100, Duration.ofMillis(50), Duration.ofSeconds(5));
        AdmissionHandler webhook = (body, budget) -> handler.get().handle(body, budget);
        server = new WebhookServer(options, Map.of("/hook", webhook), readiness, () -> "metric 1\n");
        readiness.require("policies", obstacle::get);
        certificate = TestCertificates.create("127.0.0.1");
        server.start();
        server.open(certificate);
        client = trusting(certificate.chain().getFirst());
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @Test
    void answersReviews() throws Exception {
        HttpResponse<String> answer = post("/hook", new byte[10]);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"ok\":true}");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    }

    @Test
    void speaksBothVersionsOfHttp() throws Exception {
        assertThat(post("/hook", new byte[1]).version()).isEqualTo(HttpClient.Version.HTTP_2);
        HttpRequest old = HttpRequest.newBuilder(webhook("/hook"))
                .version(HttpClient.Version.HTTP_1_1)
                .POST(BodyPublishers.ofByteArray(new byte[1]))
                .build();
        assertThat(client.send(old, BodyHandlers.ofString()).version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }

    @Test
    void handsOverOneByteMoreThanAllowedOfAnEndlessBody() throws Exception {
        CompletableFuture<Integer> length = new CompletableFuture<>();
        handler.set((body, budget) -> {
            length.complete(body.length);
            return new AdmissionHandler.Answer(400, OK);
        });

        post("/hook", new byte[MAX_BODY * 50]);

        assertThat(length.get(5, TimeUnit.SECONDS)).isEqualTo(MAX_BODY + 1);
    }

    @Test
    void knowsOnlyItsPathsAndMethods() throws Exception {
        assertThat(post("/other", new byte[1]).statusCode()).isEqualTo(404);
        assertThat(get(webhook("/hook")).statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource({"timeout=5s,4500", "timeout=25s,10000", "timeout=soon,10000", "a=b&timeout=1s,900", ",10000"})
    void keepsWithinTheTimeThatTheApiServerGrants(String query, long millis) {
        assertThat(WebhookEndpoint.budget(query)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void saysWhyItIsNotReady() throws Exception {
        obstacle.set(Optional.of("not listed yet"));

        HttpResponse<String> answer = get(health("/readyz"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("policies: not listed yet\n");
        assertThat(get(health("/healthz")).statusCode()).isEqualTo(200);
        assertThat(get(health("/metrics")).body()).isEqualTo("metric 1\n");
    }

    @Test
    void answersTheProbeOfTheUpstreamController() throws Exception {
        HttpRequest probe = HttpRequest.newBuilder(webhook("/"))
                .header("k-kubelet-probe", "webhook")
                .build();

        assertThat(client.send(probe, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        obstacle.set(Optional.of("no"));
        assertThat(client.send(probe, BodyHandlers.ofString()).statusCode()).isEqualTo(503);
    }

    @Test
    void survivesAHandlerThatThrows() throws Exception {
        handler.set((body, budget) -> {
            throw new IllegalStateException("a defect");
        });

        assertThat(post("/hook", new byte[1]).statusCode()).isEqualTo(500);
        handler.set((body, budget) -> new AdmissionHandler.Answer(200, OK));
        assertThat(post("/hook", new byte[1]).statusCode()).isEqualTo(200);
    }

    @Test
    void showsANewCertificateWithoutARestart() throws Exception {
        ServerCertificate other = TestCertificates.create("127.0.0.1");

        server.use(other);

        try (HttpClient trustsTheNewOne = trusting(other.chain().getFirst())) {
            HttpRequest request = HttpRequest.newBuilder(webhook("/hook"))
                    .POST(BodyPublishers.ofByteArray(new byte[1]))
                    .build();
            assertThat(trustsTheNewOne.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void finishesWhatIsInWorkBeforeItEnds() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        handler.set((body, budget) -> {
            arrived.countDown();
            try {
                assertThat(goOn.await(5, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return new AdmissionHandler.Answer(200, OK);
        });
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                HttpRequest.newBuilder(webhook("/hook"))
                        .version(HttpClient.Version.HTTP_1_1)
                        .POST(BodyPublishers.ofByteArray(new byte[1]))
                        .build(),
                BodyHandlers.ofString());
        assertThat(arrived.await(5, TimeUnit.SECONDS)).isTrue();

        Thread closing = Thread.ofVirtual().start(server::close);
        goOn.countDown();

        assertThat(answer.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(closing.join(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void answersEverythingDuringTheLameDuckTimeAndClosesEachConnection() throws Exception {
        readiness.drain();

        HttpRequest request = HttpRequest.newBuilder(webhook("/hook"))
                .version(HttpClient.Version.HTTP_1_1)
                .POST(BodyPublishers.ofByteArray(new byte[1]))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("connection")).contains("close");
        assertThat(get(health("/readyz")).body()).startsWith("shutdown");
    }

    private HttpResponse<String> post(String path, byte[] body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(webhook(path))
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private URI webhook(String path) {
        return URI.create("https://127.0.0.1:" + server.webhookPort() + path);
    }

    private URI health(String path) {
        return URI.create("http://127.0.0.1:" + server.healthPort() + path);
    }

    private static HttpClient trusting(X509Certificate certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }
}
