package dev.enforce.oci.server;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A registry of the distribution specification 1.1, with the referrers API, for demonstrations, tests and trials.
 *
 * <p>Each request has a virtual thread of its own. Not there: ranges of blobs, garbage collection, users and rights.
 */
public final class RegistryServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);
    private static final int BACKLOG = 1024;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RegistryServerOptions options;
    private final HttpServer http;
    private final ExecutorService executor;
    private final Repositories repositories;
    private final ManifestEndpoint manifests;
    private final Uploads uploads;
    private final Guard guard;
    private final LongAdder requests = new LongAdder();

    private RegistryServer(RegistryServerOptions options) throws IOException {
        this.options = options;
        Path directory = options.directory();
        this.repositories = new Repositories(directory == null ? new MemoryStore() : new DiskStore(directory));
        this.manifests = new ManifestEndpoint(repositories, options.referrers(), options.referrersPage());
        this.uploads = new Uploads(repositories);
        this.executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("registry-", 0).factory());
        InetSocketAddress address = new InetSocketAddress(options.host(), options.port());
        SSLContext tls = options.tls();
        if (tls == null) {
            this.http = HttpServer.create(address, BACKLOG);
        } else {
            HttpsServer https = HttpsServer.create(address, BACKLOG);
            https.setHttpsConfigurator(new HttpsConfigurator(tls));
            this.http = https;
        }
        this.guard = new Guard(options.auth(), uri() + "token", registry(), InstantSource.system());
        http.setExecutor(executor);
        http.createContext("/", this::handle);
    }

    /**
     * Starts a registry.
     *
     * @throws UncheckedIOException if it cannot listen there or cannot use its directory
     */
    public static RegistryServer start(RegistryServerOptions options) {
        try {
            RegistryServer server = new RegistryServer(options);
            server.http.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("the registry cannot be started on " + options.host(), e);
        }
    }

    /** In memory on loopback, open to all. */
    public static RegistryServer start() {
        return start(RegistryServerOptions.defaults());
    }

    public int port() {
        return http.getAddress().getPort();
    }

    /** What an image reference begins with: {@code host:port}. */
    public String registry() {
        String host = options.host().indexOf(':') >= 0 ? "[" + options.host() + "]" : options.host();
        return host + ":" + port();
    }

    /** The address of its root, with a slash at the end. */
    public URI uri() {
        return URI.create((options.tls() == null ? "http://" : "https://") + registry() + "/");
    }

    /** How many requests it has answered. */
    public long requests() {
        return requests.sum();
    }

    /** Stops at once. */
    @Override
    public void close() {
        http.stop(0);
        executor.shutdownNow();
    }

    private void handle(HttpExchange raw) throws IOException {
        try (raw) {
            Exchange exchange = new Exchange(raw, this::answered);
            try {
                serve(exchange);
            } catch (ServerError e) {
                refuse(exchange, e);
            } catch (IOException e) {
                LOG.debug("a client or the store broke {} {}", exchange.method(), exchange.target(), e);
                fail(exchange);
            } catch (RuntimeException e) {
                LOG.error("could not serve {} {}", exchange.method(), exchange.target(), e);
                fail(exchange);
            }
        }
    }

    private void answered(Exchange exchange) {
        requests.increment();
        options.log().accept(new ServedRequest(exchange.method(), exchange.target(), exchange.status()));
    }

    private void fail(Exchange exchange) throws IOException {
        if (exchange.status() == 0) {
            refuse(exchange, new ServerError(500, "UNKNOWN", "the registry failed"));
        }
    }

    private static void refuse(Exchange exchange, ServerError error) throws IOException {
        byte[] body = JSON.writeValueAsBytes(
                Map.of("errors", List.of(Map.of("code", error.code(), "message", String.valueOf(error.getMessage())))));
        exchange.send(error.status(), "application/json", body);
    }

    private void serve(Exchange exchange) throws IOException {
        exchange.set("Docker-Distribution-API-Version", "registry/2.0");
        if (exchange.path().equals("/token")) {
            guard.token(exchange);
            return;
        }
        Optional<Route> route = Route.of(exchange.path());
        if (route.isEmpty()) {
            exchange.send(404, "text/plain; charset=utf-8", "404 page not found\n".getBytes(StandardCharsets.UTF_8));
            return;
        }
        switch (route.get()) {
            case Route.Ping _ -> {
                guard.check(exchange, null);
                exchange.send(200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
            }
            case Route.Catalog _ -> {
                guard.check(exchange, null);
                sendJson(exchange, Map.of("repositories", repositories.names()));
            }
            case Route.Manifests to -> {
                guard.check(exchange, to.name());
                manifests.serve(exchange, to);
            }
            case Route.Blobs to -> {
                guard.check(exchange, to.name());
                uploads.blob(exchange, to);
            }
            case Route.StartUpload to -> {
                guard.check(exchange, to.name());
                uploads.start(exchange, to);
            }
            case Route.Upload to -> {
                guard.check(exchange, to.name());
                uploads.session(exchange, to);
            }
            case Route.Tags to -> {
                guard.check(exchange, to.name());
                tags(exchange, to.name());
            }
            case Route.Referrers to -> {
                guard.check(exchange, to.name());
                manifests.referrers(exchange, to);
            }
        }
    }

    private void tags(Exchange exchange, String name) throws IOException {
        String last = exchange.query("last");
        String asked = exchange.query("n");
        int count = asked != null && asked.matches("[0-9]{1,6}") ? Integer.parseInt(asked) : Integer.MAX_VALUE;
        List<String> rest = repositories.tags(name).stream()
                .filter(tag -> last == null || tag.compareTo(last) > 0)
                .toList();
        List<String> shown = rest.subList(0, Math.min(count, rest.size()));
        if (shown.size() < rest.size() && !shown.isEmpty()) {
            exchange.set(
                    "Link", "</v2/" + name + "/tags/list?n=" + count + "&last=" + shown.getLast() + ">; rel=\"next\"");
        }
        sendJson(exchange, Map.of("name", name, "tags", shown));
    }

    private static void sendJson(Exchange exchange, Map<String, ?> value) throws IOException {
        exchange.send(200, "application/json", JSON.writeValueAsBytes(value));
    }
}
