package dev.enforce.language.rego.compile;

import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.rego.syntax.Term;
import dev.enforce.language.rego.value.StringValue;
import dev.enforce.language.rego.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rules by the constant part of their references. */
final class RuleTree {

    final Map<Value, RuleTree> children = new TreeMap<>();
    final List<RuleUnit> rules = new ArrayList<>();

    void add(RuleUnit rule) {
        RuleTree node = this;
        for (String part : rule.packagePath) {
            node = node.child(new StringValue(part));
        }
        node = node.child(new StringValue(rule.name));
        while (rule.placed < rule.path.size() && rule.path.get(rule.placed) instanceof Term.Scalar(Value key, var _)) {
            node = node.child(key);
            rule.placed++;
        }
        node.rules.add(rule);
    }

    /** Makes the place of a package, which is a document even where it holds no rule. */
    void place(List<String> packagePath) {
        RuleTree node = this;
        for (String part : packagePath) {
            node = node.child(new StringValue(part));
        }
    }

    /** The path's parts before the first that is computed. */
    static List<Term> constantPath(RuleUnit rule) {
        return rule.path.subList(0, rule.placed);
    }

    static List<Term> computedPath(RuleUnit rule) {
        return rule.path.subList(rule.placed, rule.path.size());
    }

    RuleTree child(Value key) {
        return children.computeIfAbsent(key, _ -> new RuleTree());
    }

    /** The dotted name of a place, as calls write it. */
    static String name(RuleUnit rule) {
        StringBuilder name = new StringBuilder(rule.shownName());
        for (Term part : constantPath(rule)) {
            Value value = ((Term.Scalar) part).value();
            name.append('.').append(value instanceof StringValue(String text) ? text : value.json());
        }
        return name.toString();
    }

    /** Rules with constant references go to those with variables above them: together they build one object. */
    void fold() {
        boolean computed = rules.stream().anyMatch(rule -> !computedPath(rule).isEmpty());
        List<RuleUnit> below = new ArrayList<>();
        children.values().forEach(child -> child.gather(below));
        boolean plain =
                below.stream().noneMatch(rule -> rule.isDefault || rule.isFunction() || !rule.otherwise.isEmpty());
        if (computed && plain) {
            int depth = rules.getFirst().packagePath.size() + rules.getFirst().placed;
            for (RuleUnit rule : below) {
                rule.placed = Math.max(0, depth - rule.packagePath.size());
            }
            rules.addAll(below);
            children.clear();
        }
        children.values().forEach(RuleTree::fold);
    }

    private void gather(List<RuleUnit> into) {
        into.addAll(rules);
        children.values().forEach(child -> child.gather(into));
    }

    /** Refuses rules of one name that do not go together. */
    void refuseConflicts() {
        if (!rules.isEmpty()) {
            refuseConflictsHere();
        }
        children.values().forEach(RuleTree::refuseConflicts);
    }

    private void refuseConflictsHere() {
        RuleUnit first = rules.getFirst();
        boolean ground = rules.stream().anyMatch(rule -> computedPath(rule).isEmpty());
        long sets = rules.stream().filter(rule -> rule.key != null).count();
        long complete = rules.stream()
                .filter(rule -> rule.key == null && computedPath(rule).isEmpty())
                .count();
        long arities = rules.stream()
                .map(rule -> rule.arguments == null ? -1 : rule.arguments.size())
                .distinct()
                .count();
        long groundSets = rules.stream()
                .filter(rule -> rule.key != null && computedPath(rule).isEmpty())
                .count();
        if (ground && hasRulesBelow()) {
            throw wrong(first, "rule " + name(first) + " conflicts with rules below it");
        }
        boolean mixed = (sets > 0 && sets < rules.size())
                || arities > 1
                || (complete > 0 && complete < rules.size())
                || (groundSets > 0 && groundSets < sets);
        if (mixed) {
            throw wrong(first, "conflicting rules " + name(first) + " found");
        }
        if (rules.stream().filter(rule -> rule.isDefault).count() > 1) {
            throw wrong(first, "multiple default rules " + name(first) + " found");
        }
        if (!ground && functionBelow()) {
            throw wrong(first, "rule " + name(first) + " conflicts with functions below it");
        }
    }

    private boolean hasRulesBelow() {
        return children.values().stream().anyMatch(child -> !child.rules.isEmpty() || child.hasRulesBelow());
    }

    private boolean functionBelow() {
        return children.values().stream()
                .anyMatch(child -> child.rules.stream().anyMatch(RuleUnit::isFunction) || child.functionBelow());
    }

    private static PolicyTextException wrong(RuleUnit rule, String message) {
        return new PolicyTextException(Code.MEANING, rule.location, "rego_type_error: " + message);
    }

    void refusePartialReplacement(Term.Ref target) {
        RuleTree node = this;
        for (int i = 0; i < target.path().size() - 1; i++) {
            node = node.children.get(((Term.Scalar) target.path().get(i)).value());
            if (node == null) {
                return;
            }
            if (!node.rules.isEmpty()) {
                throw new PolicyTextException(
                        Code.MEANING,
                        target.location(),
                        "rego_compile_error: with keyword cannot partially replace virtual document(s)");
            }
        }
    }

    /** All rules that a reference into {@code data} may need. */
    Set<RuleUnit> reached(List<Term> path) {
        Set<RuleUnit> found = new LinkedHashSet<>();
        reach(path, 0, found);
        return found;
    }

    private void reach(List<Term> path, int at, Set<RuleUnit> found) {
        for (RuleUnit rule : rules) {
            if (mayMeet(computedPath(rule), path, at)) {
                found.add(rule);
            }
        }
        if (at >= path.size()) {
            children.values().forEach(child -> child.reach(path, at, found));
            return;
        }
        if (path.get(at) instanceof Term.Scalar(Value key, var _)) {
            @Nullable RuleTree child = children.get(key);
            if (child != null) {
                child.reach(path, at + 1, found);
            }
        } else {
            children.values().forEach(child -> child.reach(path, at + 1, found));
        }
    }

    private static boolean mayMeet(List<Term> head, List<Term> path, int at) {
        for (int i = 0; i < head.size() && at + i < path.size(); i++) {
            if (head.get(i) instanceof Term.Scalar(Value a, var _)
                    && path.get(at + i) instanceof Term.Scalar(Value b, var _)
                    && !a.equals(b)) {
                return false;
            }
        }
        return true;
    }
}
