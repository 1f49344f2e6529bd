package dev.enforce.language.rego.compile;

import dev.enforce.language.rego.syntax.Body;
import dev.enforce.language.rego.syntax.Expr;
import dev.enforce.language.rego.syntax.Term;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** Collects the variables of terms and expressions, with what is to be left out. */
final class Variables {

    /** What is left out. */
    record Without(boolean closures, boolean sets, boolean objectKeys, boolean refHeads) {}

    static final Without NOTHING = new Without(false, false, false, false);
    /** What counts for safety. */
    static final Without CLOSURES = new Without(true, false, false, false);
    /** What a call can bind. */
    static final Without CALL = new Without(true, true, true, true);

    private final Without without;
    private final Set<String> found = new LinkedHashSet<>();

    private Variables(Without without) {
        this.without = without;
    }

    static Set<String> of(Term term, Without without) {
        Variables variables = new Variables(without);
        variables.term(term);
        return variables.found;
    }

    static Set<String> of(Collection<Term> terms, Without without) {
        Variables variables = new Variables(without);
        terms.forEach(variables::term);
        return variables.found;
    }

    static Set<String> of(Expr expression, Without without) {
        Variables variables = new Variables(without);
        variables.expression(expression);
        return variables.found;
    }

    static Set<String> ofBody(Collection<Expr> body, Without without) {
        Variables variables = new Variables(without);
        body.forEach(variables::expression);
        return variables.found;
    }

    private void body(Body body) {
        body.expressions().forEach(this::expression);
    }

    private void expression(Expr expression) {
        switch (expression.statement()) {
            case Expr.Statement.Holds(Term term) -> term(term);
            case Expr.Statement.Unify(Term left, Term right) -> {
                term(left);
                term(right);
            }
            case Expr.Statement.Assign(Term left, Term right) -> {
                term(left);
                term(right);
            }
            case Expr.Statement.Some some -> some.variables().forEach(this::term);
            case Expr.Statement.SomeIn some -> {
                if (some.key() != null) {
                    term(some.key());
                }
                term(some.value());
                term(some.collection());
            }
            case Expr.Statement.Every every -> {
                term(every.domain());
                if (!without.closures()) {
                    if (every.key() != null) {
                        term(every.key());
                    }
                    term(every.value());
                    body(every.body());
                }
            }
        }
        for (Expr.With with : expression.with()) {
            term(with.target());
            term(with.value());
        }
    }

    private void term(Term term) {
        switch (term) {
            case Term.Scalar _ -> {}
            case Term.Var variable -> found.add(variable.name());
            case Term.Ref ref -> {
                if (!without.refHeads() || !(ref.head() instanceof Term.Var)) {
                    term(ref.head());
                }
                ref.path().forEach(this::term);
            }
            case Term.Array array -> array.elements().forEach(this::term);
            case Term.SetTerm set -> {
                if (!without.sets()) {
                    set.elements().forEach(this::term);
                }
            }
            case Term.ObjectTerm object ->
                object.entries().forEach(entry -> {
                    if (!without.objectKeys()) {
                        term(entry.key());
                    }
                    term(entry.value());
                });
            case Term.Call call -> call.arguments().forEach(this::term);
            case Term.ArrayComprehension c -> {
                if (!without.closures()) {
                    term(c.head());
                    body(c.body());
                }
            }
            case Term.SetComprehension c -> {
                if (!without.closures()) {
                    term(c.head());
                    body(c.body());
                }
            }
            case Term.ObjectComprehension c -> {
                if (!without.closures()) {
                    term(c.key());
                    term(c.value());
                    body(c.body());
                }
            }
        }
    }
}
