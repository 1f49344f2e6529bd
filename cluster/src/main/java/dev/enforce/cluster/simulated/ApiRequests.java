package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Predicate;

/** Does what a request to a resource asks for, apart from watching. */
final class ApiRequests {

    /** What to answer. */
    record Answer(int code, ObjectNode body) {}

    private final Api api;
    private final Tokens tokens;

    ApiRequests(Api api, Tokens tokens) {
        this.api = api;
        this.tokens = tokens;
    }

    Answer handle(String method, String contentType, byte[] body, ApiPath path, Caller caller, List<String> warnings) {
        Api.Target target = path.target(caller);
        if (path.subresource().equals("scale")) {
            return scale(method, contentType, body, target, warnings);
        }
        return switch (method) {
            case "GET" -> new Answer(200, path.name().isEmpty() ? list(path, target) : api.get(target));
            case "POST" -> post(target, Json.parseObject(body), warnings);
            case "PUT" -> new Answer(200, api.update(target, Json.parseObject(body), warnings));
            case "PATCH" -> patch(target, contentType, body, warnings);
            case "DELETE" -> path.name().isEmpty() ? deleteAll(path, target, warnings) : delete(target, warnings);
            default -> throw ApiError.methodNotAllowed();
        };
    }

    private ObjectNode list(ApiPath path, Api.Target target) {
        ObjectStore.Snapshot snapshot = api.list(target);
        ObjectNode list = Json.object()
                .put("kind", path.type().kind() + "List")
                .put("apiVersion", path.type().apiVersion(path.version()));
        list.putObject("metadata").put("resourceVersion", Long.toString(snapshot.revision()));
        ArrayNode items = list.putArray("items");
        snapshot.objects().stream().filter(selected(path)).forEach(items::add);
        return list;
    }

    private static Predicate<JsonNode> selected(ApiPath path) {
        return Selector.labels(path.parameter("labelSelector")).and(Selector.fields(path.parameter("fieldSelector")));
    }

    private Answer post(Api.Target target, ObjectNode object, List<String> warnings) {
        return switch (target.subresource()) {
            case "" -> new Answer(201, api.create(target, object, warnings));
            case "token" -> new Answer(201, tokens.issue(api.get(parent(target)), object));
            case "eviction" -> delete(parent(target), warnings);
            default -> throw ApiError.methodNotAllowed();
        };
    }

    private static Api.Target parent(Api.Target target) {
        return new Api.Target(
                target.type(),
                target.version(),
                target.namespace(),
                target.name(),
                "",
                target.caller(),
                target.dryRun());
    }

    private Answer patch(Api.Target target, String contentType, byte[] body, List<String> warnings) {
        boolean custom = !target.type().group().isEmpty()
                && target.type().group().contains(".")
                && !target.type().group().endsWith(".k8s.io");
        return switch (contentType) {
            case "application/json-patch+json" -> {
                JsonNode operations = Json.parse(body);
                yield new Answer(200, api.patch(target, current -> Patches.json(current, operations), warnings));
            }
            case "application/merge-patch+json" -> merge(target, Json.parseObject(body), false, warnings);
            case "application/strategic-merge-patch+json" -> {
                if (custom) {
                    throw ApiError.of(
                            415,
                            "UnsupportedMediaType",
                            "the body of the request was in an unknown format - accepted media types include:"
                                    + " application/json-patch+json, application/merge-patch+json");
                }
                yield merge(target, Json.parseObject(body), true, warnings);
            }
            case "application/apply-patch+yaml" -> apply(target, Json.parseObject(body), !custom, warnings);
            default -> throw ApiError.of(415, "UnsupportedMediaType", "unknown patch type: " + contentType);
        };
    }

    private Answer merge(Api.Target target, ObjectNode patch, boolean strategic, List<String> warnings) {
        return new Answer(
                200,
                api.patch(
                        target,
                        current -> strategic ? Patches.strategic(current, patch) : Patches.merge(current, patch),
                        warnings));
    }

    private Answer apply(Api.Target target, ObjectNode wanted, boolean strategic, List<String> warnings) {
        try {
            return merge(target, wanted, strategic, warnings);
        } catch (ApiError e) {
            if (e.code() != 404 || !target.subresource().isEmpty()) {
                throw e;
            }
            Json.metadata(wanted).put("name", target.name());
            return new Answer(201, api.create(target.named(""), wanted, warnings));
        }
    }

    private Answer delete(Api.Target target, List<String> warnings) {
        ObjectNode last = api.delete(target, warnings);
        if (Api.isMarkedForDeletion(last)) {
            return new Answer(200, last);
        }
        ObjectNode status =
                Json.object().put("kind", "Status").put("apiVersion", "v1").put("status", "Success");
        status.putObject("metadata");
        status.putObject("details")
                .put("name", target.name())
                .put("group", target.type().group())
                .put("kind", target.type().plural())
                .put("uid", Json.text(last, "metadata", "uid"));
        return new Answer(200, status);
    }

    private Answer deleteAll(ApiPath path, Api.Target target, List<String> warnings) {
        ObjectNode list = list(path, target);
        for (JsonNode item : list.path("items")) {
            Api.Target one = new Api.Target(
                    target.type(),
                    target.version(),
                    Json.text(item, "metadata", "namespace"),
                    Json.text(item, "metadata", "name"),
                    "",
                    target.caller(),
                    target.dryRun());
            api.delete(one, warnings);
        }
        return new Answer(200, list);
    }

    private Answer scale(String method, String contentType, byte[] body, Api.Target target, List<String> warnings) {
        Api.Target whole = parent(target);
        return switch (method) {
            case "GET" -> new Answer(200, scaleOf(api.get(whole)));
            case "PUT" -> new Answer(200, scaled(whole, Json.parseObject(body), warnings));
            case "PATCH" -> {
                ObjectNode scale = scaleOf(api.get(whole));
                ObjectNode patched = contentType.equals("application/json-patch+json")
                        ? Patches.json(scale, Json.parse(body))
                        : Patches.merge(scale, Json.parseObject(body));
                yield new Answer(200, scaled(whole, patched, warnings));
            }
            default -> throw ApiError.methodNotAllowed();
        };
    }

    private ObjectNode scaled(Api.Target whole, ObjectNode scale, List<String> warnings) {
        int replicas = scale.path("spec").path("replicas").asInt(0);
        return scaleOf(api.patch(
                whole,
                current -> {
                    ObjectNode next = current.deepCopy();
                    next.withObjectProperty("spec").put("replicas", replicas);
                    return next;
                },
                warnings));
    }

    private static ObjectNode scaleOf(ObjectNode object) {
        ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        scale.set("metadata", object.path("metadata").deepCopy());
        scale.putObject("spec")
                .put("replicas", object.path("spec").path("replicas").asInt(1));
        scale.putObject("status")
                .put("replicas", object.path("status").path("replicas").asInt(0));
        return scale;
    }
}
