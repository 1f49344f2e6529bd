package dev.enforce.agent.server;

import dev.enforce.agent.admission.AdmissionHandler;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on both ports.
 *
 * <p>Shutdown fails no admission: readiness goes down first; for the lame-duck time everything is still answered, each
 * answer closing its connection; then nothing new is accepted, what is in work is finished, and the rest is closed.
 */
public final class WebhookServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookServer.class);
    private static final int PLATFORM_THREADS = 16;
    private static final long IDLE_MILLIS = 120_000;
    private static final int MAX_STREAMS = 512;

    private final Server server;
    private final ServerConnector webhookConnector;
    private final ServerConnector healthConnector;
    private final SslContextFactory.Server tls = new SslContextFactory.Server();
    private final WebhookEndpoint webhooks;
    private final Readiness readiness;
    private final ServerOptions options;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch never = new CountDownLatch(1);

    /**
     * Prepares the ports, without listening yet.
     *
     * @param webhooks by path
     * @param metrics the text that {@code /metrics} shows
     */
    public WebhookServer(
            ServerOptions options,
            Map<String, AdmissionHandler> webhooks,
            Readiness readiness,
            Supplier<String> metrics) {
        this.options = options;
        this.readiness = readiness;
        this.webhooks = new WebhookEndpoint(webhooks, readiness, options);
        QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS, 4);
        threads.setName("http");
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("request-"));
        this.server = new Server(threads);
        this.webhookConnector = webhookConnector();
        this.healthConnector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http()));
        healthConnector.setHost(options.host());
        healthConnector.setPort(options.healthPort());
        server.addConnector(healthConnector);
        server.addBean(new NetworkConnectionLimit(options.maxConnections(), webhookConnector));
        server.setHandler(new ByPort(new HealthEndpoint(readiness, metrics)));
        server.setStopTimeout(0);
    }

    /** Opens the health port. */
    public void start() {
        try {
            server.start();
        } catch (Exception failure) {
            throw new ServerException(ServerException.Code.BIND, "cannot listen: " + failure.getMessage(), failure);
        }
        LOG.info("health and metrics on port {}", healthPort());
    }

    /** Opens the webhook port with its first certificate. */
    public void open(ServerCertificate certificate) {
        tls.setKeyStore(keyStore(certificate));
        try {
            server.addConnector(webhookConnector);
            webhookConnector.start();
        } catch (Exception failure) {
            throw new ServerException(
                    ServerException.Code.BIND,
                    "cannot listen on port " + options.webhookPort() + ": " + failure.getMessage(),
                    failure);
        }
        LOG.info("webhooks on port {}", webhookPort());
    }

    /** Whether the webhook port is open. */
    public boolean isOpen() {
        return webhookConnector.isRunning();
    }

    /** Shows another certificate from the next handshake on; open connections go on. */
    public void use(ServerCertificate certificate) {
        KeyStore store = keyStore(certificate);
        try {
            tls.reload(factory -> factory.setKeyStore(store));
        } catch (Exception failure) {
            throw new ServerException(
                    ServerException.Code.CERTIFICATE,
                    "cannot use the new certificate: " + failure.getMessage(),
                    failure);
        }
        LOG.info(
                "serving certificate changed, valid until {}",
                certificate.chain().getFirst().getNotAfter().toInstant());
    }

    public int webhookPort() {
        return webhookConnector.getLocalPort();
    }

    public int healthPort() {
        return healthConnector.getLocalPort();
    }

    /** Drains and stops; returns when nothing listens any more. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        readiness.drain();
        try {
            pause(options.lameDuck().toNanos());
            webhookConnector.close();
            long deadline = System.nanoTime() + options.drainLimit().toNanos();
            while (webhooks.inFlight() > 0 && System.nanoTime() < deadline) {
                pause(TimeUnit.MILLISECONDS.toNanos(10));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            stop();
        }
    }

    /** Stops at once; whatever is in work fails. */
    public void abort() {
        if (closed.compareAndSet(false, true)) {
            readiness.drain();
            stop();
        }
    }

    private void stop() {
        try {
            server.stop();
        } catch (Exception failure) {
            LOG.warn("the server did not stop in good order", failure);
        }
    }

    private void pause(long nanos) throws InterruptedException {
        boolean unused = never.await(nanos, TimeUnit.NANOSECONDS);
    }

    private ServerConnector webhookConnector() {
        HttpConfiguration https = http();
        https.addCustomizer(new SecureRequestCustomizer(false));
        HttpConnectionFactory http1 = new HttpConnectionFactory(https);
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(https);
        http2.setMaxConcurrentStreams(MAX_STREAMS);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        tls.setSniRequired(false);
        tls.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        SslConnectionFactory ssl = new SslConnectionFactory(tls, alpn.getProtocol());
        ServerConnector connector = new ServerConnector(server, 1, 1, ssl, alpn, http2, http1);
        connector.setHost(options.host());
        connector.setPort(options.webhookPort());
        connector.setIdleTimeout(IDLE_MILLIS);
        return connector;
    }

    private static HttpConfiguration http() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(false);
        configuration.setRequestHeaderSize(16 * 1024);
        return configuration;
    }

    private static KeyStore keyStore(ServerCertificate certificate) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "webhook",
                    certificate.key(),
                    new char[0],
                    certificate.chain().toArray(X509Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException failure) {
            throw new ServerException(
                    ServerException.Code.CERTIFICATE,
                    "the certificate cannot be used: " + failure.getMessage(),
                    failure);
        }
    }

    private final class ByPort extends Handler.Abstract {

        private final HealthEndpoint health;

        ByPort(HealthEndpoint health) {
            this.health = health;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            return healthConnector.equals(request.getConnectionMetaData().getConnector())
                    ? health.handle(request, response, callback)
                    : webhooks.handle(request, response, callback);
        }
    }
}
