package dev.enforce.oci;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Asks {@code HEAD} over connections of its own, for a fraction of what the JDK's HTTP client costs: continuous
 * verification is nothing but such requests.
 *
 * <p>It only does the simple case. Behind a proxy, and whenever anything but a plain answer comes, it leaves the
 * request to the JDK's client, which then has the last word, also about what went wrong.
 */
final class HeadRequests implements Closeable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final long LONGEST_IDLE = Duration.ofSeconds(20).toNanos();
    private static final int MANY = 64;

    private final RegistryTls tls;
    private final Set<HeadConnection> open = ConcurrentHashMap.newKeySet();
    /** By scheme, host and port; the last used last. Guarded by itself. */
    private final Map<String, Deque<HeadConnection>> idle = new HashMap<>();
    /** Guarded by itself. */
    private final Map<Object, SSLContext> contexts = new HashMap<>();

    private volatile boolean closed;

    HeadRequests(RegistryTls tls) {
        this.tls = tls;
    }

    /**
     * The answer; nothing when the JDK's client has to ask.
     *
     * @throws HttpTimeoutException past the deadline
     * @throws InterruptedIOException for an interrupted thread
     */
    @Nullable
    Answer ask(URI uri, Map<String, String> headers, Deadline deadline) throws IOException {
        String target = uri.getScheme() + "://" + uri.getRawAuthority();
        byte[] request = request(uri, headers);
        HeadConnection connection = idle(target);
        try {
            if (connection == null) {
                if (closed || isProxied(uri)) {
                    return null;
                }
                connection = new HeadConnection(connect(uri, deadline));
                open.add(connection);
            }
            Answer answer = connection.ask(uri, request, deadline);
            keep(target, connection);
            return answer;
        } catch (SocketTimeoutException late) {
            drop(connection);
            HttpTimeoutException timeout = new HttpTimeoutException("no whole answer in time");
            timeout.initCause(late);
            throw timeout;
        } catch (IOException broken) {
            drop(connection);
            if (Thread.currentThread().isInterrupted()) {
                InterruptedIOException interrupted = new InterruptedIOException("interrupted");
                interrupted.initCause(broken);
                throw interrupted;
            }
            return null;
        }
    }

    private static byte[] request(URI uri, Map<String, String> headers) {
        StringBuilder text = new StringBuilder(512);
        text.append("HEAD ").append(uri.getRawPath());
        if (uri.getRawQuery() != null) {
            text.append('?').append(uri.getRawQuery());
        }
        text.append(" HTTP/1.1\r\nHost: ").append(uri.getRawAuthority());
        text.append("\r\nUser-Agent: ").append(Wire.USER_AGENT);
        headers.forEach(
                (name, value) -> text.append("\r\n").append(name).append(": ").append(oneLine(value)));
        return text.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String oneLine(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c > '~') {
                throw new IllegalArgumentException("a header value with a character that does not belong there");
            }
        }
        return value;
    }

    private static boolean isProxied(URI uri) {
        ProxySelector selector = ProxySelector.getDefault();
        return selector != null && selector.select(uri).stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
    }

    private Socket connect(URI uri, Deadline deadline) throws IOException {
        boolean plain = "http".equalsIgnoreCase(uri.getScheme());
        String host = uri.getHost();
        int port = uri.getPort() >= 0 ? uri.getPort() : plain ? 80 : 443;
        Deadline until = deadline.earlier(Deadline.after(CONNECT_TIMEOUT));
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, port), millis(until));
            return plain ? socket : secured(socket, uri, host, port, until);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static int millis(Deadline until) throws SocketTimeoutException {
        long millis = until.remaining().toMillis();
        if (millis == 0) {
            throw new SocketTimeoutException("no connection in time");
        }
        return (int) millis;
    }

    private Socket secured(Socket socket, URI uri, String host, int port, Deadline until) throws IOException {
        socket.setSoTimeout(millis(until));
        SSLSocket secured = (SSLSocket) context(uri.getRawAuthority())
                .getSocketFactory()
                .createSocket(socket, host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private SSLContext context(String authority) throws IOException {
        synchronized (contexts) {
            try {
                Object key = tls.contextKey(authority);
                SSLContext known = contexts.get(key);
                if (known == null) {
                    known = tls.isSystem(authority) ? SSLContext.getDefault() : tls.context(authority);
                    contexts.put(key, known);
                }
                return known;
            } catch (NoSuchAlgorithmException e) {
                throw new IOException("no TLS context", e);
            }
        }
    }

    private @Nullable HeadConnection idle(String target) {
        long now = System.nanoTime();
        while (true) {
            HeadConnection last;
            synchronized (idle) {
                Deque<HeadConnection> waiting = idle.get(target);
                last = waiting == null ? null : waiting.pollLast();
            }
            if (last == null || !last.isStale(now, LONGEST_IDLE)) {
                return last;
            }
            drop(last);
        }
    }

    private void keep(String target, HeadConnection connection) {
        if (!connection.isReusable() || closed) {
            drop(connection);
            return;
        }
        long now = System.nanoTime();
        connection.idleSince(now);
        List<HeadConnection> old;
        synchronized (idle) {
            idle.computeIfAbsent(target, ignored -> new ArrayDeque<>()).addLast(connection);
            old = takeOld(now);
        }
        old.forEach(this::drop);
        if (closed) {
            drop(connection);
        }
    }

    /** Once there are many, takes out of each host's what waits longest: if that is long, or there are far too many. */
    private List<HeadConnection> takeOld(long now) {
        if (open.size() <= MANY) {
            return List.of();
        }
        List<HeadConnection> old = new ArrayList<>();
        for (Iterator<Deque<HeadConnection>> all = idle.values().iterator(); all.hasNext(); ) {
            Deque<HeadConnection> waiting = all.next();
            HeadConnection first = waiting.peekFirst();
            if (first != null && (first.isStale(now, LONGEST_IDLE) || open.size() - old.size() > 2 * MANY)) {
                old.add(waiting.removeFirst());
            }
            if (waiting.isEmpty()) {
                all.remove();
            }
        }
        return old;
    }

    private void drop(@Nullable HeadConnection connection) {
        if (connection == null) {
            return;
        }
        open.remove(connection);
        try {
            connection.close();
        } catch (IOException alreadyBroken) {
            // It is given up either way.
        }
    }

    /** Breaks what is under way and closes the connections. */
    @Override
    public void close() {
        closed = true;
        List.copyOf(open).forEach(this::drop);
    }
}
