package dev.enforce.language.rego.compile;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.rego.syntax.Body;
import dev.enforce.language.rego.syntax.Expr;
import dev.enforce.language.rego.syntax.Term;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts expressions in an order in which every variable is bound before it is needed; refuses where there is none. */
final class Safety {

    private static final Set<String> ROOTS = Set.of("input", "data");

    private final Functions functions;
    private final Names names;
    private final Map<Expr, Set<String>> unsafe = new LinkedHashMap<>();

    private Safety(Functions functions, Names names) {
        this.functions = functions;
        this.names = names;
    }

    /** Checks head and body of a rule and reorders the body. */
    static void check(RuleUnit rule, Functions functions, Names names) {
        Set<String> inBody = new HashSet<>(Variables.ofBody(rule.body, Variables.CLOSURES));
        if (rule.arguments != null) {
            inBody.addAll(Variables.of(rule.arguments, Variables.NOTHING));
        }
        for (String name : Variables.of(rule.head(), Variables.NOTHING)) {
            if (!inBody.contains(name) && !names.isGenerated(name)) {
                throw wrong(rule.location, name, names);
            }
        }
        Set<String> safe = new HashSet<>(ROOTS);
        if (rule.arguments != null) {
            safe.addAll(Variables.of(rule.arguments, Variables.NOTHING));
        }
        Safety safety = new Safety(functions, names);
        rule.body = safety.reorder(rule.body, safe);
        safety.report();
    }

    private void report() {
        for (Map.Entry<Expr, Set<String>> entry : unsafe.entrySet()) {
            for (String name : entry.getValue()) {
                if (!names.isGenerated(name)) {
                    throw wrong(entry.getKey().location(), name, names);
                }
            }
        }
        for (Map.Entry<Expr, Set<String>> entry : unsafe.entrySet()) {
            if (!entry.getValue().isEmpty()) {
                throw new PolicyTextException(
                        Code.MEANING, entry.getKey().location(), "rego_unsafe_var_error: expression is unsafe");
            }
        }
    }

    private static PolicyTextException wrong(Location place, String name, Names names) {
        return new PolicyTextException(
                Code.MEANING, place, "rego_unsafe_var_error: var " + names.shown(name) + " is unsafe");
    }

    private List<Expr> reorder(List<Expr> body, Set<String> globals) {
        Set<String> bodyVariables = Variables.ofBody(body, Variables.CLOSURES);
        Set<String> safe = new HashSet<>(globals);
        safe.retainAll(bodyVariables);
        Map<Expr, Set<String>> missing = new IdentityHashMap<>();
        for (Expr expression : body) {
            Set<String> needed = new HashSet<>(Variables.of(expression, Variables.CLOSURES));
            needed.removeAll(safe);
            missing.put(expression, needed);
        }
        List<Expr> ordered = new ArrayList<>();
        Set<Expr> done = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
        int before;
        do {
            before = ordered.size();
            for (Expr expression : body) {
                if (!done.contains(expression) && fits(expression, safe, globals, bodyVariables, missing)) {
                    ordered.add(expression);
                    done.add(expression);
                }
            }
        } while (ordered.size() > before);
        for (Expr expression : body) {
            if (!done.contains(expression)) {
                unsafe.computeIfAbsent(expression, _ -> new HashSet<>())
                        .addAll(missing.getOrDefault(expression, Set.of()));
            }
        }
        return closures(ordered, globals);
    }

    private boolean fits(
            Expr expression,
            Set<String> safe,
            Set<String> globals,
            Set<String> bodyVariables,
            Map<Expr, Set<String>> missing) {
        Set<String> outputs = outputs(expression, safe);
        Set<String> closed = closedOver(expression);
        closed.retainAll(bodyVariables);
        closed.removeAll(globals);
        if (!closed.isEmpty()) {
            if (closed.equals(outputs)) {
                return false;
            }
            missing.put(expression, closed);
        }
        Set<String> rest = missing.getOrDefault(expression, new HashSet<>());
        rest.removeIf(name -> outputs.contains(name) || safe.contains(name));
        missing.put(expression, rest);
        if (!rest.isEmpty()) {
            return false;
        }
        safe.addAll(outputs);
        return true;
    }

    /** The variables within the comprehensions and the {@code every} of an expression. */
    private static Set<String> closedOver(Expr expression) {
        Set<String> found = new HashSet<>();
        if (expression.statement() instanceof Expr.Statement.Every every) {
            found.addAll(Variables.ofBody(every.body().expressions(), Variables.NOTHING));
            return found;
        }
        Terms.mapTerms(expression, term -> closuresIn(term, found), inner -> inner);
        return found;
    }

    private static Term closuresIn(Term term, Set<String> found) {
        return switch (term) {
            case Term.ArrayComprehension _, Term.SetComprehension _, Term.ObjectComprehension _ -> {
                found.addAll(Variables.of(term, Variables.NOTHING));
                yield term;
            }
            case Term.Scalar _, Term.Var _, Term.Ref _, Term.Array _, Term.SetTerm _, Term.ObjectTerm _, Term.Call _ ->
                Terms.mapParts(term, part -> closuresIn(part, found));
        };
    }

