package dev.enforce.oci;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One HTTP exchange, bounded in time with its body. */
final class Wire {

    static final String USER_AGENT = "enforce";

    private final HttpClients clients;

    Wire(HttpClients clients) {
        this.clients = clients;
    }

    Answer exchange(
            String method,
            URI uri,
            Map<String, String> headers,
            byte @Nullable [] content,
            BodyHandler<Body> handler,
            Deadline deadline)
            throws IOException {
        if (method.equals("HEAD") && content == null) {
            Answer answer = clients.heads().ask(uri, headers, deadline);
            if (answer != null) {
                return answer;
            }
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, content == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(content))
                .setHeader("User-Agent", USER_AGENT);
        headers.forEach(request::setHeader);
        boolean plain = "http".equalsIgnoreCase(uri.getScheme());
        CompletableFuture<HttpResponse<Body>> future =
                clients.client(uri.getRawAuthority(), plain).sendAsync(request.build(), handler);
        HttpResponse<Body> response = await(future, deadline);
        return new Answer(response.statusCode(), response.headers(), response.body(), uri);
    }

    private static HttpResponse<Body> await(CompletableFuture<HttpResponse<Body>> future, Deadline deadline)
            throws IOException {
        try {
            return future.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            HttpTimeoutException timeout = new HttpTimeoutException("no whole answer in time");
            timeout.initCause(e);
            throw timeout;
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            throw unwrapped(e.getCause());
        }
    }

    private static IOException unwrapped(@Nullable Throwable cause) {
        return switch (cause) {
            case Body.TooLarge e -> e;
            case IOException e when e.getCause() instanceof Body.TooLarge inner -> inner;
            case IOException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> new IOException("the exchange failed", cause);
        };
    }
}
