package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.enforce.cluster.ClusterException;
import dev.enforce.cluster.ClusterException.Code;
import dev.enforce.cluster.tls.LoopbackCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The API over HTTPS on one port of loopback; can be stopped and started again there. */
final class ApiServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ApiServer.class.getName());
    private static final int LARGEST_BODY = 4 << 20;
    private static final int BACKLOG = 256;

    private final LoopbackCertificate certificate;
    private final ResourceTypes types;
    private final ObjectStore store;
    private final Api api;
    private final ApiRequests requests;
    private final Discovery discovery;
    private final OpenApi openApi;
    private final Tokens tokens;
    private final InstantSource clock;

    private Serving serving;

    /** One life of the server; its watches end with it. */
    private static final class Serving {
        final HttpsServer server;
        final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        volatile boolean open = true;

        Serving(HttpsServer server) {
            this.server = server;
        }

        void stop() {
            open = false;
            server.stop(0);
            threads.shutdownNow();
        }
    }

    ApiServer(
            LoopbackCertificate certificate,
            ResourceTypes types,
            ObjectStore store,
            Api api,
            Discovery discovery,
            Tokens tokens,
            InstantSource clock) {
        this.certificate = certificate;
        this.types = types;
        this.store = store;
        this.api = api;
        this.requests = new ApiRequests(api, tokens);
        this.discovery = discovery;
        this.openApi = new OpenApi(types);
        this.tokens = tokens;
        this.clock = clock;
        this.serving = listen(0);
    }

    private Serving listen(int port) {
        try {
            HttpsServer server =
                    HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), BACKLOG);
            server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
            Serving life = new Serving(server);
            server.setExecutor(life.threads);
            server.createContext("/", exchange -> handle(exchange, life));
            server.start();
            return life;
        } catch (IOException e) {
            throw new ClusterException(Code.IO, "cannot listen on loopback: " + e.getMessage(), e);
        }
    }

    synchronized int port() {
        return serving.server.getAddress().getPort();
    }

    /** Drops every connection and every past change, and listens again on the same port. */
    synchronized void restart() {
        int port = port();
        serving.stop();
        store.compact();
        serving = listen(port);
    }

    private void handle(HttpExchange exchange, Serving life) throws IOException {
        List<String> warnings = new ArrayList<>();
        try (exchange) {
            try {
                serve(exchange, life, warnings);
            } catch (ApiError e) {
                respond(exchange, e.code(), e.status(), warnings);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "request failed: " + exchange.getRequestURI(), e);
                ApiError error = ApiError.internal(String.valueOf(e.getMessage()));
                respond(exchange, error.code(), error.status(), warnings);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(HttpExchange exchange, Serving life, List<String> warnings)
            throws IOException, InterruptedException {
        byte[] body = read(exchange);
        Caller caller = authenticate(exchange).orElseThrow(ApiError::unauthorized);
        List<String> segments = ApiPath.segments(exchange.getRequestURI());
        if (segments.size() == 1 && List.of("readyz", "healthz", "livez").contains(segments.getFirst())) {
            send(exchange, 200, "text/plain", "ok".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        Optional<ObjectNode> document = discovery.find(segments).or(() -> openApi.find(segments));
        if (document.isPresent()) {
            respond(exchange, 200, document.get(), warnings);
            return;
        }
        ApiPath path = ApiPath.parse(exchange.getRequestURI(), types).orElseThrow(ApiError::noSuchResource);
        if (exchange.getRequestMethod().equals("GET") && path.flag("watch")) {
            watch(exchange, life, path, caller);
            return;
        }
        String contentType = header(exchange, "Content-Type").split(";", 2)[0].strip();
        if (contentType.endsWith("protobuf") || contentType.endsWith("cbor")) {
            throw ApiError.of(
                    415, "UnsupportedMediaType", "the simulated API server takes JSON and YAML, not " + contentType);
        }
        ApiRequests.Answer answer =
                requests.handle(exchange.getRequestMethod(), contentType, body, path, caller, warnings);
        respond(exchange, answer.code(), answer.body(), warnings);
    }

    private static byte[] read(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readNBytes(LARGEST_BODY + 1);
            if (body.length > LARGEST_BODY) {
                throw ApiError.of(413, "RequestEntityTooLarge", "Request entity too large: limit is " + LARGEST_BODY);
            }
            return body;
        }
    }

    private Optional<Caller> authenticate(HttpExchange exchange) {
        String credentials = header(exchange, "Authorization");
        return credentials.startsWith("Bearer ")
                ? tokens.callerOf(credentials.substring("Bearer ".length()))
                : Optional.empty();
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    /** A watch over a web socket is answered with 200, which tells clients to ask for a plain one. */
    private void watch(HttpExchange exchange, Serving life, ApiPath path, Caller caller)
            throws IOException, InterruptedException {
        if (header(exchange, "Upgrade").equalsIgnoreCase("websocket")) {
            respond(exchange, 200, Json.object(), List.of());
            return;
        }
        new WatchStream(api, store, clock, path, caller).run(() -> life.open, () -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            return exchange.getResponseBody();
        });
    }

    private static void respond(HttpExchange exchange, int code, ObjectNode body, List<String> warnings)
            throws IOException {
        warnings.stream()
                .distinct()
                .filter(warning -> warning.chars().noneMatch(Character::isISOControl))
                .forEach(warning -> exchange.getResponseHeaders().add("Warning", warningHeader(warning)));
        send(exchange, code, "application/json", Json.bytes(body));
    }

    /** The text's bytes in UTF-8, which is what an API server sends, as the characters that the HTTP server takes. */
    private static String warningHeader(String warning) {
        String quoted = "299 - \"" + warning.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        return new String(quoted.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static void send(HttpExchange exchange, int code, String type, byte[] content) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(code, content.length);
        exchange.getResponseBody().write(content);
    }

    @Override
    public synchronized void close() {
        serving.stop();
    }
}
