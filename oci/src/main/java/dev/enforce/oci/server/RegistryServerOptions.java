package dev.enforce.oci.server;

import java.nio.file.Path;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a registry is served.
 *
 * @param host address to listen on, also the name that clients are told
 * @param port 0 for any that is free
 * @param tls serves HTTPS with this; plain HTTP without
 * @param directory keeps the content there; in memory without
 * @param referrers whether the referrers API is there; without it clients use the fallback tag
 * @param referrersPage how many referrers one answer lists
 * @param log is told of each request before its answer is sent, on the thread that serves it
 */
public record RegistryServerOptions(
        String host,
        int port,
        @Nullable SSLContext tls,
        @Nullable Path directory,
        boolean referrers,
        int referrersPage,
        ServerAuth auth,
        Consumer<ServedRequest> log) {

    public RegistryServerOptions {
        if (referrersPage < 1) {
            throw new IllegalArgumentException("a page of referrers has at least one");
        }
    }

    /** On {@code 127.0.0.1}, any port, plain HTTP, in memory, referrers API, open to all. */
    public static RegistryServerOptions defaults() {
        return new RegistryServerOptions("127.0.0.1", 0, null, null, true, 100, new ServerAuth.Open(), _ -> {});
    }

    public RegistryServerOptions withHost(String other) {
        return new RegistryServerOptions(other, port, tls, directory, referrers, referrersPage, auth, log);
    }

    public RegistryServerOptions withPort(int other) {
        return new RegistryServerOptions(host, other, tls, directory, referrers, referrersPage, auth, log);
    }

    public RegistryServerOptions withTls(SSLContext context) {
        return new RegistryServerOptions(host, port, context, directory, referrers, referrersPage, auth, log);
    }

    public RegistryServerOptions withDirectory(Path path) {
        return new RegistryServerOptions(host, port, tls, path, referrers, referrersPage, auth, log);
    }

    public RegistryServerOptions withReferrers(boolean there) {
        return new RegistryServerOptions(host, port, tls, directory, there, referrersPage, auth, log);
    }

    public RegistryServerOptions withReferrersPage(int count) {
        return new RegistryServerOptions(host, port, tls, directory, referrers, count, auth, log);
    }

    public RegistryServerOptions withAuth(ServerAuth other) {
        return new RegistryServerOptions(host, port, tls, directory, referrers, referrersPage, other, log);
    }

    public RegistryServerOptions withLog(Consumer<ServedRequest> other) {
        return new RegistryServerOptions(host, port, tls, directory, referrers, referrersPage, auth, other);
    }
}
