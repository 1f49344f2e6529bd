package dev.enforce.cluster.real;

import dev.enforce.cluster.tls.LoopbackCertificate;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** Asks an API server whether it is ready. */
final class ApiServerProbe implements AutoCloseable {

    private final HttpClient http;
    private final HttpRequest request;

    ApiServerProbe(URI apiServer, String certificatePem, Config admin) {
        try {
            http = HttpClient.newBuilder()
                    .sslContext(LoopbackCertificate.trusting(certificatePem))
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the certificate just made cannot be read", e);
        }
        request = HttpRequest.newBuilder(apiServer.resolve("/readyz"))
                .header("Authorization", "Bearer " + admin.getOauthToken())
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    boolean isReady() throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 && answer.body().equals("ok");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
