package dev.enforce.language.rego.evaluate;

import dev.enforce.language.rego.builtin.Builtin;
import dev.enforce.language.rego.builtin.BuiltinContext;
import dev.enforce.language.rego.builtin.BuiltinException;
import dev.enforce.language.rego.limit.Budget;
import dev.enforce.language.rego.limit.RegoException;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.SetValue;
import dev.enforce.language.rego.value.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One evaluation of a program: rules on demand, each once under the same documents. */
final class Evaluation {

    private final Program program;
    private final Budget budget;
    private final BuiltinContext builtins;

    Evaluation(Program program, Budget budget, BuiltinContext builtins) {
        this.program = program;
        this.budget = budget;
        this.builtins = builtins;
    }

    Budget budget() {
        return budget;
    }

    // --- functions

    @Nullable
    Value call(Builtin builtin, Value[] operands, Context context) {
        Context.Mock mock = context.mocks.get(builtin.name());
        if (mock != null) {
            return mocked(mock, operands, context);
        }
        return plain(builtin, operands);
    }

    private @Nullable Value plain(Builtin builtin, Value[] operands) {
        try {
            return builtin.body().call(operands, builtins);
        } catch (BuiltinException undefined) {
            return null;
        }
    }

    @Nullable
    Value call(RuleGroup function, Value[] operands, Context context) {
        Context.Mock mock = context.mocks.get(function.name);
        return mock == null ? function(function, operands, context) : mocked(mock, operands, context);
    }

    private @Nullable Value mocked(Context.Mock mock, Value[] operands, Context context) {
        return switch (mock) {
            case Context.Mock.Fixed(Value value) -> value;
            case Context.Mock.Function(String name) -> {
                RuleGroup function = program.functions().get(name);
                if (function != null) {
                    yield function(function, operands, context.withoutMocks());
                }
                Builtin builtin = program.builtins().get(name);
                yield builtin == null ? null : plain(builtin, operands);
            }
        };
    }

    private @Nullable Value function(RuleGroup function, Value[] operands, Context context) {
        Context.Known known = context.known(function);
        List<Value> key = Arrays.asList(operands);
        if (known.byKey.containsKey(key)) {
            return known.byKey.get(key);
        }
        Value value = single(function, operands, context);
        budget.elements(known.byKey.size());
        known.byKey.put(key, value);
        return value;
    }

    // --- rules with one value

    /** Gathers the one value that all solutions must have. */
    private static final class One implements Frame.Sink {
        private final RuleGroup group;
        private RuleCode code;
        private @Nullable Value found;

        One(RuleGroup group, RuleCode code) {
            this.group = group;
            this.code = code;
        }

        @Override
        public boolean accept(Frame frame) {
            Value value = code.value().value(frame);
            if (found != null && !found.equals(value)) {
                throw new RegoException(
                        RegoException.Kind.CONFLICT,
                        group.kind == RuleGroup.Kind.FUNCTION
                                ? "eval_conflict_error: functions must not produce multiple outputs for same inputs"
                                : "eval_conflict_error: complete rules must not produce multiple outputs");
            }
            found = value;
            return group.constant;
        }
    }

    private @Nullable Value single(RuleGroup group, Value[] operands, Context context) {
        budget.enter();
        One one = null;
        for (RuleGroup.Entry entry : group.rules) {
            if (one == null) {
                one = new One(group, entry.code());
            }
            if (runs(entry.code(), operands, context, one) && group.constant) {
                break;
            }
        }
        if ((one == null || one.found == null) && group.fallback != null) {
            one = new One(group, group.fallback);
            runs(group.fallback, operands, context, one);
        }
        budget.leave();
        return one == null ? null : one.found;
    }

