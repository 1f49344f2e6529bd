package dev.enforce.agent.trustroots;

import dev.enforce.sigstore.tuf.TufException;
import dev.enforce.sigstore.tuf.TufRepository;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A TUF repository over HTTPS, or over plain HTTP on loopback. Bounded; no redirect is followed. */
final class MirrorRepository implements TufRepository {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final HttpClient http;
    private final String base;

    /** @throws TufException with {@code UNAVAILABLE} if the address is not one that may be read */
    MirrorRepository(HttpClient http, URI mirror) {
        String scheme = String.valueOf(mirror.getScheme());
        String host = String.valueOf(mirror.getHost());
        boolean loopback = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        if (!scheme.equals("https") && !(scheme.equals("http") && loopback)) {
            throw unavailable(mirror + " is not read: it must begin with https://", null);
        }
        if (mirror.getRawQuery() != null || mirror.getRawUserInfo() != null) {
            throw unavailable("a mirror's address has neither query nor credentials", null);
        }
        String text = mirror.toString();
        this.http = http;
        this.base = text.endsWith("/") ? text : text + "/";
    }

    /** A client as this class wants it. */
    static HttpClient client() {
        return HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public Optional<byte[]> fetch(String path, int maxBytes) {
        URI uri = uri(path);
        HttpResponse<byte[]> answer = answer(uri, maxBytes);
        return switch (answer.statusCode()) {
            case 200 -> Optional.of(answer.body());
            // Object stores answer 403 for what does not exist when listing is not allowed.
            case 403, 404 -> Optional.empty();
            case 301, 302, 303, 307, 308 ->
                throw unavailable(uri + " answered with a redirect, which is not followed", null);
            default -> throw unavailable(uri + " answered " + answer.statusCode(), null);
        };
    }

    /** The whole answer within the time: a request's own time-out ends with the headers. */
    private HttpResponse<byte[]> answer(URI uri, int maxBytes) {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                HttpRequest.newBuilder(uri).timeout(TIMEOUT).GET().build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes));
        try {
            return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unavailable(uri + " did not answer with at most " + maxBytes + " bytes: " + cause(e), e);
        } catch (TimeoutException e) {
            throw unavailable(uri + " did not answer within " + TIMEOUT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(uri + " was interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }

    private static String cause(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause instanceof ConnectException || cause.getMessage() == null
                ? "no connection"
                : String.valueOf(cause.getMessage());
    }

    private URI uri(String path) {
        try {
            return URI.create(base + path);
        } catch (IllegalArgumentException e) {
            throw unavailable("not an address: " + base + path, e);
        }
    }

    private static TufException unavailable(String message, @Nullable Exception cause) {
        return TufException.unavailable(message, cause == null ? new IOException(message) : cause);
    }
}
