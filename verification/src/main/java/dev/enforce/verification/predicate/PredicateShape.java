package dev.enforce.verification.predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** The typed form of the predicates that have a short name. Reading gives nothing for a value of another type. */
sealed interface PredicateShape {

    /** Any value; {@code null} when absent. */
    record Any() implements PredicateShape {}

    /** A string; empty when absent. */
    record Text() implements PredicateShape {}

    /** A boolean; false when absent. */
    record Flag() implements PredicateShape {}

    /** A time of RFC 3339, written anew; the first of January of the year 1 when absent. */
    record Time() implements PredicateShape {}

    /** A list; {@code null} when absent. */
    record Items(PredicateShape item) implements PredicateShape {}

    /** An object of which only these fields stay. */
    record Fields(List<Field> fields) implements PredicateShape {}

    /** @param omitted whether it is left out when absent or empty */
    record Field(String name, PredicateShape shape, boolean omitted) {}

    /** The shape that a short name stands for; empty for names and URIs whose predicate is passed as it is. */
    static Optional<PredicateShape> of(String writtenType) {
        return switch (writtenType) {
            case "vuln" -> Optional.of(vulnerabilities());
            case "slsaprovenance", "slsaprovenance02" -> Optional.of(provenance());
            case "link" -> Optional.of(link());
            default -> Optional.empty();
        };
    }

    /** The value in this shape; empty if it is of another type. */
    default Optional<JsonNode> read(JsonNode value) {
        boolean absent = value.isMissingNode() || value.isNull();
        return switch (this) {
            case Any _ -> Optional.of(absent ? NullNode.getInstance() : value);
            case Text _ ->
                absent
                        ? Optional.of(JsonNodeFactory.instance.textNode(""))
                        : value.isTextual() ? Optional.of(value) : Optional.empty();
            case Flag _ ->
                absent
                        ? Optional.of(JsonNodeFactory.instance.booleanNode(false))
                        : value.isBoolean() ? Optional.of(value) : Optional.empty();
            case Time _ -> absent ? time("0001-01-01T00:00:00Z") : time(value.asText(""));
            case Items(PredicateShape item) ->
                absent
                        ? Optional.of(NullNode.getInstance())
                        : value instanceof ArrayNode list ? items(item, list) : Optional.empty();
            case Fields(List<Field> fields) ->
                absent || value instanceof ObjectNode ? object(fields, value) : Optional.empty();
        };
    }

    private static Optional<JsonNode> time(String text) {
        try {
            String written = OffsetDateTime.parse(text).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
            return Optional.of(JsonNodeFactory.instance.textNode(written));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> items(PredicateShape shape, ArrayNode list) {
        ArrayNode read = JsonNodeFactory.instance.arrayNode();
        for (JsonNode item : list) {
            Optional<JsonNode> value = shape.read(item);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            read.add(value.get());
        }
        return Optional.of(read);
    }

    private static Optional<JsonNode> object(List<Field> fields, JsonNode value) {
        ObjectNode read = JsonNodeFactory.instance.objectNode();
        for (Field field : fields) {
            JsonNode given = value.path(field.name());
            if (field.omitted() && isEmpty(given)) {
                continue;
            }
            Optional<JsonNode> shaped = field.shape().read(given);
            if (shaped.isEmpty()) {
                return Optional.empty();
            }
            read.set(field.name(), shaped.get());
        }
        return Optional.of(read);
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isContainerNode() && value.isEmpty())
                || (value.isTextual() && value.textValue().isEmpty());
    }

    private static Fields fields(Field... fields) {
        return new Fields(List.of(fields));
    }

    private static Field field(String name, PredicateShape shape) {
        return new Field(name, shape, false);
    }

    private static Field optional(String name, PredicateShape shape) {
        return new Field(name, shape, true);
    }

    private static PredicateShape vulnerabilities() {
        Text text = new Text();
        return fields(
                field(
                        "invocation",
                        fields(
                                field("parameters", new Any()),
                                field("uri", text),
                                field("event_id", text),
                                field("builder.id", text))),
                field(
                        "scanner",
                        fields(
                                field("uri", text),
                                field("version", text),
                                field("db", fields(field("uri", text), field("version", text))),
                                field("result", new Any()))),
                field("metadata", fields(field("scanStartedOn", new Time()), field("scanFinishedOn", new Time()))));
    }

    private static PredicateShape provenance() {
        Text text = new Text();
        Flag flag = new Flag();
        return fields(
                field("builder", fields(field("id", text))),
                field("buildType", text),
                field(
                        "invocation",
                        fields(
                                field(
                                        "configSource",
                                        fields(
                                                optional("uri", text),
                                                optional("digest", new Any()),
                                                optional("entryPoint", text))),
                                optional("parameters", new Any()),
                                optional("environment", new Any()))),
                optional("buildConfig", new Any()),
                optional(
                        "metadata",
                        fields(
                                optional("buildInvocationID", text),
                                optional("buildStartedOn", new Time()),
                                optional("buildFinishedOn", new Time()),
                                field(
                                        "completeness",
                                        fields(
                                                field("parameters", flag),
                                                field("environment", flag),
                                                field("materials", flag))),
                                field("reproducible", flag))),
                optional("materials", new Items(fields(optional("uri", text), optional("digest", new Any())))));
    }

    private static PredicateShape link() {
        Text text = new Text();
        return fields(
                field("_type", text),
                field("name", text),
                field("materials", new Any()),
                field("products", new Any()),
                field("byproducts", new Any()),
                field("command", new Items(text)),
                field("environment", new Any()));
    }
}
