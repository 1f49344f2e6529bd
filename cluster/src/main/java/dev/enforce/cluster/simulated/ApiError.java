package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.HttpURLConnection;

/** An answer of the API that is not a success: a {@code Status} with the code, reason and text of an API server. */
final class ApiError extends RuntimeException {

    private static final int UNPROCESSABLE = 422;

    private final int code;
    private final transient ObjectNode status;

    private ApiError(int code, ObjectNode status) {
        super(Json.text(status, "message"));
        this.code = code;
        this.status = status;
    }

    static ApiError of(int code, String reason, String message) {
        ObjectNode status = Json.object()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("message", message)
                .put("reason", reason)
                .put("code", code);
        status.putObject("metadata");
        return new ApiError(code, status);
    }

    /** A status that a webhook has made, complete with kind and version. */
    static ApiError of(ObjectNode status) {
        return new ApiError(status.path("code").asInt(HttpURLConnection.HTTP_BAD_REQUEST), status);
    }

    static ApiError badRequest(String message) {
        return of(HttpURLConnection.HTTP_BAD_REQUEST, "BadRequest", message);
    }

    static ApiError unauthorized() {
        return of(HttpURLConnection.HTTP_UNAUTHORIZED, "Unauthorized", "Unauthorized");
    }

    static ApiError noSuchResource() {
        return of(HttpURLConnection.HTTP_NOT_FOUND, "NotFound", "the server could not find the requested resource");
    }

    static ApiError notFound(ResourceType type, String name) {
        return of(HttpURLConnection.HTTP_NOT_FOUND, "NotFound", type.qualified() + " \"" + name + "\" not found")
                .withDetails(type, name);
    }

    static ApiError alreadyExists(ResourceType type, String name) {
        return of(
                        HttpURLConnection.HTTP_CONFLICT,
                        "AlreadyExists",
                        type.qualified() + " \"" + name + "\" already exists")
                .withDetails(type, name);
    }

    static ApiError conflict(ResourceType type, String name) {
        return of(
                        HttpURLConnection.HTTP_CONFLICT,
                        "Conflict",
                        "Operation cannot be fulfilled on " + type.qualified() + " \"" + name
                                + "\": the object has been modified; please apply your changes to the latest version"
                                + " and try again")
                .withDetails(type, name);
    }

    static ApiError invalid(ResourceType type, String name, String problem) {
        return of(UNPROCESSABLE, "Invalid", type.kind() + " \"" + name + "\" is invalid: " + problem)
                .withDetails(type, name);
    }

    static ApiError methodNotAllowed() {
        return of(
                HttpURLConnection.HTTP_BAD_METHOD,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource");
    }

    static ApiError expired(long asked, long oldest) {
        return of(HttpURLConnection.HTTP_GONE, "Expired", "too old resource version: " + asked + " (" + oldest + ")");
    }

    static ApiError internal(String message) {
        return of(HttpURLConnection.HTTP_INTERNAL_ERROR, "InternalError", "Internal error occurred: " + message);
    }

    private ApiError withDetails(ResourceType type, String name) {
        status.putObject("details").put("name", name).put("group", type.group()).put("kind", type.plural());
        return this;
    }

    int code() {
        return code;
    }

    ObjectNode status() {
        return status;
    }
}
