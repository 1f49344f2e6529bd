package dev.enforce.oci.server;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request and its answer. */
final class Exchange {

    private static final int MAX_FORM = 64 << 10;

    private final HttpExchange http;
    private final Consumer<Exchange> onAnswer;
    private @Nullable Map<String, String> query;
    private int status;

    /** @param onAnswer is told when the status is known, before the client can see the answer */
    Exchange(HttpExchange http, Consumer<Exchange> onAnswer) {
        this.http = http;
        this.onAnswer = onAnswer;
    }

    String method() {
        return http.getRequestMethod();
    }

    String path() {
        return String.valueOf(http.getRequestURI().getPath());
    }

    String target() {
        return http.getRequestURI().toString();
    }

    /** The status that was sent; 0 before that. */
    int status() {
        return status;
    }

    @Nullable
    String query(String name) {
        if (query == null) {
            query = pairs(http.getRequestURI().getRawQuery());
        }
        return query.get(name);
    }

    String header(String name) {
        String value = http.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    InputStream body() {
        return http.getRequestBody();
    }

    Map<String, String> form() throws IOException {
        byte[] bytes = body().readNBytes(MAX_FORM + 1);
        if (bytes.length > MAX_FORM) {
            throw new ServerError(413, "SIZE_INVALID", "the form is too large");
        }
        return pairs(new String(bytes, StandardCharsets.UTF_8));
    }

    Exchange set(String header, String value) {
        http.getResponseHeaders().set(header, value);
        return this;
    }

    void send(int code) throws IOException {
        begin(code, -1);
    }

    void send(int code, String contentType, byte[] bytes) throws IOException {
        set("Content-Type", contentType);
        if (isHead() || bytes.length == 0) {
            set("Content-Length", Integer.toString(bytes.length));
            send(code);
            return;
        }
        begin(code, bytes.length);
        try (OutputStream out = http.getResponseBody()) {
            out.write(bytes);
        }
    }

    void send(int code, String contentType, ContentStore.Content content) throws IOException {
        set("Content-Type", contentType);
        if (isHead() || content.size() == 0) {
            set("Content-Length", Long.toString(content.size()));
            send(code);
            return;
        }
        begin(code, content.size());
        try (OutputStream out = http.getResponseBody()) {
            content.writeTo(out);
        }
    }

    private void begin(int code, long length) throws IOException {
        status = code;
        onAnswer.accept(this);
        http.sendResponseHeaders(code, length);
    }

    private boolean isHead() {
        return method().equals("HEAD");
    }

    private static Map<String, String> pairs(@Nullable String raw) {
        Map<String, String> result = new HashMap<>();
        if (raw == null || raw.isEmpty()) {
            return result;
        }
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            result.putIfAbsent(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        return result;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ServerError(400, "UNSUPPORTED", "the query or form is not properly encoded");
        }
    }
}