    private List<Expr> closures(List<Expr> ordered, Set<String> globals) {
        Set<String> known = new HashSet<>(globals);
        List<Expr> changed = new ArrayList<>();
        for (Expr expression : ordered) {
            if (expression.statement() instanceof Expr.Statement.Every every) {
                if (every.key() != null) {
                    known.add(every.key().name());
                }
                known.add(every.value().name());
            }
            changed.add(Terms.mapTerms(
                    expression,
                    term -> closure(expression, term, known),
                    inner -> new Body(reorder(inner.expressions(), known))));
            known.addAll(Variables.of(expression, Variables.CLOSURES));
        }
        return changed;
    }

    private Term closure(Expr current, Term term, Set<String> known) {
        return switch (term) {
            case Term.ArrayComprehension c ->
                new Term.ArrayComprehension(c.head(), inner(current, List.of(c.head()), c.body(), known), c.location());
            case Term.SetComprehension c ->
                new Term.SetComprehension(c.head(), inner(current, List.of(c.head()), c.body(), known), c.location());
            case Term.ObjectComprehension c ->
                new Term.ObjectComprehension(
                        c.key(), c.value(), inner(current, List.of(c.key(), c.value()), c.body(), known), c.location());
            case Term.Scalar _, Term.Var _, Term.Ref _, Term.Array _, Term.SetTerm _, Term.ObjectTerm _, Term.Call _ ->
                Terms.mapParts(term, part -> closure(current, part, known));
        };
    }

    private Body inner(Expr current, List<Term> head, Body body, Set<String> known) {
        Set<String> inHead = new HashSet<>(Variables.of(head, Variables.NOTHING));
        inHead.removeAll(Variables.ofBody(body.expressions(), Variables.CLOSURES));
        inHead.removeAll(known);
        if (!inHead.isEmpty()) {
            unsafe.computeIfAbsent(current, _ -> new HashSet<>()).addAll(inHead);
        }
        return new Body(reorder(body.expressions(), known));
    }

    /** What an expression binds when {@code safe} is bound. */
    private Set<String> outputs(Expr expression, Set<String> safe) {
        if (expression.negated()) {
            return Set.of();
        }
        for (Expr.With with : expression.with()) {
            if (!safe.containsAll(Variables.of(List.of(with.target(), with.value()), Variables.CLOSURES))) {
                return Set.of();
            }
        }
        return switch (expression.statement()) {
            case Expr.Statement.Holds(Term term) when term instanceof Term.Call call -> ofCall(call, safe);
            case Expr.Statement.Holds(Term term) -> ofTerms(List.of(term), safe);
            case Expr.Statement.Unify _, Expr.Statement.Assign _ -> outputsOfEquality(expression, safe);
            case Expr.Statement.Every every -> ofTerms(List.of(every.domain()), safe);
            case Expr.Statement.Some _, Expr.Statement.SomeIn _ -> Set.of();
        };
    }

    private Set<String> ofCall(Term.Call call, Set<String> safe) {
        int arity = functions.arity(call.function());
        if (arity < 0) {
            return Set.of();
        }
        Set<String> outputs = ofTerms(call.arguments(), safe);
        if (arity >= call.arguments().size()) {
            return outputs;
        }
        Set<String> inputs = new HashSet<>(Variables.of(call.arguments().subList(0, arity), Variables.CALL));
        inputs.removeAll(outputs);
        inputs.removeAll(safe);
        if (!inputs.isEmpty()) {
            return Set.of();
        }
        outputs.addAll(
                Variables.of(call.arguments().subList(arity, call.arguments().size()), Variables.CALL));
        return outputs;
    }

    /** What {@code left = right} or {@code left := right} binds when {@code safe} is bound. */
    static Set<String> outputsOfEquality(Expr expression, Set<String> safe) {
        Term left;
        Term right;
        Set<String> known = new HashSet<>(safe);
        switch (expression.statement()) {
            case Expr.Statement.Unify(Term a, Term b) -> {
                left = a;
                right = b;
                known.addAll(ofTerms(List.of(left, right), safe));
            }
            case Expr.Statement.Assign(Term a, Term b) -> {
                left = a;
                right = b;
                known.addAll(ofTerms(List.of(left, right), safe));
                known.removeAll(Variables.of(left, Variables.NOTHING));
            }
            default -> throw new IllegalArgumentException("no equality");
        }
        Set<String> bound = new HashSet<>(known);
        bound.addAll(Unifier.unified(known, left, right));
        bound.removeAll(safe);
        return bound;
    }

    /** Variables in the paths of references whose heads are bound. */
    private static Set<String> ofTerms(Collection<Term> terms, Set<String> safe) {
        Set<String> found = new HashSet<>();
        terms.forEach(term -> ofTerm(term, safe, found));
        return found;
    }

    private static Term ofTerm(Term term, Set<String> safe, Set<String> found) {
        return switch (term) {
            case Term.ArrayComprehension _, Term.SetComprehension _, Term.ObjectComprehension _ -> term;
            case Term.Ref ref -> {
                if (Unifier.isSafe(ref, safe)) {
                    found.addAll(Variables.of(ref.path(), Variables.NOTHING));
                    ref.path().forEach(part -> ofTerm(part, safe, found));
                }
                yield term;
            }
            case Term.Scalar _, Term.Var _, Term.Array _, Term.SetTerm _, Term.ObjectTerm _, Term.Call _ ->
                Terms.mapParts(term, part -> ofTerm(part, safe, found));
        };
    }
}
