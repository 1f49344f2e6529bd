package dev.enforce.cluster.simulated;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The address of a resource: what of it is left out is empty. */
record ApiPath(
        ResourceType type,
        String version,
        String namespace,
        String name,
        String subresource,
        Map<String, String> query) {

    ApiPath {
        query = Map.copyOf(query);
    }

    /** The segments of a path, without empty ones. */
    static List<String> segments(URI uri) {
        return Stream.of(uri.getRawPath().split("/"))
                .filter(segment -> !segment.isEmpty())
                .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    /** Reads {@code /api/v1/...} and {@code /apis/<group>/<version>/...}; empty when no such resource is served. */
    static Optional<ApiPath> parse(URI uri, ResourceTypes types) {
        List<String> all = segments(uri);
        boolean core = !all.isEmpty() && all.getFirst().equals("api");
        int start = core ? 2 : 3;
        if (all.size() <= start || (!core && !all.getFirst().equals("apis"))) {
            return Optional.empty();
        }
        String group = core ? "" : all.get(1);
        String version = all.get(start - 1);
        List<String> rest = all.subList(start, all.size());
        String namespace = "";
        if (rest.size() >= 3 && rest.getFirst().equals("namespaces")) {
            boolean subresource =
                    core && ResourceTypes.NAMESPACES.subresources().contains(rest.get(2));
            if (!subresource) {
                namespace = rest.get(1);
                rest = rest.subList(2, rest.size());
            }
        }
        if (rest.size() > 3) {
            return Optional.empty();
        }
        String scope = namespace;
        String name = rest.size() > 1 ? rest.get(1) : "";
        String subresource = rest.size() > 2 ? rest.get(2) : "";
        return types.find(group, version, rest.getFirst())
                .filter(type -> subresource.isEmpty() || type.subresources().contains(subresource))
                .filter(type -> scope.isEmpty() || type.namespaced())
                .map(type -> new ApiPath(type, version, scope, name, subresource, query(uri)));
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> parameters = new HashMap<>();
        if (uri.getRawQuery() != null) {
            for (String parameter : uri.getRawQuery().split("&")) {
                int equals = parameter.indexOf('=');
                String name = equals < 0 ? parameter : parameter.substring(0, equals);
                String value = equals < 0 ? "" : parameter.substring(equals + 1);
                parameters.put(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    String parameter(String parameterName) {
        return query.getOrDefault(parameterName, "");
    }

    boolean flag(String parameterName) {
        String value = parameter(parameterName);
        return value.equals("true") || value.equals("1");
    }

    Api.Target target(Caller caller) {
        return new Api.Target(
                type,
                version,
                namespace,
                name,
                subresource,
                caller,
                parameter("dryRun").equals("All"));
    }
}
