package dev.enforce.language.rego.compile;

import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.rego.syntax.Expr;
import dev.enforce.language.rego.syntax.Term;
import dev.enforce.language.rego.value.StringValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Refuses rules that need themselves. Finds what each rule needs on the way. */
final class Recursion {

    private final RuleTree tree;
    private final Functions functions;
    private final Map<RuleUnit, Set<RuleUnit>> needs = new LinkedHashMap<>();
    private final Set<String> calls = new HashSet<>();

    private Recursion(RuleTree tree, Functions functions) {
        this.tree = tree;
        this.functions = functions;
    }

    /**
     * What was found.
     *
     * @param calls the names of all functions that the rules call
     * @param order the rules, each after those it needs
     */
    record Found(Set<String> calls, List<RuleUnit> order) {}

    static Found refuse(List<RuleUnit> rules, RuleTree tree, Functions functions) {
        Recursion recursion = new Recursion(tree, functions);
        for (RuleUnit rule : rules) {
            Set<RuleUnit> found = new LinkedHashSet<>();
            for (RuleUnit unit : rule.chain()) {
                unit.body.forEach(expression -> recursion.expression(expression, found));
                unit.head().forEach(term -> recursion.term(term, found));
            }
            recursion.needs.put(rule, found);
        }
        Set<RuleUnit> done = new LinkedHashSet<>();
        for (RuleUnit rule : rules) {
            recursion.visit(rule, new LinkedHashSet<>(), done);
        }
        return new Found(recursion.calls, List.copyOf(done));
    }

    private void visit(RuleUnit rule, LinkedHashSet<RuleUnit> path, Set<RuleUnit> done) {
        if (done.contains(rule)) {
            return;
        }
        if (!path.add(rule)) {
            String shown = String.join(" -> ", path.stream().map(RuleTree::name).toList());
            throw new PolicyTextException(
                    Code.MEANING,
                    rule.location,
                    "rego_recursion_error: rule " + RuleTree.name(rule) + " is recursive: " + shown + " -> "
                            + RuleTree.name(rule));
        }
        if (path.size() > 1000) {
            throw new PolicyTextException(Code.LIMIT, rule.location, "more than 1000 rules deep");
        }
        for (RuleUnit needed : needs.getOrDefault(rule, Set.of())) {
            visit(needed, path, done);
        }
        path.remove(rule);
        done.add(rule);
    }

    private void expression(Expr expression, Set<RuleUnit> found) {
        Terms.mapTerms(
                expression,
                term -> {
                    term(term, found);
                    return term;
                },
                body -> {
                    body.expressions().forEach(inner -> expression(inner, found));
                    return body;
                });
    }

    private Term term(Term term, Set<RuleUnit> found) {
        switch (term) {
            case Term.Ref ref -> {
                if (ref.head() instanceof Term.Var head && head.name().equals("data")) {
                    found.addAll(tree.reached(ref.path()));
                }
                ref.path().forEach(part -> term(part, found));
            }
            case Term.Call call -> {
                String name = WithModifiers.unmarked(call.function());
                if (functions.isOwn(name)) {
                    List<Term> path = new ArrayList<>();
                    for (String part : name.substring("data.".length()).split("\\.")) {
                        path.add(new Term.Scalar(new StringValue(part), call.location()));
                    }
                    found.addAll(tree.reached(path));
                } else {
                    calls.add(name);
                }
                call.arguments().forEach(part -> term(part, found));
            }
            case Term.ArrayComprehension c -> {
                term(c.head(), found);
                c.body().expressions().forEach(inner -> expression(inner, found));
            }
            case Term.SetComprehension c -> {
                term(c.head(), found);
                c.body().expressions().forEach(inner -> expression(inner, found));
            }
            case Term.ObjectComprehension c -> {
                term(c.key(), found);
                term(c.value(), found);
                c.body().expressions().forEach(inner -> expression(inner, found));
            }
            case Term.Scalar _, Term.Var _, Term.Array _, Term.SetTerm _, Term.ObjectTerm _ ->
                Terms.mapParts(term, part -> term(part, found));
        }
        return term;
    }
}
