package dev.enforce.kms;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Bounded HTTP requests: TLS except to this machine and to the metadata addresses of clouds, no redirects. */
final class Web implements AutoCloseable {

    private static final int MAX_ANSWER = 1 << 20;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    /** Addresses that only exist inside of a machine of a cloud, where there is no TLS. */
    private static final Set<String> METADATA = Set.of(
            "169.254.169.254",
            "169.254.170.2",
            "169.254.170.23",
            "[fd00:ec2::254]",
            "[fd00:ec2::23]",
            "metadata.google.internal");

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MAX_ANSWER)
                    .maxNestingDepth(50)
                    .build())
            .build());

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** An answer; the body is at most 1 MiB. */
    record Answer(int status, byte[] body) {

        boolean isSuccess() {
            return status / 100 == 2;
        }

        JsonNode json() {
            return parse(body);
        }

        /** Never the body, which may hold a token. */
        @Override
        public String toString() {
            return "answer " + status;
        }
    }

    static boolean isLoopback(String host) {
        return LOOPBACK.contains(host);
    }

    /** {@code https} for every host but this machine. */
    static String schemeFor(String authority) {
        String host = authority.startsWith("[")
                ? authority.substring(0, authority.indexOf(']') + 1)
                : authority.split(":", 2)[0];
        return isLoopback(host) ? "http://" : "https://";
    }

    static JsonNode parse(byte[] json) {
        try {
            JsonNode node = JSON.readTree(json);
            return node == null ? JSON.missingNode() : node;
        } catch (JacksonException e) {
            throw new KmsException(KmsException.Code.MALFORMED, "the answer is not JSON", e);
        } catch (IOException e) {
            throw new KmsException(KmsException.Code.MALFORMED, "the answer cannot be read", e);
        }
    }

    static byte[] write(Map<String, ?> object) {
        try {
            return JSON.writeValueAsBytes(object);
        } catch (JacksonException e) {
            throw new IllegalStateException("a map could not be written", e);
        }
    }

    Answer get(URI uri, Map<String, String> headers, TimeLimit limit) {
        return send("GET", uri, headers, new byte[0], limit);
    }

    Answer send(String method, URI uri, Map<String, String> headers, byte[] body, TimeLimit limit) {
        requireSafe(uri);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(limit.remaining())
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<byte[]>> running = client.sendAsync(
                request.build(),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER));
        try {
            HttpResponse<byte[]> response = running.get(limit.remaining().toNanos(), TimeUnit.NANOSECONDS);
            return new Answer(response.statusCode(), response.body());
        } catch (ExecutionException | TimeoutException e) {
            running.cancel(true);
            throw new KmsException(
                    KmsException.Code.UNAVAILABLE, uri.getAuthority() + " did not answer: " + reason(e), e);
        } catch (InterruptedException e) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw new KmsException(KmsException.Code.UNAVAILABLE, "interrupted", e);
        }
    }

    private static String reason(Exception failure) {
        if (failure instanceof TimeoutException) {
            return "too slow";
        }
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static void requireSafe(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost();
        boolean plain = "http".equals(uri.getScheme()) && (isLoopback(host) || METADATA.contains(host));
        if (!plain && !"https".equals(uri.getScheme())) {
            throw new KmsException(
                    KmsException.Code.REFERENCE, "only TLS is used outside of this machine, not " + uri.getScheme());
        }
        if (host.isEmpty() || uri.getUserInfo() != null) {
            throw new KmsException(KmsException.Code.REFERENCE, "an address without host or with a user");
        }
    }

    /** What a status other than success means for a question about a key. */
    static KmsException refusal(String what, Answer answer) {
        return switch (answer.status()) {
            case 400, 401, 403 ->
                new KmsException(KmsException.Code.DENIED, what + " was refused with status " + answer.status());
            case 404 -> new KmsException(KmsException.Code.NOT_FOUND, what + " does not exist");
            default ->
                new KmsException(KmsException.Code.UNAVAILABLE, what + " was answered with status " + answer.status());
        };
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
