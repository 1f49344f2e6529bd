package dev.enforce.signing.http;

import dev.enforce.signing.SigningException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which handler answers which method and path.
 *
 * <p>A pattern is a path whose segments are literal, {@code {name}} (one segment) or, last only,
 * {@code {name*}} (all that is left). The first route that fits is taken.
 */
public final class Routes {

    /** Answers one request; a {@link SigningException} becomes an error answer. */
    @FunctionalInterface
    public interface Handler {
        Response handle(Request request);
    }

    record Match(Handler handler, ErrorShape errors, Map<String, String> parameters) {}

    private record Route(String method, List<String> pattern, ErrorShape errors, Handler handler) {}

    private final List<Route> routes = new ArrayList<>();

    public Routes get(String pattern, ErrorShape errors, Handler handler) {
        return add("GET", pattern, errors, handler);
    }

    public Routes post(String pattern, ErrorShape errors, Handler handler) {
        return add("POST", pattern, errors, handler);
    }

    private Routes add(String method, String pattern, ErrorShape errors, Handler handler) {
        routes.add(new Route(method, segments(pattern), errors, handler));
        return this;
    }

    /**
     * Finds the route of a request.
     *
     * @return empty if no route has this path
     * @throws SigningException with {@code METHOD_NOT_ALLOWED} if the path exists for another method
     */
    Optional<Match> find(String method, String path) {
        List<String> segments = segments(path);
        boolean pathExists = false;
        for (Route route : routes) {
            Optional<Map<String, String>> parameters = match(route.pattern, segments);
            if (parameters.isEmpty()) {
                continue;
            }
            if (route.method.equals(method) || (method.equals("HEAD") && route.method.equals("GET"))) {
                return Optional.of(new Match(route.handler, route.errors, parameters.get()));
            }
            pathExists = true;
        }
        if (pathExists) {
            throw new SigningException(
                    SigningException.Code.METHOD_NOT_ALLOWED, "method " + method + " is not allowed here");
        }
        return Optional.empty();
    }

    private static Optional<Map<String, String>> match(List<String> pattern, List<String> segments) {
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < pattern.size(); i++) {
            String part = pattern.get(i);
            if (part.endsWith("*}") && segments.size() > i) {
                parameters.put(
                        part.substring(1, part.length() - 2), String.join("/", segments.subList(i, segments.size())));
                return Optional.of(parameters);
            }
            if (i >= segments.size()) {
                return Optional.empty();
            }
            if (part.startsWith("{")) {
                parameters.put(part.substring(1, part.length() - 1), segments.get(i));
            } else if (!part.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return pattern.size() == segments.size() ? Optional.of(parameters) : Optional.empty();
    }

    private static List<String> segments(String path) {
        String trimmed = path.startsWith("/") ? path.substring(1) : path;
        return List.of(trimmed.split("/", -1));
    }
}
