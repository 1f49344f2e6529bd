package dev.enforce.agent.policies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/** {@code status} of policies and trust roots as policy-controller writes it. */
final class StatusConditions {

    private final Map<String, Condition> conditions = new TreeMap<>();

    /** @param reason empty when the condition holds */
    private record Condition(String reason, String message) {
        boolean holds() {
            return reason.isEmpty();
        }
    }

    StatusConditions holds(String type) {
        conditions.put(type, new Condition("", ""));
        return this;
    }

    StatusConditions fails(String type, String reason, String message) {
        conditions.put(type, new Condition(reason, message));
        return this;
    }

    /** The conditions of a policy. */
    static StatusConditions of(PolicyState state) {
        StatusConditions status = new StatusConditions()
                .holds("KeysInlined")
                .holds("PoliciesInlined")
                .holds("ConfigMapUpdated");
        if (state.standing() != PolicyState.Standing.CURRENT) {
            String effect = state.standing() == PolicyState.Standing.LAST_GOOD
                    ? " (the last good form stays in force)"
                    : " (what the policy covers is denied)";
            boolean keys = state.isKeyTrouble();
            status.fails(
                    keys ? "KeysInlined" : "PoliciesInlined",
                    keys ? "InliningKeysFailed" : "InliningPoliciesFailed",
                    state.problemText() + effect);
        }
        return status;
    }

    /** The conditions of a trust root. */
    static StatusConditions of(TrustRootState state) {
        StatusConditions status = new StatusConditions().holds("KeysInlined").holds("ConfigMapUpdated");
        if (!state.problems().isEmpty()) {
            String effect = state.json() == null ? "" : " (the last good form stays in force)";
            status.fails("KeysInlined", "InliningKeysFailed", state.problemText() + effect);
        }
        return status;
    }

    /**
     * The whole {@code status}.
     *
     * @param present what the object has now; times of conditions that did not change are kept
     */
    ObjectNode write(long generation, JsonNode present, Instant now) {
        ObjectNode status = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        ArrayNode list = status.putArray("conditions");
        Map<String, Condition> all = new TreeMap<>(conditions);
        all.put(
                "Ready",
                conditions.values().stream()
                        .filter(condition -> !condition.holds())
                        .findFirst()
                        .orElse(new Condition("", "")));
        all.forEach((type, condition) -> {
            JsonNode old = find(present.path("conditions"), type);
            String value = condition.holds() ? "True" : "False";
            boolean same = old.path("status").asText("").equals(value);
            ObjectNode written = list.addObject();
            written.put(
                    "lastTransitionTime",
                    same && old.hasNonNull("lastTransitionTime")
                            ? old.path("lastTransitionTime").asText()
                            : now.truncatedTo(ChronoUnit.SECONDS).toString());
            if (!condition.holds()) {
                written.put("message", condition.message());
                written.put("reason", condition.reason());
            }
            written.put("status", value);
            written.put("type", type);
        });
        status.put("observedGeneration", generation);
        return status;
    }

    private static JsonNode find(JsonNode list, String type) {
        for (JsonNode condition : list) {
            if (condition.path("type").asText("").equals(type)) {
                return condition;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }
}