    /** Runs a rule, and its branches until one has a solution. */
    private boolean runs(RuleCode code, Value[] operands, Context context, One one) {
        if (hasSolution(code, operands, context, one)) {
            return true;
        }
        for (RuleCode branch : code.otherwise()) {
            if (hasSolution(branch, operands, context, one)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasSolution(RuleCode code, Value[] operands, Context context, One one) {
        budget.step();
        boolean[] any = new boolean[1];
        Frame frame = new Frame(code, this, context, found -> {
            any[0] = true;
            one.code = code;
            return one.accept(found);
        });
        for (int i = 0; i < operands.length; i++) {
            if (!code.arguments().get(i).match(frame, operands[i])) {
                return false;
            }
        }
        code.body().run(frame);
        return any[0];
    }

    // --- documents

    /** The whole value of a group; null where it is undefined. */
    @Nullable
    Value value(RuleGroup group, Context context) {
        Context.Known known = context.known(group);
        if (!known.done) {
            known.whole = switch (group.kind) {
                case FUNCTION -> null;
                case COMPLETE -> single(group, new Value[0], context);
                case SET, OBJECT -> gathered(group, null, context);
            };
            known.done = true;
        }
        return known.whole;
    }

    /** One element of a set or object, found without the others. */
    @Nullable
    Value element(RuleGroup group, Value key, Context context) {
        Context.Known known = context.known(group);
        if (known.done) {
            return known.whole == null ? null : RefStep.find(known.whole, key);
        }
        if (!known.byKey.containsKey(key)) {
            Value part = gathered(group, key, context);
            budget.elements(known.byKey.size());
            known.byKey.put(key, RefStep.find(part, key));
        }
        return known.byKey.get(key);
    }

    private Value gathered(RuleGroup group, @Nullable Value onlyKey, Context context) {
        budget.enter();
        Value whole = group.kind == RuleGroup.Kind.SET ? set(group, onlyKey, context) : object(group, onlyKey, context);
        budget.leave();
        return whole;
    }

    private Value set(RuleGroup group, @Nullable Value onlyKey, Context context) {
        TreeSet<Value> elements = new TreeSet<>();
        for (RuleGroup.Entry entry : group.rules) {
            RuleCode code = onlyKey != null && entry.keyed() != null ? entry.keyed() : entry.code();
            run(entry, code, onlyKey, context, frame -> {
                if (code.key() != null && elements.add(code.key().value(frame))) {
                    budget.elements(elements.size());
                }
                return onlyKey != null && elements.contains(onlyKey);
            });
        }
        return SetValue.of(elements);
    }

    private Value object(RuleGroup group, @Nullable Value onlyKey, Context context) {
        Branch whole = new Branch();
        for (RuleGroup.Entry entry : group.rules) {
            RuleCode code = onlyKey != null && entry.keyed() != null ? entry.keyed() : entry.code();
            run(entry, code, onlyKey, context, frame -> {
                budget.steps(1 + code.path().size());
                Branch at = whole;
                for (int i = 0; i < code.path().size(); i++) {
                    Value key = code.path().get(i).value(frame);
                    if (i == 0 && onlyKey != null && !onlyKey.equals(key)) {
                        return false;
                    }
                    at = at.below(key);
                }
                at.add(
                        code.key() == null ? null : code.key().value(frame),
                        code.value().value(frame));
                return false;
            });
        }
        return whole.value();
    }

    private void run(RuleGroup.Entry entry, RuleCode code, @Nullable Value onlyKey, Context context, Frame.Sink sink) {
        Frame frame = new Frame(code, this, context, sink);
        boolean matches = onlyKey == null
                || entry.keyed() == null
                || entry.firstKey() == null
                || entry.firstKey().match(frame, onlyKey);
        if (matches) {
            code.body().run(frame);
        }
    }

    /** A place in an object that rules build together. */
    private static final class Branch {
        private final TreeMap<Value, Branch> branches = new TreeMap<>();
        private @Nullable TreeSet<Value> elements;
        private @Nullable Value leaf;

        Branch below(Value key) {
            if (leaf != null || elements != null) {
                throw conflict();
            }
            return branches.computeIfAbsent(key, _ -> new Branch());
        }

        void add(@Nullable Value element, Value value) {
            if (element != null) {
                if (leaf != null || !branches.isEmpty()) {
                    throw conflict();
                }
                TreeSet<Value> into = elements == null ? new TreeSet<>() : elements;
                into.add(element);
                elements = into;
                return;
            }
            if (!branches.isEmpty() || elements != null || (leaf != null && !leaf.equals(value))) {
                throw conflict();
            }
            leaf = value;
        }

        Value value() {
            if (elements != null) {
                return SetValue.of(elements);
            }
            if (leaf != null) {
                if (!branches.isEmpty()) {
                    throw conflict();
                }
                return leaf;
            }
            TreeMap<Value, Value> values = new TreeMap<>();
            branches.forEach((key, branch) -> values.put(key, branch.value()));
            return ObjectValue.of(values);
        }

        private static RegoException conflict() {
            return new RegoException(RegoException.Kind.CONFLICT, "eval_conflict_error: object keys must be unique");
        }
    }

    /** All documents at a place: the base document with the rules laid over it. */
    @Nullable
    Value whole(@Nullable RuleNode node, @Nullable Value base, Context.@Nullable Replaced replaced, Context context) {
        if (node == null || (replaced != null && replaced.whole())) {
            return base;
        }
        budget.step();
        RuleGroup group = node.rules;
        Value own = group == null ? null : value(group, context);
        if (group != null && (node.children.isEmpty() || !(own instanceof ObjectValue)) && replaced == null) {
            return own;
        }
        TreeMap<Value, Value> entries = base instanceof ObjectValue object ? object.toMap() : new TreeMap<>();
        if (own instanceof ObjectValue object) {
            object.toMap().forEach((key, value) -> entries.merge(key, value, Evaluation::merged));
        } else if (own != null) {
            return own;
        }
        for (Map.Entry<Value, RuleNode> child : node.children.entrySet()) {
            Value key = child.getKey();
            Value below = whole(
                    child.getValue(),
                    base == null ? null : RefStep.find(base, key),
                    replaced == null ? null : replaced.find(key),
                    context);
            if (below != null) {
                entries.merge(key, below, Evaluation::merged);
            }
        }
        return ObjectValue.of(entries);
    }

    /** Objects grow together; else the later value counts. */
    private static Value merged(Value before, Value after) {
        if (before instanceof ObjectValue left && after instanceof ObjectValue right) {
            TreeMap<Value, Value> both = left.toMap();
            right.toMap().forEach((key, value) -> both.merge(key, value, Evaluation::merged));
            return ObjectValue.of(both);
        }
        return after;
    }
}
