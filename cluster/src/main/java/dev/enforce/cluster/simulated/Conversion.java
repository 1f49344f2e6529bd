package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.UUID;

/** Brings custom objects from one version to another, by the webhook of their definition if it has one. */
final class Conversion {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ObjectStore store;
    private final WebhookCaller caller;

    Conversion(ObjectStore store, WebhookCaller caller) {
        this.store = store;
        this.caller = caller;
    }

    ObjectNode convert(ResourceType type, ObjectNode object, String version) {
        String wanted = type.apiVersion(version);
        if (Json.text(object, "apiVersion").equals(wanted)) {
            return object;
        }
        JsonNode conversion = store.find(ObjectKey.of(ResourceTypes.DEFINITIONS, "", type.qualified()))
                .map(definition -> definition.path("spec").path("conversion"))
                .orElseGet(Json::object);
        if (Json.text(conversion, "strategy").equals("Webhook")) {
            return byWebhook(conversion.path("webhook").path("clientConfig"), object, wanted, type);
        }
        return object.deepCopy().put("apiVersion", wanted);
    }

    private ObjectNode byWebhook(JsonNode clientConfig, ObjectNode object, String wanted, ResourceType type) {
        String uid = UUID.randomUUID().toString();
        ObjectNode review = Json.object().put("kind", "ConversionReview").put("apiVersion", "apiextensions.k8s.io/v1");
        review.putObject("request")
                .put("uid", uid)
                .put("desiredAPIVersion", wanted)
                .putArray("objects")
                .add(object.deepCopy());
        String problem;
        try {
            JsonNode response = caller.call(clientConfig, review, TIMEOUT).path("response");
            boolean success = Json.text(response, "result", "status").equals("Success");
            if (success
                    && Json.text(response, "uid").equals(uid)
                    && response.path("convertedObjects").path(0) instanceof ObjectNode converted
                    && Json.text(converted, "apiVersion").equals(wanted)) {
                return converted;
            }
            problem = success ? "invalid response" : Json.text(response, "result", "message");
        } catch (WebhookCaller.CallFailed e) {
            problem = String.valueOf(e.getMessage());
        }
        throw ApiError.internal("conversion webhook for " + Json.text(object, "apiVersion") + ", Kind=" + type.kind()
                + " failed: " + problem);
    }
}
