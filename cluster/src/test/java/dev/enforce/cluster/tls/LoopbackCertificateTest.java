package dev.enforce.cluster.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class LoopbackCertificateTest {

    @Test
    void servesClientsThatTrustIt() throws Exception {
        LoopbackCertificate certificate = valid(List.of("127.0.0.1"));

        assertThat(get(certificate, certificate)).isEqualTo(204);
    }

    @Test
    void isRefusedUnderAnotherName() {
        LoopbackCertificate certificate = valid(List.of("elsewhere.test", "127.0.0.2"));

        assertThatThrownBy(() -> get(certificate, certificate)).isInstanceOf(SSLException.class);
    }

    @Test
    void isRefusedByThoseWhoTrustAnotherOne() {
        LoopbackCertificate certificate = valid(List.of("127.0.0.1"));

        assertThatThrownBy(() -> get(certificate, valid(List.of("127.0.0.1")))).isInstanceOf(SSLException.class);
    }

    @Test
    void isRefusedWhenItHasExpired() {
        LoopbackCertificate certificate = LoopbackCertificate.create(
                List.of("127.0.0.1"), Instant.now().minus(Duration.ofDays(2)), Duration.ofDays(1));

        assertThatThrownBy(() -> get(certificate, valid(List.of("other.test")))).isInstanceOf(SSLException.class);
    }

    @Test
    void holdsMoreNamesThanFitInAShortLength() throws Exception {
        List<String> names = IntStream.range(0, 3000)
                .mapToObj(number -> "host-" + number + ".a-rather-long-domain.test")
                .toList();

        assertThat(valid(names).certificate().getSubjectAlternativeNames())
                .hasSize(3000)
                .first()
                .asString()
                .contains("host-0.");
    }

    @Test
    void needsAName() {
        assertThatThrownBy(() -> valid(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static LoopbackCertificate valid(List<String> names) {
        return LoopbackCertificate.create(names, Instant.now(), Duration.ofDays(1));
    }

    private static int get(LoopbackCertificate server, LoopbackCertificate trusted) throws Exception {
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1);
        https.setHttpsConfigurator(new HttpsConfigurator(server.serverContext()));
        https.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
        https.start();
        try (HttpClient http = HttpClient.newBuilder()
                .sslContext(LoopbackCertificate.trusting(trusted.certificatePem()))
                .build()) {
            URI address = URI.create("https://127.0.0.1:" + https.getAddress().getPort());
            return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } finally {
            https.stop(0);
        }
    }
}
