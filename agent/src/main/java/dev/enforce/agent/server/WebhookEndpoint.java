package dev.enforce.agent.server;

import dev.enforce.agent.admission.AdmissionHandler;
import dev.enforce.agent.admission.AdmissionLimits;
import dev.enforce.agent.configuration.GoDuration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests of the API server: reads the body within its bounds, asks the webhook of the path, writes the answer. */
final class WebhookEndpoint extends Handler.Abstract {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookEndpoint.class);
    private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");
    private static final HttpField TEXT = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    private static final HttpField CLOSE = new PreEncodedHttpField(HttpHeader.CONNECTION, "close");
    private static final String PROBE_HEADER = "k-kubelet-probe";
    private static final int UNIT = 1024;

    private final Map<String, AdmissionHandler> webhooks;
    private final Readiness readiness;
    private final int maxBodyBytes;
    private final Semaphore room;
    private final AtomicInteger inFlight = new AtomicInteger();

    WebhookEndpoint(Map<String, AdmissionHandler> webhooks, Readiness readiness, ServerOptions options) {
        this.webhooks = Map.copyOf(webhooks);
        this.readiness = readiness;
        this.maxBodyBytes = options.maxBodyBytes();
        this.room = new Semaphore(Math.toIntExact(options.maxBytesInFlight() / UNIT));
    }

    int inFlight() {
        return inFlight.get();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        inFlight.incrementAndGet();
        Callback counted = Callback.from(callback, inFlight::decrementAndGet);
        try {
            if (readiness.isDraining() && request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2) {
                response.getHeaders().put(CLOSE);
            }
            answer(request, response, counted);
        } catch (Throwable failure) {
            counted.failed(failure);
            if (failure instanceof Error error) {
                throw error;
            }
        }
        return true;
    }

    private void answer(Request request, Response response, Callback callback)
            throws IOException, InterruptedException {
        if (request.getHeaders().contains(PROBE_HEADER)) {
            boolean ready = readiness.isReady();
            text(
                    response,
                    callback,
                    ready ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503,
                    ready ? "ok" : "no");
            return;
        }
        AdmissionHandler webhook = webhooks.get(Request.getPathInContext(request));
        if (webhook == null) {
            text(response, callback, HttpStatus.NOT_FOUND_404, "no webhook has this path");
        } else if (!"POST".equals(request.getMethod())) {
            text(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405, "a webhook takes POST");
        } else {
            review(webhook, request, response, callback);
        }
    }

    private void review(AdmissionHandler webhook, Request request, Response response, Callback callback)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        Duration budget = budget(request.getHttpURI().getQuery());
        int permits = permits(request.getLength());
        if (!room.tryAcquire(permits, budget.toNanos() / 2, TimeUnit.NANOSECONDS)) {
            LOG.warn("refused a review: bodies of {} MiB are in work already", (long) room.availablePermits() / UNIT);
            text(response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, "too many reviews at once, try again");
            return;
        }
        try {
            byte[] body = read(request);
            Duration left = budget.minusNanos(System.nanoTime() - start);
            AdmissionHandler.Answer answer = webhook.handle(body, left.isNegative() ? Duration.ZERO : left);
            response.setStatus(answer.status());
            response.getHeaders().put(JSON);
            write(response, callback, answer.body());
        } finally {
            room.release(permits);
        }
    }

    /** At most one byte more than a body may have, so that the webhook sees that it is too long. */
    private byte[] read(Request request) throws IOException {
        try (InputStream in = Request.asInputStream(request)) {
            return in.readNBytes(maxBodyBytes + 1);
        }
    }

    private int permits(long length) {
        long bytes = length < 0 || length > maxBodyBytes ? maxBodyBytes : length;
        return Math.toIntExact(bytes / UNIT + 1);
    }

    /** What the API server grants, less a tenth for the way back, and never more than we give ourselves. */
    static Duration budget(@Nullable String query) {
        if (query == null) {
            return AdmissionLimits.MAX_BUDGET;
        }
        for (String part : query.split("&", 8)) {
            if (part.startsWith("timeout=")) {
                Duration granted = GoDuration.parse(part.substring("timeout=".length()))
                        .map(whole -> whole.multipliedBy(9).dividedBy(10))
                        .orElse(AdmissionLimits.MAX_BUDGET);
                return granted.compareTo(AdmissionLimits.MAX_BUDGET) < 0 && !granted.isZero()
                        ? granted
                        : AdmissionLimits.MAX_BUDGET;
            }
        }
        return AdmissionLimits.MAX_BUDGET;
    }

    private static void text(Response response, Callback callback, int status, String line) {
        response.setStatus(status);
        response.getHeaders().put(TEXT);
        write(response, callback, (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Response response, Callback callback, byte[] body) {
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
