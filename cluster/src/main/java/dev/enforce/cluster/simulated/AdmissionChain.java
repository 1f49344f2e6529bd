package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Asks the webhooks that the stored configurations name: first the mutating ones, then the validating ones, each in the
 * order of the configurations' names.
 *
 * <p>Unlike an API server it asks validating webhooks one after the other, knows no reinvocation, and takes rules
 * literally ({@code matchPolicy} is ignored).
 */
final class AdmissionChain {

    private final ObjectStore store;
    private final WebhookCaller caller;

    AdmissionChain(ObjectStore store, WebhookCaller caller) {
        this.store = store;
        this.caller = caller;
    }

    /**
     * Lets every webhook that applies see the request.
     *
     * @param complete puts the defaults into an object that a webhook has changed
     * @param warnings gets what the webhooks say to the user
     * @return the object to store; that of the request if it is a deletion
     * @throws ApiError when a webhook refuses, or cannot be asked and its failure policy is {@code Fail}
     */
    ObjectNode admit(AdmissionRequest request, UnaryOperator<ObjectNode> complete, List<String> warnings) {
        AdmissionRequest current = request;
        for (JsonNode webhook : webhooks(ResourceTypes.MUTATING)) {
            if (applies(webhook, current)) {
                Optional<JsonNode> patch = ask(webhook, current, warnings);
                if (patch.isPresent() && current.object().isPresent()) {
                    ObjectNode patched = Patches.json(current.object().get(), patch.get());
                    current = current.withObject(complete.apply(patched));
                }
            }
        }
        for (JsonNode webhook : webhooks(ResourceTypes.VALIDATING)) {
            if (applies(webhook, current)) {
                ask(webhook, current, warnings);
            }
        }
        return current.object().orElseGet(Json::object);
    }

    private List<JsonNode> webhooks(ResourceType type) {
        List<JsonNode> webhooks = new ArrayList<>();
        for (ObjectNode configuration : store.list(type, "").objects()) {
            configuration.path("webhooks").forEach(webhooks::add);
        }
        return webhooks;
    }

    private boolean applies(JsonNode webhook, AdmissionRequest request) {
        return WebhookRules.match(webhook.path("rules"), request)
                && Selector.selects(webhook.path("namespaceSelector"), namespaceLabels(request))
                && objectSelected(webhook.path("objectSelector"), request);
    }

    private static boolean objectSelected(JsonNode selector, AdmissionRequest request) {
        return request.objects().stream()
                        .anyMatch(object -> Selector.selects(
                                selector, object.path("metadata").path("labels")))
                || (request.objects().isEmpty() && selector.isEmpty());
    }

    /** A namespace is selected by its own labels; other objects of the cluster by none at all. */
    private JsonNode namespaceLabels(AdmissionRequest request) {
        if (request.type().equals(ResourceTypes.NAMESPACES)) {
            return request.object()
                    .or(request::oldObject)
                    .map(namespace -> namespace.path("metadata").path("labels"))
                    .orElseGet(Json::object);
        }
        return store.find(ObjectKey.of(ResourceTypes.NAMESPACES, "", request.namespace()))
                .map(namespace -> namespace.path("metadata").path("labels"))
                .orElseGet(Json::object);
    }

    /** The patch that the webhook wants, if any. */
    private Optional<JsonNode> ask(JsonNode webhook, AdmissionRequest request, List<String> warnings) {
        String name = Json.text(webhook, "name");
        JsonNode response;
        try {
            response = caller.review(webhook, request.review());
        } catch (WebhookCaller.CallFailed e) {
            if (Json.text(webhook, "failurePolicy").equals("Ignore")) {
                return Optional.empty();
            }
            throw ApiError.internal("failed calling webhook \"" + name + "\": " + e.getMessage());
        }
        warnings.addAll(Json.texts(response.path("warnings")));
        if (!response.path("allowed").asBoolean()) {
            throw denied(name, response.path("status"));
        }
        String patch = Json.text(response, "patch");
        if (patch.isEmpty()) {
            return Optional.empty();
        }
        JsonNode operations = Json.parse(Base64.getDecoder().decode(patch));
        return operations.isNull() ? Optional.empty() : Optional.of(operations);
    }

    /** The status that the webhook gave, made a failure, with the text that API servers put before its message. */
    private static ApiError denied(String name, JsonNode given) {
        ObjectNode status = given instanceof ObjectNode object ? object.deepCopy() : Json.object();
        String deniedBy = "admission webhook \"" + name + "\" denied the request";
        String message = Json.text(status, "message");
        String reason = Json.text(status, "reason");
        if (!message.isEmpty()) {
            status.put("message", deniedBy + ": " + message);
        } else if (!reason.isEmpty()) {
            status.put("message", deniedBy + ": " + reason);
        } else {
            status.put("message", deniedBy + " without explanation");
        }
        status.put("kind", "Status").put("apiVersion", "v1").put("status", "Failure");
        status.put("code", Math.max(400, status.path("code").asInt(0)));
        status.withObjectProperty("metadata");
        return ApiError.of(status);
    }
}
