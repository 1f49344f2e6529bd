package dev.enforce.signing.signer;

import dev.enforce.signing.SigningException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Posts to signing services and reads bounded answers. */
public final class ServiceClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_ANSWER_BYTES = 16 << 20;
    private static final int SHOWN_CHARS = 300;

    private final HttpClient http;

    /** A client of its own that follows no redirects. */
    public static ServiceClient create() {
        return new ServiceClient(HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .build());
    }

    /** @param http must not follow redirects, since requests carry identity tokens */
    public ServiceClient(HttpClient http) {
        if (http.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException("the HTTP client follows redirects");
        }
        this.http = http;
    }

    /** What a service answered with a status below 300. */
    record Answer(int status, byte[] body) {}

    /**
     * @throws SigningException with {@code REJECTED} for any other status, {@code UNAVAILABLE} if there is no
     *     answer in time
     */
    Answer post(URI uri, String contentType, byte[] body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return send(request.build());
    }

    private Answer get(URI uri) {
        return send(HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .GET()
                .build());
    }

    private Answer send(HttpRequest request) {
        HttpResponse<byte[]> response;
        try {
            response = http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
        } catch (IOException e) {
            throw new SigningException(
                    SigningException.Code.UNAVAILABLE, request.uri() + " did not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SigningException(SigningException.Code.UNAVAILABLE, request.uri() + " was interrupted", e);
        }
        if (response.statusCode() == 409 && request.method().equals("POST")) {
            return existing(request.uri(), response);
        }
        if (response.statusCode() >= 300) {
            throw new SigningException(
                    SigningException.Code.REJECTED,
                    request.uri() + " answered " + response.statusCode() + ": " + shown(response.body()));
        }
        return new Answer(response.statusCode(), response.body());
    }

    /** An equal entry is in the log already: the answer says where. */
    private Answer existing(URI uri, HttpResponse<byte[]> response) {
        String location = response.headers().firstValue("Location").orElse("");
        URI target = location.isEmpty() ? uri : uri.resolve(location);
        if (target.equals(uri) || !String.valueOf(target.getAuthority()).equals(uri.getAuthority())) {
            throw new SigningException(
                    SigningException.Code.REJECTED, uri + " answered 409: " + shown(response.body()));
        }
        return get(target);
    }

    private static String shown(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip().replaceAll("\\p{Cntrl}", " ");
        return text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "…" : text;
    }
}
