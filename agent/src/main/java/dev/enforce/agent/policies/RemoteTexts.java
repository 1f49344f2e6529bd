package dev.enforce.agent.policies;

import dev.enforce.model.Digest;
import dev.enforce.policy.Reference;
import dev.enforce.policy.ReferenceResolver;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Texts of policies on web servers. A text is read once, since its digest stands in the policy; one that could not be
 * read is tried again after a while. Bounded in size and time; follows no redirect.
 */
public final class RemoteTexts {

    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_KNOWN = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Fetching fetching;
    private final InstantSource clock;
    private final Map<Reference.Remote, byte[]> known = new HashMap<>();
    private final Map<Reference.Remote, Failure> failures = new HashMap<>();

    /** Asks a web server. */
    @FunctionalInterface
    interface Fetching {
        /** @throws IOException with a message for a person */
        byte[] fetch(URI address) throws IOException;
    }

    private record Failure(String reason, Instant again) {}

    RemoteTexts(Fetching fetching, InstantSource clock) {
        this.fetching = fetching;
        this.clock = clock;
    }

    /** Over HTTPS. */
    public static RemoteTexts overHttps(InstantSource clock) {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        return new RemoteTexts(address -> fetch(client, address), clock);
    }

    synchronized ReferenceResolver.Resolution read(Reference.Remote remote) {
        byte[] text = known.get(remote);
        if (text != null) {
            return found(text);
        }
        Failure failure = failures.get(remote);
        if (failure != null && clock.instant().isBefore(failure.again())) {
            return new ReferenceResolver.Missing(failure.reason());
        }
        ReferenceResolver.Resolution resolution = fetch(remote);
        if (resolution instanceof ReferenceResolver.Missing(String problem)) {
            failures.put(remote, new Failure(problem, clock.instant().plus(PAUSE)));
        }
        return resolution;
    }

    /** Whether it has been read. */
    synchronized boolean isKnown(Reference.Remote remote) {
        return known.containsKey(remote);
    }

    /** Whether reading it failed, long enough ago to try again. */
    synchronized boolean isDue(Reference.Remote remote) {
        Failure failure = failures.get(remote);
        return failure != null && !clock.instant().isBefore(failure.again());
    }

    private ReferenceResolver.Resolution fetch(Reference.Remote remote) {
        try {
            byte[] body = fetching.fetch(URI.create(remote.url()));
            String sum = Digest.sha256(body).hex();
            if (!sum.equals(remote.sha256())) {
                return new ReferenceResolver.Missing(
                        "failed to check sha256sum from policy remote: " + remote.sha256() + " got " + sum);
            }
            if (known.size() >= MAX_KNOWN) {
                known.clear();
            }
            known.put(remote, body);
            failures.remove(remote);
            return found(body);
        } catch (IOException | IllegalArgumentException e) {
            return new ReferenceResolver.Missing("failed to fetch content from policy url: " + e.getMessage());
        }
    }

    private static ReferenceResolver.Found found(byte[] text) {
        return new ReferenceResolver.Found(Map.of("", text));
    }

    private static byte[] fetch(HttpClient client, URI address) throws IOException {
        if (!"https".equals(address.getScheme())) {
            throw new IOException("only https is spoken");
        }
        HttpRequest request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
        CompletableFuture<byte[]> body = client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .thenApplyAsync(
                        RemoteTexts::body,
                        task -> Thread.ofVirtual().name("remote-policy").start(task));
        try {
            return body.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            body.cancel(true);
            throw new IOException("no answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(cause == null ? "no answer" : cause.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static byte[] body(HttpResponse<InputStream> response) {
        try (InputStream stream = response.body()) {
            if (response.statusCode() < 200 || response.statusCode() > 299) {
                throw new IllegalStateException("with code " + response.statusCode());
            }
            byte[] body = stream.readNBytes(MAX_BYTES + 1);
            if (body.length > MAX_BYTES) {
                throw new IllegalStateException("more than " + MAX_BYTES + " bytes");
            }
            return body;
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
