package dev.enforce.language.rego.evaluate;

import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.NumberValue;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.SetValue;
import dev.enforce.language.rego.value.Value;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A reference: walks into a document, once for each value of the variables in its path. */
public final class RefStep extends Step {

    /** What a reference begins with: a document, or a variable. */
    public sealed interface Root {
        /** {@code input} */
        record Input() implements Root {}

        /** {@code data} */
        record Data() implements Root {}

        /** A variable. */
        record Variable(Operand operand) implements Root {}
    }

    /** One part of the path: a key, or what all keys are matched with. */
    public record Part(@Nullable Operand key, @Nullable Pattern pattern) {}

    private final Root root;
    private final RuleNode rules;
    private final Part[] path;
    private final @Nullable Pattern target;

    /**
     * A step.
     *
     * @param rules all rules of the program
     * @param target what the value is matched with; null where it must only not be false
     */
    public RefStep(Root root, RuleNode rules, List<Part> path, @Nullable Pattern target) {
        this.root = root;
        this.rules = rules;
        this.path = path.toArray(new Part[0]);
        this.target = target;
    }

    @Override
    boolean run(Frame frame) {
        frame.evaluation.budget().step();
        return switch (root) {
            case Root.Input _ -> frame.context.input != null && walk(frame, frame.context.input, 0);
            case Root.Data _ -> documents(frame, rules, frame.context.data, frame.context.replaced, 0);
            case Root.Variable(Operand operand) -> walk(frame, operand.value(frame), 0);
        };
    }

    private boolean finish(Frame frame, Value value) {
        return (target == null ? !value.isFalse() : target.match(frame, value)) && proceed(frame);
    }

    private boolean walk(Frame frame, Value value, int at) {
        if (at == path.length) {
            return finish(frame, value);
        }
        Part part = path[at];
        if (part.key() != null) {
            Value below = find(value, part.key().value(frame));
            return below != null && walk(frame, below, at + 1);
        }
        return switch (value) {
            case ArrayValue(List<Value> elements) -> {
                for (int i = 0; i < elements.size(); i++) {
                    if (matches(frame, part, NumberValue.of(i)) && walk(frame, elements.get(i), at + 1)) {
                        yield true;
                    }
                }
                yield false;
            }
            case ObjectValue object -> {
                for (int i = 0; i < object.size(); i++) {
                    if (matches(frame, part, object.key(i)) && walk(frame, object.value(i), at + 1)) {
                        yield true;
                    }
                }
                yield false;
            }
            case SetValue set -> {
                for (int i = 0; i < set.size(); i++) {
                    if (matches(frame, part, set.get(i)) && walk(frame, set.get(i), at + 1)) {
                        yield true;
                    }
                }
                yield false;
            }
            default -> false;
        };
    }

    private static boolean matches(Frame frame, Part part, Value key) {
        frame.evaluation.budget().step();
        return part.pattern() != null && part.pattern().match(frame, key);
    }

    static @Nullable Value find(Value value, Value key) {
        return switch (value) {
            case ObjectValue object -> object.find(key);
            case ArrayValue(List<Value> elements) -> {
                if (key instanceof NumberValue number) {
                    long index = number.asLong().orElse(-1L);
                    yield index >= 0 && index < elements.size() ? elements.get((int) index) : null;
                }
                yield null;
            }
            case SetValue set -> set.contains(key) ? key : null;
            default -> null;
        };
    }

    /** Below {@code data}, where rules and base documents lie over each other. */
    private boolean documents(
            Frame frame, @Nullable RuleNode node, @Nullable Value base, Context.@Nullable Replaced replaced, int at) {
        RuleNode virtual = replaced != null && replaced.whole() ? null : node;
        if (virtual == null) {
            return base != null && walk(frame, base, at);
        }
        if (virtual.rules != null) {
            return group(frame, virtual, virtual.rules, replaced, base, at);
        }
        if (at == path.length) {
            Value whole = frame.evaluation.whole(virtual, base, replaced, frame.context);
            return whole != null && finish(frame, whole);
        }
        Part part = path[at];
        if (part.key() != null) {
            return below(frame, virtual, base, replaced, part.key().value(frame), at);
        }
        TreeSet<Value> keys = new TreeSet<>(virtual.children.keySet());
        if (base instanceof ObjectValue object) {
            keys.addAll(object.keys());
        }
        for (Value key : keys) {
            if (matches(frame, part, key) && below(frame, virtual, base, replaced, key, at)) {
                return true;
            }
        }
        return false;
    }

    private boolean below(
            Frame frame, RuleNode node, @Nullable Value base, Context.@Nullable Replaced replaced, Value key, int at) {
        return documents(
                frame,
                node.children.get(key),
                base == null ? null : find(base, key),
                replaced == null ? null : replaced.find(key),
                at + 1);
    }

    private boolean group(
            Frame frame,
            RuleNode node,
            RuleGroup group,
            Context.@Nullable Replaced replaced,
            @Nullable Value base,
            int at) {
        Evaluation evaluation = frame.evaluation;
        Part part = at < path.length ? path[at] : null;
        boolean mixed = !node.children.isEmpty() || replaced != null;
        if (part != null && part.key() != null && !mixed) {
            Value key = part.key().value(frame);
            switch (group.kind) {
                case SET, OBJECT -> {
                    Value value = evaluation.element(group, key, frame.context);
                    return value != null && walk(frame, value, at + 1);
                }
                case COMPLETE, FUNCTION -> {}
            }
        }
        Value value =
                mixed ? evaluation.whole(node, base, replaced, frame.context) : evaluation.value(group, frame.context);
        return value != null && walk(frame, value, at);
    }
}
