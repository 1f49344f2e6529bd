package dev.enforce.signing.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.enforce.signing.SigningException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plain HTTP server for services that live on one machine.
 *
 * <p>It listens on the loopback address unless told otherwise, since it has no transport security of its
 * own. A request body is read up to a limit and within a time limit; requests above the number that
 * is answered at once wait.
 */
public final class LoopbackServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LoopbackServer.class);
    private static final int MAX_CONCURRENT_REQUESTS = 64;
    private static final Duration MAX_REQUEST_TIME = Duration.ofSeconds(30);

    private final HttpServer server;
    private final ExecutorService workers;
    private final ScheduledExecutorService watchdog;
    private final Semaphore permits = new Semaphore(MAX_CONCURRENT_REQUESTS);
    private final int maxBodyBytes;
    private final String host;

    private LoopbackServer(HttpServer server, String host, int maxBodyBytes) {
        this.server = server;
        this.host = host;
        this.maxBodyBytes = maxBodyBytes;
        this.workers = Executors.newVirtualThreadPerTaskExecutor();
        this.watchdog = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("request-deadline").factory());
    }

    /**
     * Takes the port at once, so that addresses can be handed out, and answers from {@link #serve} on.
     *
     * @param port 0 for any free one
     * @throws SigningException with {@code UNAVAILABLE} if the port is taken
     */
    public static LoopbackServer bind(String host, int port, int maxBodyBytes) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 256);
            return new LoopbackServer(server, host, maxBodyBytes);
        } catch (IOException e) {
            throw new SigningException(
                    SigningException.Code.UNAVAILABLE,
                    "cannot listen on " + host + ":" + port + ": " + e.getMessage(),
                    e);
        }
    }

    public URI url() {
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + shown + ":" + server.getAddress().getPort());
    }

    public void serve(Routes routes) {
        server.createContext("/", exchange -> answer(routes, exchange));
        server.setExecutor(workers);
        server.start();
    }

    private void answer(Routes routes, HttpExchange exchange) {
        Future<?> deadline = watchdog.schedule(exchange::close, MAX_REQUEST_TIME.toMillis(), TimeUnit.MILLISECONDS);
        permits.acquireUninterruptibly();
        try (exchange) {
            send(exchange, respond(routes, exchange));
        } catch (IOException e) {
            log.debug("a client went away: {}", e.getMessage());
        } finally {
            permits.release();
            deadline.cancel(false);
        }
    }

    private Response respond(Routes routes, HttpExchange exchange) throws IOException {
        ErrorShape errors = ErrorShape.HTTP_CODE;
        try {
            String path = exchange.getRequestURI().getPath();
            Optional<Routes.Match> match = routes.find(exchange.getRequestMethod(), path);
            if (match.isEmpty()) {
                return errors.write(404, SigningException.Code.NOT_FOUND, "path " + path + " was not found");
            }
            errors = match.get().errors();
            return match.get().handler().handle(read(exchange, path, match.get().parameters()));
        } catch (SigningException e) {
            if (e.code().httpStatus() >= 500) {
                log.warn(
                        "{} {} failed",
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getPath(),
                        e);
            }
            return errors.write(e.code().httpStatus(), e.code(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.error(
                    "{} {} failed",
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    e);
            return errors.write(500, SigningException.Code.INTERNAL, "internal error");
        }
    }

    private Request read(HttpExchange exchange, String path, Map<String, String> parameters) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        byte[] body;
        try (InputStream in = exchange.getRequestBody()) {
            body = in.readNBytes(maxBodyBytes + 1);
        }
        if (body.length > maxBodyBytes) {
            throw new SigningException(
                    SigningException.Code.TOO_LARGE, "the request is larger than " + maxBodyBytes + " bytes");
        }
        String query = exchange.getRequestURI().getRawQuery();
        return new Request(exchange.getRequestMethod(), path, query == null ? "" : query, parameters, headers, body);
    }

    private static void send(HttpExchange exchange, Response response) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", response.contentType());
        response.headers()
                .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        boolean headOnly = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(
                response.status(), headOnly || response.body().length == 0 ? -1 : response.body().length);
        if (!headOnly && response.body().length > 0) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(response.body());
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
        watchdog.shutdownNow();
    }
}
