package dev.enforce.language.rego.compile;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.rego.builtin.Builtin;
import dev.enforce.language.rego.evaluate.Comprehension;
import dev.enforce.language.rego.evaluate.Operand;
import dev.enforce.language.rego.evaluate.Pattern;
import dev.enforce.language.rego.evaluate.RefStep;
import dev.enforce.language.rego.evaluate.RuleCode;
import dev.enforce.language.rego.evaluate.RuleGroup;
import dev.enforce.language.rego.evaluate.RuleNode;
import dev.enforce.language.rego.evaluate.Step;
import dev.enforce.language.rego.evaluate.Steps;
import dev.enforce.language.rego.evaluate.WithStep;
import dev.enforce.language.rego.syntax.Body;
import dev.enforce.language.rego.syntax.Expr;
import dev.enforce.language.rego.syntax.Term;
import dev.enforce.language.rego.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes steps of expressions. The order is settled, so which variable an expression binds and which it only compares is known
 * here, and nothing has to be undone when the evaluation goes back.
 */
final class Emitter {

    private final RuleNode root;
    private final Map<String, RuleGroup> functions;
    private final Functions known;
    private final Map<String, Integer> slots = new HashMap<>();
    private Set<String> bound = new HashSet<>();
    private int collectors;
    private int nextSlot;

    private Emitter(RuleNode root, Map<String, RuleGroup> functions, Functions known) {
        this.root = root;
        this.functions = functions;
        this.known = known;
    }

    static RuleGroup.Entry entry(RuleUnit rule, RuleNode root, Map<String, RuleGroup> functions, Functions known) {
        RuleCode code = code(rule, null, root, functions, known).code();
        Term first = rule.key != null && RuleTree.computedPath(rule).isEmpty()
                ? rule.key
                : RuleTree.computedPath(rule).isEmpty()
                        ? null
                        : RuleTree.computedPath(rule).getFirst();
        if (first == null) {
            return new RuleGroup.Entry(code, null, null);
        }
        Coded keyed = code(rule, first, root, functions, known);
        return new RuleGroup.Entry(code, keyed.first(), keyed.code());
    }

    private record Coded(RuleCode code, @Nullable Pattern first) {}

    private static Coded code(
            RuleUnit rule, @Nullable Term first, RuleNode root, Map<String, RuleGroup> functions, Functions known) {
        Emitter emitter = new Emitter(root, functions, known);
        List<Pattern> arguments = new ArrayList<>();
        if (rule.arguments != null) {
            for (Term argument : rule.arguments) {
                arguments.add(emitter.pattern(argument));
            }
        }
        Pattern firstKey = first == null ? null : emitter.pattern(first);
        Step body = emitter.body(rule.body, new Steps.Found());
        List<Operand> path = new ArrayList<>();
        for (Term part : RuleTree.computedPath(rule)) {
            path.add(emitter.operand(part));
        }
        Operand key = rule.key == null ? null : emitter.operand(rule.key);
        Operand value = emitter.operand(rule.value);
        List<RuleCode> otherwise = new ArrayList<>();
        for (RuleUnit branch : rule.otherwise) {
            otherwise.add(code(branch, null, root, functions, known).code());
        }
        RuleCode code =
                new RuleCode(emitter.nextSlot, emitter.collectors, arguments, path, key, value, body, otherwise);
        return new Coded(code, firstKey);
    }

    private Step body(List<Expr> expressions, Step end) {
        List<Step> steps = new ArrayList<>();
        expressions.forEach(expression -> expression(expression, steps));
        return chain(steps, end);
    }

