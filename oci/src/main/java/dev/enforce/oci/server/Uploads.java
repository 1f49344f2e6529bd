package dev.enforce.oci.server;

import dev.enforce.model.Digest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Blobs, and how they come in: at once, or piece by piece. */
final class Uploads {

    private static final long MAX_BLOB = 1L << 30;
    private static final int MAX_SESSIONS = 256;
    private static final String OCTETS = "application/octet-stream";

    private record Session(String repository, ContentStore.Upload upload) {}

    private final Repositories repositories;
    /** Guarded by itself. */
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    Uploads(Repositories repositories) {
        this.repositories = repositories;
    }

    void blob(Exchange exchange, Route.Blobs route) throws IOException {
        Digest digest = Repositories.digest(route.digest());
        switch (exchange.method()) {
            case "GET", "HEAD" ->
                exchange.set("Docker-Content-Digest", digest.toString())
                        .set("ETag", "\"" + digest + "\"")
                        .send(200, OCTETS, repositories.blob(route.name(), digest));
            case "DELETE" -> {
                repositories.unlinkBlob(route.name(), digest);
                exchange.send(202);
            }
            default -> throw ServerError.unsupported(exchange.method());
        }
    }

    void start(Exchange exchange, Route.StartUpload route) throws IOException {
        if (!exchange.method().equals("POST")) {
            throw ServerError.unsupported(exchange.method());
        }
        String mount = exchange.query("mount");
        String from = exchange.query("from");
        if (mount != null && from != null && repositories.hasBlob(from, Repositories.digest(mount))) {
            stored(exchange, route.name(), Repositories.digest(mount));
            return;
        }
        ContentStore.Upload upload = repositories.store().newUpload();
        String digest = exchange.query("digest");
        if (digest != null) {
            finish(exchange, route.name(), upload, digest);
            return;
        }
        String id = UUID.randomUUID().toString();
        remember(id, new Session(route.name(), upload));
        progress(exchange, route.name(), id, upload, 202);
    }

    void session(Exchange exchange, Route.Upload route) throws IOException {
        Session session;
        synchronized (sessions) {
            session = sessions.get(route.id());
        }
        if (session == null || !session.repository().equals(route.name())) {
            throw new ServerError(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
        }
        synchronized (session) {
            switch (exchange.method()) {
                case "GET" -> progress(exchange, route.name(), route.id(), session.upload(), 204);
                case "PATCH" -> {
                    checkStart(exchange, session.upload());
                    session.upload().append(exchange.body(), MAX_BLOB);
                    progress(exchange, route.name(), route.id(), session.upload(), 202);
                }
                case "PUT" -> {
                    checkStart(exchange, session.upload());
                    forget(route.id());
                    finish(exchange, route.name(), session.upload(), exchange.query("digest"));
                }
                case "DELETE" -> {
                    forget(route.id());
                    session.upload().discard();
                    exchange.send(204);
                }
                default -> throw ServerError.unsupported(exchange.method());
            }
        }
    }

    private void finish(Exchange exchange, String name, ContentStore.Upload upload, @Nullable String wanted)
            throws IOException {
        boolean right = false;
        try {
            Digest digest = Repositories.digest(wanted == null ? "" : wanted);
            upload.append(exchange.body(), MAX_BLOB);
            right = upload.finish(digest);
            if (!right) {
                throw ServerError.invalidDigest("provided digest did not match uploaded content");
            }
            stored(exchange, name, digest);
        } finally {
            if (!right) {
                upload.discard();
            }
        }
    }

    private void stored(Exchange exchange, String name, Digest digest) throws IOException {
        repositories.linkBlob(name, digest);
        exchange.set("Docker-Content-Digest", digest.toString())
                .set("Location", "/v2/" + name + "/blobs/" + digest)
                .send(201);
    }

    private static void progress(Exchange exchange, String name, String id, ContentStore.Upload upload, int status)
            throws IOException {
        exchange.set("Location", "/v2/" + name + "/blobs/uploads/" + id)
                .set("Docker-Upload-UUID", id)
                .set("Range", "0-" + Math.max(0, upload.size() - 1))
                .send(status);
    }

    private static void checkStart(Exchange exchange, ContentStore.Upload upload) {
        String range = exchange.header("Content-Range").replace("bytes ", "");
        int dash = range.indexOf('-');
        if (dash > 0 && !range.substring(0, dash).equals(Long.toString(upload.size()))) {
            throw new ServerError(416, "BLOB_UPLOAD_INVALID", "the piece does not begin where the last one ended");
        }
    }

    private void remember(String id, Session session) throws IOException {
        Session oldest = null;
        synchronized (sessions) {
            if (sessions.size() >= MAX_SESSIONS) {
                Iterator<Session> all = sessions.values().iterator();
                oldest = all.next();
                all.remove();
            }
            sessions.put(id, session);
        }
        if (oldest != null) {
            synchronized (oldest) {
                oldest.upload().discard();
            }
        }
    }

    private void forget(String id) {
        synchronized (sessions) {
            sessions.remove(id);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
