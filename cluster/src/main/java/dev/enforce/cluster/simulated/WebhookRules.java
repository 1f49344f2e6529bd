package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Whether the rules of a webhook name a request. */
final class WebhookRules {

    private WebhookRules() {}

    static boolean match(JsonNode rules, AdmissionRequest request) {
        for (JsonNode rule : rules) {
            if (names(rule.path("operations"), request.operation().name())
                    && names(rule.path("apiGroups"), request.type().group())
                    && names(rule.path("apiVersions"), request.version())
                    && namesResource(Json.texts(rule.path("resources")), request)
                    && inScope(Json.text(rule, "scope"), request.type())) {
                return true;
            }
        }
        return false;
    }

    private static boolean names(JsonNode list, String value) {
        List<String> values = Json.texts(list);
        return values.contains("*") || values.contains(value);
    }

    private static boolean namesResource(List<String> resources, AdmissionRequest request) {
        String plural = request.type().plural();
        String subresource = request.subresource();
        if (subresource.isEmpty()) {
            return resources.contains("*") || resources.contains("*/*") || resources.contains(plural);
        }
        return resources.contains("*/*")
                || resources.contains("*/" + subresource)
                || resources.contains(plural + "/*")
                || resources.contains(plural + "/" + subresource);
    }

    private static boolean inScope(String scope, ResourceType type) {
        return scope.isEmpty() || scope.equals("*") || scope.equals(type.namespaced() ? "Namespaced" : "Cluster");
    }
}
