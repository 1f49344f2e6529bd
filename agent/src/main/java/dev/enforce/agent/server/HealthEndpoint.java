package dev.enforce.agent.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code /healthz}: the process lives. {@code /readyz}: it may be asked, or why not, and what is wrong with policies and
 * configuration though it may. {@code /metrics}: Prometheus.
 */
final class HealthEndpoint extends Handler.Abstract {

    private static final String PLAIN = "text/plain; charset=utf-8";

    private final Readiness readiness;
    private final Supplier<String> metrics;

    HealthEndpoint(Readiness readiness, Supplier<String> metrics) {
        this.readiness = readiness;
        this.metrics = metrics;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!"GET".equals(request.getMethod()) && !"HEAD".equals(request.getMethod())) {
            write(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405, PLAIN, "only GET\n");
            return true;
        }
        switch (Request.getPathInContext(request)) {
            case "/healthz" -> write(response, callback, HttpStatus.OK_200, PLAIN, "ok\n");
            case "/readyz" -> ready(response, callback);
            case "/metrics" ->
                write(response, callback, HttpStatus.OK_200, "text/plain; version=0.0.4; charset=utf-8", metrics.get());
            default -> write(response, callback, HttpStatus.NOT_FOUND_404, PLAIN, "/healthz, /readyz or /metrics\n");
        }
        return true;
    }

    private void ready(Response response, Callback callback) {
        readiness.check();
        List<String> obstacles = readiness.obstacles();
        List<String> lines = new ArrayList<>(obstacles.isEmpty() ? List.of("ok") : obstacles);
        lines.addAll(readiness.notes());
        int status = obstacles.isEmpty() ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503;
        write(response, callback, status, PLAIN, String.join("\n", lines) + "\n");
    }

    private static void write(Response response, Callback callback, int status, String type, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
