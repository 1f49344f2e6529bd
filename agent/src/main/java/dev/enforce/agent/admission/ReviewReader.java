package dev.enforce.agent.admission;

import dev.enforce.agent.admission.AdmissionRequest.GroupVersionResource;
import dev.enforce.agent.admission.AdmissionRequest.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@code AdmissionReview} of {@code admission.k8s.io/v1} in one pass, keeping only what admission needs. The
 * whole body must be well-formed JSON; a field that is read must have its type and stand once.
 */
final class ReviewReader {

    static final String API_VERSION = "admission.k8s.io/v1";
    static final String KIND = "AdmissionReview";

    private static final int MAX_UID = 256;

    private String apiVersion = "";
    private String kind = "";
    private boolean hasRequest;
    private String uid = "";
    private @Nullable GroupVersionResource resource;
    private String objectKind = "";
    private String subResource = "";
    private String namespace = "";
    private String operation = "";
    private @Nullable AdmittedObject object;
    private @Nullable AdmittedObject oldObject;

    private ReviewReader() {}

    /** What a body turned out to be. */
    sealed interface Reading {

        /** A review. */
        record Review(AdmissionRequest request) implements Reading {}

        /**
         * Not a review that can be decided.
         *
         * @param uid of the request, if it could be read; then the refusal can be given as a review's answer
         */
        record Unreadable(@Nullable String uid, String reason) implements Reading {}
    }

    /** Never throws for anything that the body holds. */
    static Reading read(byte[] body) {
        if (body.length > AdmissionLimits.MAX_BODY_BYTES) {
            return new Reading.Unreadable(null, "longer than " + AdmissionLimits.MAX_BODY_BYTES + " bytes");
        }
        ReviewReader reader = new ReviewReader();
        try {
            return new Reading.Review(reader.review(body));
        } catch (ReviewFormatException e) {
            return new Reading.Unreadable(reader.uid.isEmpty() ? null : reader.uid, String.valueOf(e.getMessage()));
        }
    }

    private AdmissionRequest review(byte[] body) {
        try (JsonCursor json = JsonCursor.open(body)) {
            if (!json.enterObject()) {
                throw json.refused("expected an object");
            }
            int seen = 0;
            for (String field = json.nextField(); field != null; field = json.nextField()) {
                switch (field) {
                    case "apiVersion" -> {
                        seen = json.once(seen, 1);
                        apiVersion = json.string();
                    }
                    case "kind" -> {
                        seen = json.once(seen, 2);
                        kind = json.string();
                    }
                    case "request" -> {
                        seen = json.once(seen, 4);
                        request(json);
                    }
                    default -> json.skip();
                }
            }
            json.expectEnd();
        }
        return checked();
    }

    private void request(JsonCursor json) {
        if (!json.enterObject()) {
            return;
        }
        hasRequest = true;
        int seen = 0;
        for (String field = json.nextField(); field != null; field = json.nextField()) {
            switch (field) {
                case "uid" -> {
                    seen = json.once(seen, 1);
                    uid(json);
                }
                case "kind" -> {
                    seen = json.once(seen, 2);
                    objectKind = groupVersion(json, "kind").resource();
                }
                case "resource" -> {
                    seen = json.once(seen, 4);
                    resource = groupVersion(json, "resource");
                }
                case "subResource" -> {
                    seen = json.once(seen, 8);
                    subResource = json.string();
                }
                case "namespace" -> {
                    seen = json.once(seen, 16);
                    namespace = json.string();
                }
                case "operation" -> {
                    seen = json.once(seen, 32);
                    operation = json.string();
                }
                case "object" -> {
                    seen = json.once(seen, 64);
                    object = ObjectReader.read(json);
                }
                case "oldObject" -> {
                    seen = json.once(seen, 128);
                    oldObject = ObjectReader.read(json);
                }
                default -> json.skip();
            }
        }
    }

    private void uid(JsonCursor json) {
        String text = json.string();
        if (text.length() > MAX_UID) {
            throw json.refused("longer than " + MAX_UID + " characters");
        }
        uid = text;
    }

    private static GroupVersionResource groupVersion(JsonCursor json, String last) {
        String group = "";
        String version = "";
        String name = "";
        int seen = 0;
        if (json.enterObject()) {
            for (String field = json.nextField(); field != null; field = json.nextField()) {
                if (field.equals("group")) {
                    seen = json.once(seen, 1);
                    group = json.string();
                } else if (field.equals("version")) {
                    seen = json.once(seen, 2);
                    version = json.string();
                } else if (field.equals(last)) {
                    seen = json.once(seen, 4);
                    name = json.string();
                } else {
                    json.skip();
                }
            }
        }
        return new GroupVersionResource(group, version, name);
    }

    private AdmissionRequest checked() {
        if (!apiVersion.equals(API_VERSION) || !kind.equals(KIND)) {
            throw new ReviewFormatException("unsupported " + TextBounds.shown(kind.isEmpty() ? "kind" : kind, 80)
                    + " of version \"" + TextBounds.shown(apiVersion, 80) + "\": only " + KIND + " of " + API_VERSION
                    + " is understood");
        }
        if (!hasRequest || uid.isEmpty()) {
            throw new ReviewFormatException(hasRequest ? "request.uid is missing" : "request is missing");
        }
        if (resource == null || resource.resource().isEmpty()) {
            throw new ReviewFormatException("request.resource is missing");
        }
        return new AdmissionRequest(
                uid, resource, objectKind, subResource, namespace, parsedOperation(), object, oldObject);
    }

    private Operation parsedOperation() {
        return switch (operation) {
            case "CREATE" -> Operation.CREATE;
            case "UPDATE" -> Operation.UPDATE;
            case "DELETE" -> Operation.DELETE;
            case "CONNECT" -> Operation.CONNECT;
            default ->
                throw new ReviewFormatException(
                        "request.operation: unknown operation \"" + TextBounds.shown(operation, 80) + "\"");
        };
    }
}