    private static Step chain(List<Step> steps, Step end) {
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).then(i + 1 < steps.size() ? steps.get(i + 1) : end);
        }
        return steps.isEmpty() ? end : steps.getFirst();
    }

    private void expression(Expr expression, List<Step> steps) {
        if (!expression.negated()) {
            modified(expression, steps);
            return;
        }
        Set<String> before = bound;
        bound = new HashSet<>(before);
        List<Step> inner = new ArrayList<>();
        modified(expression, inner);
        bound = before;
        steps.add(new Steps.Not(chain(inner, new Steps.Enough())));
    }

    private void modified(Expr expression, List<Step> steps) {
        if (expression.with().isEmpty()) {
            statement(expression, steps);
            return;
        }
        int saved = collectors++;
        List<WithStep.Modifier> modifiers = new ArrayList<>();
        for (Expr.With with : expression.with()) {
            modifiers.add(modifier(with));
        }
        List<Step> inner = new ArrayList<>();
        statement(expression, inner);
        WithStep.Restore restore = new WithStep.Restore(saved);
        steps.add(new WithStep(modifiers, saved, chain(inner, restore)));
        steps.add(restore);
    }

    private WithStep.Modifier modifier(Expr.With with) {
        if (with.target() instanceof Term.Call call) {
            String name = WithModifiers.unmarked(call.function());
            String replacement = WithModifiers.isFunction(with.value())
                    ? WithModifiers.unmarked(((Term.Call) with.value()).function())
                    : null;
            Operand value = replacement == null
                    ? operand(with.value())
                    : new Operand.Constant(dev.enforce.language.rego.value.NullValue.NULL);
            return new WithStep.Modifier(WithStep.Target.FUNCTION, List.of(), name, replacement, value);
        }
        Term.Ref target = (Term.Ref) with.target();
        List<Value> path = new ArrayList<>();
        for (Term part : target.path()) {
            path.add(((Term.Scalar) part).value());
        }
        boolean input = target.head() instanceof Term.Var head && head.name().equals("input");
        return new WithStep.Modifier(
                input ? WithStep.Target.INPUT : WithStep.Target.DATA, path, null, null, operand(with.value()));
    }

    private void statement(Expr expression, List<Step> steps) {
        switch (expression.statement()) {
            case Expr.Statement.Holds(Term term) when term instanceof Term.Call call -> call(call, steps);
            case Expr.Statement.Holds(Term term) when term instanceof Term.Ref ref -> steps.add(reference(ref, null));
            case Expr.Statement.Holds(Term term) -> steps.add(new Steps.Holds(operand(term)));
            case Expr.Statement.Unify(Term left, Term right) -> unify(left, right, expression.location(), steps);
            case Expr.Statement.Every every -> steps.add(every(every));
            case Expr.Statement.Assign _, Expr.Statement.Some _, Expr.Statement.SomeIn _ ->
                throw new IllegalStateException("a declaration left over");
        }
    }

    private void call(Term.Call call, List<Step> steps) {
        int arity = known.arity(call.function());
        List<Operand> operands = new ArrayList<>();
        for (Term argument : call.arguments().subList(0, arity)) {
            operands.add(operand(argument));
        }
        Pattern result =
                call.arguments().size() > arity ? pattern(call.arguments().get(arity)) : null;
        RuleGroup function = functions.get(call.function());
        if (function != null) {
            steps.add(new Steps.RuleCall(function, operands, result));
        } else if (call.function().equals(Functions.WALK)) {
            steps.add(new Steps.Walk(operands.getFirst(), result));
        } else {
            Builtin builtin = known.builtin(call.function());
            steps.add(new Steps.BuiltinCall(builtin, operands, result));
        }
    }

    private Step every(Expr.Statement.Every every) {
        Operand domain = operand(every.domain());
        Set<String> before = bound;
        bound = new HashSet<>(before);
        Term.Var keyVariable = java.util.Objects.requireNonNull(every.key());
        Pattern key = pattern(keyVariable);
        Pattern value = pattern(every.value());
        Step body = body(every.body().expressions(), new Steps.Enough());
        bound = before;
        return new Steps.Every(domain, key, value, body);
    }

    // --- unification

    private record Pair(Term left, Term right) {}

    private void unify(Term left, Term right, Location place, List<Step> steps) {
        List<Pair> open = new ArrayList<>(List.of(new Pair(left, right)));
        while (!open.isEmpty()) {
            boolean progress = false;
            for (int i = 0; i < open.size() && !progress; i++) {
                Pair pair = open.get(i);
                List<Pair> parts = unifyPair(pair, steps);
                if (parts != null) {
                    open.remove(i);
                    open.addAll(i, parts);
                    progress = true;
                }
            }
            if (!progress) {
                throw new PolicyTextException(
                        Code.UNSUPPORTED, place, "not supported: a unification that binds neither side first");
            }
        }
    }

    /** What is left of a pair after its steps; null where it has to wait for others. */
    private @Nullable List<Pair> unifyPair(Pair pair, List<Step> steps) {
        Term left = pair.left();
        Term right = pair.right();
        if (left instanceof Term.Ref a && right instanceof Term.Ref b) {
            int slot = nextSlot++;
            steps.add(reference(a, new Pattern.Bind(slot)));
            steps.add(reference(b, new Pattern.Equal(new Operand.Slot(slot))));
            return List.of();
        }
        if (left instanceof Term.Ref a) {
            return throughReference(a, right, steps);
        }
        if (right instanceof Term.Ref b) {
            return throughReference(b, left, steps);
        }
        if (isGround(left)) {
            Operand operand = operand(left);
            return patternable(right) ? match(operand, right, steps) : null;
        }
        if (isGround(right)) {
            Operand operand = operand(right);
            return patternable(left) ? match(operand, left, steps) : null;
        }
        if (left instanceof Term.Array a && right instanceof Term.Array b) {
            return arrays(a, b, steps);
        }
        if (left instanceof Term.ObjectTerm a && right instanceof Term.ObjectTerm b) {
            return objects(a, b, steps);
        }
        if (left instanceof Term.Var || right instanceof Term.Var) {
            return null;
        }
        steps.add(new Steps.Fail());
        return List.of();
    }

    private @Nullable List<Pair> throughReference(Term.Ref ref, Term other, List<Step> steps) {
        if (isComprehension(other)) {
            int slot = nextSlot++;
            Operand operand = operand(other);
            steps.add(new Steps.Match(operand, new Pattern.Bind(slot)));
            steps.add(reference(ref, new Pattern.Equal(new Operand.Slot(slot))));
            return List.of();
        }
        if (isUnboundHead(ref)) {
            path(ref);
            pattern(other);
            steps.add(new Steps.Fail());
            return List.of();
        }
        List<RefStep.Part> path = path(ref);
        Pattern target = pattern(other);
        steps.add(new RefStep(head(ref), root, path, target));
        return List.of();
    }

    private List<Pair> match(Operand operand, Term pattern, List<Step> steps) {
        steps.add(new Steps.Match(operand, pattern(pattern)));
        return List.of();
    }

    private static List<Pair> arrays(Term.Array a, Term.Array b, List<Step> steps) {
        if (a.elements().size() != b.elements().size()) {
            steps.add(new Steps.Fail());
            return List.of();
        }
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < a.elements().size(); i++) {
            pairs.add(new Pair(a.elements().get(i), b.elements().get(i)));
        }
        return pairs;
    }

    private static List<Pair> objects(Term.ObjectTerm a, Term.ObjectTerm b, List<Step> steps) {
        List<Pair> pairs = new ArrayList<>();
        boolean same = a.entries().size() == b.entries().size();
        for (Term.Entry entry : a.entries()) {
            Term other = Unifier.find(b, entry.key());
            if (other == null) {
                same = false;
            } else {
                pairs.add(new Pair(entry.value(), other));
            }
        }
        if (same) {
            return pairs;
        }
        steps.add(new Steps.Fail());
        return List.of();
    }

    private Step reference(Term.Ref ref, @Nullable Pattern target) {
        return new RefStep(head(ref), root, path(ref), target);
    }

    /** A variable that only a later part of the same expression binds: the reference is undefined, as it is in OPA. */
    private boolean isUnboundHead(Term.Ref ref) {
        String name = ((Term.Var) ref.head()).name();
        return !Terms.isRoot(name) && !bound.contains(name);
    }

    private RefStep.Root head(Term.Ref ref) {
        String name = ((Term.Var) ref.head()).name();
        return switch (name) {
            case "input" -> new RefStep.Root.Input();
            case "data" -> new RefStep.Root.Data();
            default -> new RefStep.Root.Variable(operand(ref.head()));
        };
    }

    private List<RefStep.Part> path(Term.Ref ref) {
        List<RefStep.Part> parts = new ArrayList<>();
        for (Term part : ref.path()) {
            parts.add(isGround(part) ? new RefStep.Part(operand(part), null) : new RefStep.Part(null, pattern(part)));
        }
        return parts;
    }

    // --- terms

    private boolean isGround(Term term) {
        return isComprehension(term) || bound.containsAll(Variables.of(term, Variables.NOTHING));
    }

    private static boolean isComprehension(Term term) {
        return term instanceof Term.ArrayComprehension
                || term instanceof Term.SetComprehension
                || term instanceof Term.ObjectComprehension;
    }

    /** Whether keys and sets in it are bound, so that a value can be matched with it. */
    private boolean patternable(Term term) {
        return switch (term) {
            case Term.Array array -> array.elements().stream().allMatch(this::patternable);
            case Term.ObjectTerm object ->
                object.entries().stream().allMatch(entry -> isGround(entry.key()) && patternable(entry.value()));
            case Term.SetTerm _ -> isGround(term);
            case Term.Scalar _,
                    Term.Var _,
                    Term.Ref _,
                    Term.Call _,
                    Term.ArrayComprehension _,
                    Term.SetComprehension _,
                    Term.ObjectComprehension _ -> true;
        };
    }

    private Pattern pattern(Term term) {
        if (term instanceof Term.Var variable && bound.add(variable.name())) {
            return new Pattern.Bind(slot(variable.name()));
        }
        if (isGround(term)) {
            return new Pattern.Equal(operand(term));
        }
        return switch (term) {
            case Term.Array array ->
                new Pattern.Elements(
                        array.elements().stream().map(this::pattern).toList());
            case Term.ObjectTerm object -> {
                List<Operand> keys = new ArrayList<>();
                List<Pattern> values = new ArrayList<>();
                for (Term.Entry entry : object.entries()) {
                    keys.add(operand(entry.key()));
                    values.add(pattern(entry.value()));
                }
                yield new Pattern.Fields(keys, values);
            }
            case Term.Scalar _,
                    Term.Var _,
                    Term.SetTerm _,
                    Term.Ref _,
                    Term.Call _,
                    Term.ArrayComprehension _,
                    Term.SetComprehension _,
                    Term.ObjectComprehension _ ->
                throw new PolicyTextException(
                        Code.UNSUPPORTED, term.location(), "not supported: a set with unbound variables as a pattern");
        };
    }

    private Operand operand(Term term) {
        return switch (term) {
            case Term.Scalar(Value value, var _) -> new Operand.Constant(value);
            case Term.Var variable -> {
                if (!bound.contains(variable.name())) {
                    throw new PolicyTextException(
                            Code.UNSUPPORTED, variable.location(), "not supported: a variable that is bound too late");
                }
                yield new Operand.Slot(slot(variable.name()));
            }
            case Term.Array array -> Operand.Array.of(operands(array.elements()));
            case Term.SetTerm set -> Operand.Set.of(operands(set.elements()));
            case Term.ObjectTerm object ->
                Operand.Entries.of(
                        operands(object.entries().stream().map(Term.Entry::key).toList()),
                        operands(
                                object.entries().stream().map(Term.Entry::value).toList()));
            case Term.ArrayComprehension c -> comprehension(Comprehension.Kind.ARRAY, null, c.head(), c.body());
            case Term.SetComprehension c -> comprehension(Comprehension.Kind.SET, null, c.head(), c.body());
            case Term.ObjectComprehension c -> comprehension(Comprehension.Kind.OBJECT, c.key(), c.value(), c.body());
            case Term.Ref _, Term.Call _ -> throw new IllegalStateException("a term left over");
        };
    }

    private List<Operand> operands(List<Term> terms) {
        List<Operand> operands = new ArrayList<>();
        for (Term term : terms) {
            operands.add(operand(term));
        }
        return operands;
    }

    private Operand comprehension(Comprehension.Kind kind, @Nullable Term key, Term head, Body body) {
        Set<String> before = bound;
        bound = new HashSet<>(before);
        Map<String, Integer> shadowed = new HashMap<>();
        Variables.ofBody(body.expressions(), Variables.NOTHING).stream()
                .filter(name -> !before.contains(name))
                .forEach(name -> {
                    Integer slot = slots.remove(name);
                    if (slot != null) {
                        shadowed.put(name, slot);
                    }
                });
        int collector = collectors++;
        List<Step> steps = new ArrayList<>();
        body.expressions().forEach(expression -> expression(expression, steps));
        Operand keyOperand = key == null ? null : operand(key);
        Step code = chain(steps, new Steps.Collect(collector, keyOperand, operand(head)));
        slots.putAll(shadowed);
        bound = before;
        return new Comprehension(kind, collector, code);
    }

    private int slot(String name) {
        return slots.computeIfAbsent(name, _ -> nextSlot++);
    }
}
