package dev.enforce.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns YAML into JSON trees as Kubernetes does it, with places; aliases are followed within a budget. */
final class YamlTrees {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MAX_ALIASES = 100;
    private static final int MAX_DIGITS = 64;

    private final int lineOffset;
    private Places places = new Places();
    private int values;

    private YamlTrees(int lineOffset) {
        this.lineOffset = lineOffset;
    }

    /**
     * Reads all documents of a text; empty ones are left out.
     *
     * @param lineOffset lines of the file that stand before this text
     * @throws DocumentException if the text is no YAML, or a document no mapping
     */
    static List<DocumentTree> read(String text, int lineOffset) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(text.length() + 1);
        options.setNestingDepthLimit(DocumentTree.MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        try {
            YamlTrees trees = new YamlTrees(lineOffset);
            List<DocumentTree> documents = new ArrayList<>();
            for (Node node : new Yaml(options).composeAll(new StringReader(text))) {
                trees.document(node, documents);
            }
            return documents;
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            throw new DocumentException(
                    "yaml: " + e.getProblem(),
                    mark == null ? 0 : mark.getLine() + 1,
                    mark == null ? 0 : mark.getColumn() + 1);
        } catch (YAMLException e) {
            throw new DocumentException("yaml: " + firstLine(String.valueOf(e.getMessage())), 0, 0);
        }
    }

    private void document(Node node, List<DocumentTree> documents) {
        places = new Places();
        note("", node);
        JsonNode root = value(node, "", 0);
        if (root instanceof ObjectNode object) {
            documents.add(new DocumentTree(object, places));
        } else if (!root.isNull()) {
            throw problem("a document must be an object", node);
        }
    }

    private JsonNode value(Node node, String path, int depth) {
        if (++values > DocumentTree.MAX_VALUES) {
            throw problem("yaml: the text holds too many values, perhaps through aliases", node);
        }
        if (depth > DocumentTree.MAX_DEPTH) {
            throw problem("yaml: nested too deeply", node);
        }
        return switch (node) {
            case MappingNode mapping -> {
                ObjectNode object = NODES.objectNode();
                mapping(mapping, object, path, depth, false);
                yield object;
            }
            case SequenceNode sequence -> sequence(sequence, path, depth);
            case ScalarNode scalar -> scalar(scalar);
            default -> throw problem("yaml: cannot read this", node);
        };
    }

    private void mapping(MappingNode mapping, ObjectNode into, String path, int depth, boolean merged) {
        if (depth > DocumentTree.MAX_DEPTH) {
            throw problem("yaml: nested too deeply", mapping);
        }
        List<Node> merges = new ArrayList<>();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw problem("yaml: a field name must be text", entry.getKeyNode());
            }
            if (key.getTag().equals(Tag.MERGE)) {
                merges.add(entry.getValueNode());
            } else {
                entry(key, entry.getValueNode(), into, path, depth, merged);
            }
        }
        for (Node merge : merges) {
            merge(merge, into, path, depth);
        }
    }

    private void entry(ScalarNode key, Node value, ObjectNode into, String path, int depth, boolean merged) {
        String name = key.getValue();
        if (into.has(name)) {
            if (merged) {
                return;
            }
            throw problem("yaml: key \"" + shown(name) + "\" already set in map", key);
        }
        String at = Places.field(path, name);
        note(at, key);
        into.set(name, value(value, at, depth + 1));
    }

    private void merge(Node merge, ObjectNode into, String path, int depth) {
        if (++values > DocumentTree.MAX_VALUES) {
            throw problem("yaml: the text holds too many values, perhaps through aliases", merge);
        }
        switch (merge) {
            case MappingNode mapping -> mapping(mapping, into, path, depth + 1, true);
            case SequenceNode sequence ->
                sequence.getValue().forEach(part -> {
                    if (!(part instanceof MappingNode mapping)) {
                        throw problem("yaml: map merge requires map or sequence of maps as the value", part);
                    }
                    mapping(mapping, into, path, depth + 1, true);
                });
            default -> throw problem("yaml: map merge requires map or sequence of maps as the value", merge);
        }
    }

    private ArrayNode sequence(SequenceNode sequence, String path, int depth) {
        ArrayNode array = NODES.arrayNode();
        for (Node element : sequence.getValue()) {
            String at = Places.index(path, array.size());
            note(at, element);
            array.add(value(element, at, depth + 1));
        }
        return array;
    }

    private JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) {
            return NODES.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return NODES.booleanNode(isTrue(scalar, text.toLowerCase(Locale.ROOT)));
        }
        if (tag.equals(Tag.INT)) {
            return integer(scalar, text.replace("_", ""));
        }
        if (tag.equals(Tag.FLOAT)) {
            return decimal(scalar, text.replace("_", ""));
        }
        if (tag.equals(Tag.STR) || tag.equals(Tag.TIMESTAMP) || tag.equals(Tag.BINARY) || tag.equals(Tag.MERGE)) {
            return NODES.textNode(text);
        }
        throw problem("yaml: unknown tag " + shown(tag.getValue()), scalar);
    }

    private boolean isTrue(ScalarNode scalar, String text) {
        return switch (text) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw problem("yaml: not a boolean", scalar);
        };
    }

    private JsonNode integer(ScalarNode scalar, String text) {
        try {
            if (text.length() <= MAX_DIGITS) {
                return NODES.numberNode(integer(text));
            }
        } catch (NumberFormatException notInThisBase) {
            throw problem("yaml: not an integer", scalar);
        }
        throw problem("yaml: an integer with too many digits", scalar);
    }

    private static BigInteger integer(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        BigInteger number;
        if (digits.startsWith("0x")) {
            number = new BigInteger(digits.substring(2), 16);
        } else if (digits.startsWith("0b")) {
            number = new BigInteger(digits.substring(2), 2);
        } else if (digits.length() > 1 && digits.startsWith("0")) {
            number = new BigInteger(digits, 8);
        } else {
            number = new BigInteger(digits);
        }
        return negative ? number.negate() : number;
    }

    private JsonNode decimal(ScalarNode scalar, String text) {
        try {
            if (text.length() <= MAX_DIGITS) {
                return NODES.numberNode(new BigDecimal(text));
            }
        } catch (NumberFormatException infinityOrBase60) {
            throw problem("yaml: a number that JSON cannot express", scalar);
        }
        throw problem("yaml: a number with too many digits", scalar);
    }

    private void note(String path, Node node) {
        Mark mark = node.getStartMark();
        places.put(path, mark.getLine() + 1 + lineOffset, mark.getColumn() + 1);
    }

    private static DocumentException problem(String message, Node node) {
        Mark mark = node.getStartMark();
        return new DocumentException(message, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "cannot be read" : text.lines().findFirst().orElse("cannot be read");
    }

    private static String shown(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
