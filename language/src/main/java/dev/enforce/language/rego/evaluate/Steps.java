package dev.enforce.language.rego.evaluate;

import dev.enforce.language.rego.builtin.Builtin;
import dev.enforce.language.rego.limit.RegoException;
import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.NumberValue;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.SetValue;
import dev.enforce.language.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The steps that are no references. */
public final class Steps {

    private Steps() {}

    /** The end of a rule's body. */
    public static final class Found extends Step {
        @Override
        boolean run(Frame frame) {
            return frame.sink.accept(frame);
        }
    }

    /** The end of what is negated: one solution is enough. */
    public static final class Enough extends Step {
        @Override
        boolean run(Frame frame) {
            return true;
        }
    }

    /** Never holds. */
    public static final class Fail extends Step {
        @Override
        boolean run(Frame frame) {
            return false;
        }
    }

    /** A value that must match. */
    public static final class Match extends Step {
        private final Operand operand;
        private final Pattern pattern;

        public Match(Operand operand, Pattern pattern) {
            this.operand = operand;
            this.pattern = pattern;
        }

        @Override
        boolean run(Frame frame) {
            frame.evaluation.budget().step();
            return pattern.match(frame, operand.value(frame)) && proceed(frame);
        }
    }

    /** A value that must not be false. */
    public static final class Holds extends Step {
        private final Operand operand;

        public Holds(Operand operand) {
            this.operand = operand;
        }

        @Override
        boolean run(Frame frame) {
            frame.evaluation.budget().step();
            return !operand.value(frame).isFalse() && proceed(frame);
        }
    }

    /** {@code not} */
    public static final class Not extends Step {
        private final Step inner;

        public Not(Step inner) {
            this.inner = inner;
        }

        @Override
        boolean run(Frame frame) {
            frame.evaluation.budget().step();
            return !inner.run(frame) && proceed(frame);
        }
    }

    /** {@code every} */
    public static final class Every extends Step {
        private final Operand domain;
        private final Pattern key;
        private final Pattern value;
        private final Step body;

        public Every(Operand domain, Pattern key, Pattern value, Step body) {
            this.domain = domain;
            this.key = key;
            this.value = value;
            this.body = body;
        }

        @Override
        boolean run(Frame frame) {
            return switch (domain.value(frame)) {
                case ArrayValue(List<Value> elements) -> {
                    boolean all = true;
                    for (int i = 0; all && i < elements.size(); i++) {
                        all = holds(frame, NumberValue.of(i), elements.get(i));
                    }
                    yield all && proceed(frame);
                }
                case SetValue set -> {
                    boolean all = true;
                    for (int i = 0; all && i < set.size(); i++) {
                        all = holds(frame, set.get(i), set.get(i));
                    }
                    yield all && proceed(frame);
                }
                case ObjectValue object -> {
                    boolean all = true;
                    for (int i = 0; all && i < object.size(); i++) {
                        all = holds(frame, object.key(i), object.value(i));
                    }
                    yield all && proceed(frame);
                }
                default -> false;
            };
        }

        private boolean holds(Frame frame, Value at, Value element) {
            frame.evaluation.budget().step();
            return !(key.match(frame, at) && value.match(frame, element)) || body.run(frame);
        }
    }

    /** The end of a comprehension's body. */
    public static final class Collect extends Step {
        private final int collector;
        private final @Nullable Operand key;
        private final Operand value;

        public Collect(int collector, @Nullable Operand key, Operand value) {
            this.collector = collector;
            this.key = key;
            this.value = value;
        }

        @Override
        @SuppressWarnings("unchecked")
        boolean run(Frame frame) {
            frame.evaluation.budget().step();
            Object into = frame.collectors[collector];
            if (key == null && into != null) {
                List<Value> list = (List<Value>) into;
                list.add(value.value(frame));
                frame.evaluation.budget().elements(list.size());
            } else if (key != null && into != null) {
                TreeMap<Value, Value> map = (TreeMap<Value, Value>) into;
                Value now = value.value(frame);
                Value before = map.put(key.value(frame), now);
                if (before != null && !before.equals(now)) {
                    throw new RegoException(
                            RegoException.Kind.CONFLICT, "eval_conflict_error: object keys must be unique");
                }
                frame.evaluation.budget().elements(map.size());
            }
            return false;
        }
    }

    /** A call of a built-in. */
    public static final class BuiltinCall extends Step {
        private final Builtin builtin;
        private final List<Operand> operands;
        private final @Nullable Pattern result;

        public BuiltinCall(Builtin builtin, List<Operand> operands, @Nullable Pattern result) {
            this.builtin = builtin;
            this.operands = operands;
            this.result = result;
        }

        @Override
        boolean run(Frame frame) {
            Value answer = frame.evaluation.call(builtin, arguments(operands, frame), frame.context);
            return answer != null && accepts(frame, answer, result) && proceed(frame);
        }
    }

    /** A call of a function of the policy. */
    public static final class RuleCall extends Step {
        private final RuleGroup function;
        private final List<Operand> operands;
        private final @Nullable Pattern result;

        public RuleCall(RuleGroup function, List<Operand> operands, @Nullable Pattern result) {
            this.function = function;
            this.operands = operands;
            this.result = result;
        }

        @Override
        boolean run(Frame frame) {
            Value answer = frame.evaluation.call(function, arguments(operands, frame), frame.context);
            return answer != null && accepts(frame, answer, result) && proceed(frame);
        }
    }

    /** {@code walk(x, [path, value])}: one solution for each value within another. */
    public static final class Walk extends Step {
        private final Operand root;
        private final @Nullable Pattern result;

        public Walk(Operand root, @Nullable Pattern result) {
            this.root = root;
            this.result = result;
        }

        @Override
        boolean run(Frame frame) {
            return walk(frame, new ArrayList<>(), root.value(frame));
        }

        private boolean walk(Frame frame, List<Value> path, Value value) {
            frame.evaluation.budget().steps(1 + path.size());
            ArrayValue pair = new ArrayValue(List.of(new ArrayValue(path), value));
            if (accepts(frame, pair, result) && proceed(frame)) {
                return true;
            }
            return switch (value) {
                case ArrayValue(List<Value> elements) -> {
                    for (int i = 0; i < elements.size(); i++) {
                        if (below(frame, path, NumberValue.of(i), elements.get(i))) {
                            yield true;
                        }
                    }
                    yield false;
                }
                case ObjectValue object -> {
                    for (int i = 0; i < object.size(); i++) {
                        if (below(frame, path, object.key(i), object.value(i))) {
                            yield true;
                        }
                    }
                    yield false;
                }
                case SetValue set -> {
                    for (int i = 0; i < set.size(); i++) {
                        if (below(frame, path, set.get(i), set.get(i))) {
                            yield true;
                        }
                    }
                    yield false;
                }
                default -> false;
            };
        }

        private boolean below(Frame frame, List<Value> path, Value key, Value value) {
            path.add(key);
            boolean enough = walk(frame, path, value);
            path.removeLast();
            return enough;
        }
    }

    private static Value[] arguments(List<Operand> operands, Frame frame) {
        frame.evaluation.budget().step();
        Value[] values = new Value[operands.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = operands.get(i).value(frame);
        }
        return values;
    }

    private static boolean accepts(Frame frame, Value answer, @Nullable Pattern result) {
        return result == null ? !answer.isFalse() : result.match(frame, answer);
    }
}
