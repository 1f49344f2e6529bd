package dev.enforce.oci;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's HTTP clients, one for each set of trusted certificates. */
final class HttpClients implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Object PLAIN = new Object();

    private final RegistryTls tls;
    private final HeadRequests heads;
    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("oci-http-", 0).factory());
    /** Guarded by {@code this}. */
    private final Map<Object, HttpClient> clients = new HashMap<>();

    HttpClients(RegistryTls tls) {
        this.tls = tls;
        this.heads = new HeadRequests(tls);
    }

    HeadRequests heads() {
        return heads;
    }

    RegistryTls tls() {
        return tls;
    }

    /** The client for a host and port, over TLS or not. */
    synchronized HttpClient client(String authority, boolean plain) {
        Object key = plain ? PLAIN : tls.contextKey(authority);
        HttpClient known = clients.get(key);
        if (known != null) {
            return known;
        }
        HttpClient.Builder builder = HttpClient.newBuilder()
                .executor(executor)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                // Without TLS, HTTP/2 would begin with an upgrade that no registry speaks.
                .version(plain ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2);
        if (!plain && !tls.isSystem(authority)) {
            builder.sslContext(tls.context(authority));
        }
        HttpClient created = builder.build();
        clients.put(key, created);
        return created;
    }

    @Override
    public synchronized void close() {
        heads.close();
        clients.values().forEach(HttpClient::shutdownNow);
        clients.clear();
        executor.shutdownNow();
    }
}
