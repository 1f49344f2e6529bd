package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * Just enough of the OpenAPI documents for kubectl to leave the checking of fields to the server, which does not do it:
 * paths and their kinds, no schemas.
 */
final class OpenApi {

    private final ResourceTypes types;

    OpenApi(ResourceTypes types) {
        this.types = types;
    }

    /** The document at {@code /openapi/v3} and below, if there is one. */
    Optional<ObjectNode> find(List<String> path) {
        if (path.size() < 2 || !path.get(0).equals("openapi") || !path.get(1).equals("v3")) {
            return Optional.empty();
        }
        return path.size() == 2 ? Optional.of(index()) : document(String.join("/", path.subList(2, path.size())));
    }

    private ObjectNode index() {
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        for (ResourceType type : types.all()) {
            for (String version : type.versions()) {
                String root = root(type, version);
                paths.putObject(root).put("serverRelativeURL", "/openapi/v3/" + root);
            }
        }
        return index;
    }

    private Optional<ObjectNode> document(String root) {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", "simulated");
        ObjectNode paths = document.putObject("paths");
        for (ResourceType type : types.all()) {
            for (String version : type.versions()) {
                if (root(type, version).equals(root)) {
                    describe(paths, type, version);
                }
            }
        }
        return paths.isEmpty() ? Optional.empty() : Optional.of(document);
    }

    private static String root(ResourceType type, String version) {
        return type.group().isEmpty() ? "api/" + version : "apis/" + type.group() + "/" + version;
    }

    private static void describe(ObjectNode paths, ResourceType type, String version) {
        String scope = type.namespaced() ? "/namespaces/{namespace}/" : "/";
        ObjectNode operation = paths.putObject("/" + root(type, version) + scope + type.plural() + "/{name}")
                .putObject("patch");
        operation
                .putObject("x-kubernetes-group-version-kind")
                .put("group", type.group())
                .put("version", version)
                .put("kind", type.kind());
        operation
                .putArray("parameters")
                .addObject()
                .put("name", "fieldValidation")
                .put("in", "query");
        operation.putObject("responses");
    }
}
