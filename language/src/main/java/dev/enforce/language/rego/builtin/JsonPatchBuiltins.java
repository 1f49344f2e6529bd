package dev.enforce.language.rego.builtin;

import static dev.enforce.language.rego.builtin.Operands.text;

import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.SetValue;
import dev.enforce.language.rego.value.StringValue;
import dev.enforce.language.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Parts of documents by their paths: what to keep, and what to leave out. */
final class JsonPatchBuiltins {

    /** Paths as a tree; one without branches is the end of a path. */
    private static final class Paths {
        final TreeMap<Value, Paths> below = new TreeMap<>();
        boolean end;
    }

    private JsonPatchBuiltins() {}

    static void register(Registry registry) {
        registry.add("json.remove", 2, (o, c) -> {
            Value rest = remove(Operands.object(o[0]), paths(o[1]), c);
            return rest == null ? o[0] : rest;
        });
        registry.add("json.filter", 2, (o, c) -> filter(Operands.object(o[0]), paths(o[1]), c));
    }

    private static Paths paths(Value operand) {
        Paths root = new Paths();
        for (Value path : Operands.elements(operand)) {
            Paths at = root;
            List<Value> parts = parts(path);
            for (int i = 0; i < parts.size() && !at.end; i++) {
                at = at.below.computeIfAbsent(parts.get(i), _ -> new Paths());
            }
            if (!parts.isEmpty()) {
                at.end = true;
                at.below.clear();
            }
        }
        return root;
    }

    private static List<Value> parts(Value path) {
        if (path instanceof ArrayValue(List<Value> elements)) {
            return elements;
        }
        String text = text(path);
        if (text.isEmpty()) {
            return List.of();
        }
        int start = 0;
        while (start < text.length() && text.charAt(start) == '/') {
            start++;
        }
        List<Value> parts = new ArrayList<>();
        for (String part : text.substring(start).split("/", -1)) {
            parts.add(new StringValue(part.replace("~1", "/").replace("~0", "~")));
        }
        return parts;
    }

    private static @Nullable Value remove(Value value, @Nullable Paths paths, BuiltinContext context) {
        context.budget().step();
        if (paths == null) {
            return value;
        }
        if (paths.end) {
            return null;
        }
        return switch (value) {
            case ObjectValue object -> {
                TreeMap<Value, Value> kept = new TreeMap<>();
                for (int i = 0; i < object.size(); i++) {
                    Value rest = remove(object.value(i), paths.below.get(object.key(i)), context);
                    if (rest != null) {
                        kept.put(object.key(i), rest);
                    }
                }
                yield ObjectValue.of(kept);
            }
            case ArrayValue(List<Value> elements) -> {
                List<Value> kept = new ArrayList<>();
                for (int i = 0; i < elements.size(); i++) {
                    Value rest = remove(elements.get(i), paths.below.get(index(i)), context);
                    if (rest != null) {
                        kept.add(rest);
                    }
                }
                yield new ArrayValue(kept);
            }
            case SetValue set -> {
                List<Value> kept = new ArrayList<>();
                for (Value element : set.elements()) {
                    Value rest = remove(element, paths.below.get(element), context);
                    if (rest != null) {
                        kept.add(rest);
                    }
                }
                yield SetValue.of(kept);
            }
            default -> value;
        };
    }

    private static Value filter(Value value, Paths paths, BuiltinContext context) {
        context.budget().step();
        if (paths.end) {
            return value;
        }
        return switch (value) {
            case ObjectValue object -> {
                TreeMap<Value, Value> kept = new TreeMap<>();
                paths.below.forEach((key, below) -> {
                    Value found = object.find(key);
                    if (found != null) {
                        kept.put(key, filter(found, below, context));
                    }
                });
                yield ObjectValue.of(kept);
            }
            case ArrayValue(List<Value> elements) -> {
                List<Value> kept = new ArrayList<>();
                for (int i = 0; i < elements.size(); i++) {
                    Paths below = paths.below.get(index(i));
                    if (below != null) {
                        kept.add(filter(elements.get(i), below, context));
                    }
                }
                yield new ArrayValue(kept);
            }
            case SetValue set -> {
                List<Value> kept = new ArrayList<>();
                for (Value element : set.elements()) {
                    Paths below = paths.below.get(element);
                    if (below != null) {
                        kept.add(filter(element, below, context));
                    }
                }
                yield SetValue.of(kept);
            }
            default -> value;
        };
    }

    private static Value index(int index) {
        return new StringValue(Integer.toString(index));
    }
}
