package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/** Sends reviews to webhooks over HTTPS and checks what they answer. */
final class WebhookCaller implements AutoCloseable {

    private static final int LARGEST_ANSWER = 8 << 20;
    private static final int DEFAULT_TIMEOUT_SECONDS = 10;
    private static final int MOST_CLIENTS = 32;

    /** A webhook could not be asked, or did not answer as it must. */
    static final class CallFailed extends Exception {
        CallFailed(String message) {
            super(message);
        }
    }

    /** Whom a client trusts; empty roots are those of the JDK. */
    private record Trust(String roots, String serverName) {}

    private final ObjectStore store;
    private final Map<Trust, HttpClient> clients = new ConcurrentHashMap<>();

    WebhookCaller(ObjectStore store) {
        this.store = store;
    }

    /** The {@code response} of the webhook to an {@code AdmissionReview}. */
    JsonNode review(JsonNode webhook, ObjectNode review) throws CallFailed {
        int seconds = webhook.path("timeoutSeconds").asInt(DEFAULT_TIMEOUT_SECONDS);
        JsonNode answer = call(webhook.path("clientConfig"), review, Duration.ofSeconds(seconds));
        if (!Json.text(answer, "kind").equals("AdmissionReview")
                || !Json.text(answer, "apiVersion").equals("admission.k8s.io/v1")) {
            throw new CallFailed("received invalid webhook response: expected webhook response of"
                    + " admission.k8s.io/v1, Kind=AdmissionReview, got " + Json.text(answer, "apiVersion") + ", Kind="
                    + Json.text(answer, "kind"));
        }
        JsonNode response = answer.path("response");
        String expected = Json.text(review, "request", "uid");
        if (!Json.text(response, "uid").equals(expected)) {
            throw new CallFailed("received invalid webhook response: expected response.uid=\"" + expected + "\", got \""
                    + Json.text(response, "uid") + "\"");
        }
        if (response.has("patch") && !Json.text(response, "patchType").equals("JSONPatch")) {
            throw new CallFailed("received invalid webhook response: webhook returned response.patch but not"
                    + " response.patchType");
        }
        return response;
    }

    /** Posts any review to the address of a client configuration. */
    JsonNode call(JsonNode clientConfig, ObjectNode review, Duration timeout) throws CallFailed {
        String roots =
                new String(Base64.getDecoder().decode(Json.text(clientConfig, "caBundle")), StandardCharsets.US_ASCII);
        String shown;
        URI address;
        Trust trust;
        String query = "?timeout=" + timeout.toSeconds() + "s";
        if (clientConfig.has("url")) {
            shown = Json.text(clientConfig, "url") + query;
            address = URI.create(shown);
            trust = new Trust(roots, address.getHost());
        } else {
            JsonNode service = clientConfig.path("service");
            String name = Json.text(service, "name");
            String namespace = Json.text(service, "namespace");
            String rest = ":" + service.path("port").asInt(443) + Json.text(service, "path") + query;
            shown = "https://" + name + "." + namespace + ".svc" + rest;
            address = URI.create("https://" + route(namespace, name) + rest);
            trust = new Trust(roots, name + "." + namespace + ".svc");
        }
        try {
            return post(address, trust, review, timeout);
        } catch (IOException e) {
            throw new CallFailed("failed to call webhook: Post \"" + shown + "\": " + reason(e, address));
        } catch (ApiError | GeneralSecurityException e) {
            throw new CallFailed("failed to call webhook: Post \"" + shown + "\": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallFailed("failed to call webhook: Post \"" + shown + "\": context canceled");
        }
    }

    private String route(String namespace, String name) throws CallFailed {
        ObjectNode service = store.find(ObjectKey.of(ResourceTypes.SERVICES, namespace, name))
                .orElseThrow(() -> new CallFailed("failed to call webhook: service \"" + name + "\" not found"));
        if (!Json.text(service, "spec", "type").equals("ExternalName")) {
            throw new CallFailed("failed to call webhook: no endpoints available for service \"" + name
                    + "\" (the simulated API server reaches only services of type ExternalName)");
        }
        return Json.text(service, "spec", "externalName");
    }

    private JsonNode post(URI address, Trust trust, ObjectNode review, Duration timeout)
            throws IOException, InterruptedException, GeneralSecurityException, CallFailed {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(review)))
                .build();
        HttpResponse<InputStream> answer = client(trust).send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            byte[] content = body.readNBytes(LARGEST_ANSWER + 1);
            if (content.length > LARGEST_ANSWER) {
                throw new CallFailed("failed to call webhook: the answer is larger than " + LARGEST_ANSWER + " bytes");
            }
            if (answer.statusCode() / 100 != 2) {
                throw new CallFailed("failed to call webhook: an error on the server (\""
                        + new String(content, StandardCharsets.UTF_8).strip()
                        + "\") has prevented the request from succeeding, status " + answer.statusCode());
            }
            return Json.parse(content);
        }
    }

    private HttpClient client(Trust trust) throws GeneralSecurityException, IOException {
        HttpClient known = clients.get(trust);
        if (known != null) {
            return known;
        }
        if (clients.size() >= MOST_CLIENTS) {
            close();
        }
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10));
        if (!trust.roots().isEmpty()) {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {ServerNameTrust.of(trust.roots(), trust.serverName())}, null);
            builder.sslContext(context);
        }
        HttpClient made = builder.build();
        HttpClient earlier = clients.putIfAbsent(trust, made);
        return earlier == null ? made : earlier;
    }

    /** As Go says it, for the failures that people meet. */
    private static String reason(IOException e, URI address) {
        return switch (e) {
            case ConnectException refused ->
                "dial tcp 127.0.0.1:" + address.getPort() + ": connect: connection refused";
            case HttpTimeoutException late -> "context deadline exceeded";
            case SSLException tls -> "tls: failed to verify certificate: x509: " + tls.getMessage();
            default -> String.valueOf(e.getMessage());
        };
    }

    @Override
    public void close() {
        clients.values().forEach(HttpClient::shutdownNow);
        clients.clear();
    }
}
