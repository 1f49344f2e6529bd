package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Label and field selectors, as query parameters and as objects. */
final class Selector {

    private static final Pattern SET_BASED = Pattern.compile("\\s*(\\S+)\\s+(in|notin)\\s+\\(([^()]*)\\)\\s*");
    private static final Pattern EQUALITY = Pattern.compile("\\s*([^\\s=!]+)\\s*(==|=|!=)\\s*([^\\s=!]*)\\s*");
    private static final Pattern EXISTENCE = Pattern.compile("\\s*(!?)\\s*([^\\s=!(),]+)\\s*");

    private Selector() {}

    /** Reads a {@code labelSelector} parameter. */
    static Predicate<JsonNode> labels(String text) {
        return requirements(text).map(requirement -> byLabels(requirement)).reduce(object -> true, Predicate::and);
    }

    private static Predicate<JsonNode> byLabels(String requirement) {
        Matcher sets = SET_BASED.matcher(requirement);
        if (sets.matches()) {
            List<String> values =
                    Stream.of(sets.group(3).split(",", -1)).map(String::strip).toList();
            return requirement(sets.group(1), sets.group(2).equals("in") ? "In" : "NotIn", values);
        }
        Matcher equality = EQUALITY.matcher(requirement);
        if (equality.matches()) {
            return requirement(
                    equality.group(1), equality.group(2).equals("!=") ? "NotIn" : "In", List.of(equality.group(3)));
        }
        Matcher existence = EXISTENCE.matcher(requirement);
        if (existence.matches()) {
            return requirement(existence.group(2), existence.group(1).isEmpty() ? "Exists" : "DoesNotExist", List.of());
        }
        throw ApiError.badRequest("unable to parse requirement: " + requirement);
    }

    private static Predicate<JsonNode> requirement(String key, String operator, List<String> values) {
        return object -> matches(object.path("metadata").path("labels"), key, operator, values);
    }

    private static boolean matches(JsonNode labels, String key, String operator, List<String> values) {
        JsonNode value = labels.path(key);
        return switch (operator) {
            case "In" -> value.isTextual() && values.contains(value.asText());
            case "NotIn" -> !value.isTextual() || !values.contains(value.asText());
            case "Exists" -> value.isTextual();
            case "DoesNotExist" -> !value.isTextual();
            default -> throw ApiError.badRequest("\"" + operator + "\" is not a valid label selector operator");
        };
    }

    /** Reads a {@code fieldSelector} parameter; every dotted path is allowed. */
    static Predicate<JsonNode> fields(String text) {
        return requirements(text).map(Selector::byField).reduce(object -> true, Predicate::and);
    }

    private static Predicate<JsonNode> byField(String requirement) {
        Matcher equality = EQUALITY.matcher(requirement);
        if (!equality.matches()) {
            throw ApiError.badRequest("invalid field selector: " + requirement);
        }
        String[] path = equality.group(1).split("\\.");
        String value = equality.group(3);
        boolean wanted = !equality.group(2).equals("!=");
        return object -> Json.text(object, path).equals(value) == wanted;
    }

    /** Whether a {@code LabelSelector} object selects these labels; an empty one selects everything. */
    static boolean selects(JsonNode selector, JsonNode labels) {
        for (var label : selector.path("matchLabels").properties()) {
            if (!matches(labels, label.getKey(), "In", List.of(label.getValue().asText()))) {
                return false;
            }
        }
        for (JsonNode expression : selector.path("matchExpressions")) {
            if (!matches(
                    labels,
                    Json.text(expression, "key"),
                    Json.text(expression, "operator"),
                    Json.texts(expression.path("values")))) {
                return false;
            }
        }
        return true;
    }

    /** Cuts at the commas that are not between parentheses. */
    private static Stream<String> requirements(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return parts.stream().filter(part -> !part.isBlank());
    }
}
