package dev.enforce.language.rego.compile;

import dev.enforce.language.rego.syntax.Body;
import dev.enforce.language.rego.syntax.Expr;
import dev.enforce.language.rego.syntax.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Walks over terms. */
final class Terms {

    private Terms() {}

    /** The term with its direct parts replaced; the bodies of comprehensions stay, their heads too. */
    static Term mapParts(Term term, UnaryOperator<Term> change) {
        return switch (term) {
            case Term.Scalar _, Term.Var _ -> term;
            case Term.Ref ref -> new Term.Ref(change.apply(ref.head()), mapAll(ref.path(), change), ref.location());
            case Term.Array array -> new Term.Array(mapAll(array.elements(), change), array.location());
            case Term.SetTerm set -> new Term.SetTerm(mapAll(set.elements(), change), set.location());
            case Term.ObjectTerm object -> {
                List<Term.Entry> entries = new ArrayList<>();
                for (Term.Entry entry : object.entries()) {
                    Term key = change.apply(entry.key());
                    entries.add(new Term.Entry(key, change.apply(entry.value())));
                }
                yield new Term.ObjectTerm(entries, object.location());
            }
            case Term.Call call -> new Term.Call(call.function(), mapAll(call.arguments(), change), call.location());
            case Term.ArrayComprehension _, Term.SetComprehension _, Term.ObjectComprehension _ -> term;
        };
    }

    static List<Term> mapAll(List<Term> terms, UnaryOperator<Term> change) {
        List<Term> changed = new ArrayList<>(terms.size());
        for (Term term : terms) {
            changed.add(change.apply(term));
        }
        return changed;
    }

    /** Replaces variables everywhere, also within comprehensions. */
    static Term substitute(Term term, UnaryOperator<String> names) {
        UnaryOperator<Term> inner = part -> substitute(part, names);
        return switch (term) {
            case Term.Var variable -> new Term.Var(names.apply(variable.name()), variable.location());
            case Term.ArrayComprehension c ->
                new Term.ArrayComprehension(inner.apply(c.head()), substitute(c.body(), names), c.location());
            case Term.SetComprehension c ->
                new Term.SetComprehension(inner.apply(c.head()), substitute(c.body(), names), c.location());
            case Term.ObjectComprehension c ->
                new Term.ObjectComprehension(
                        inner.apply(c.key()), inner.apply(c.value()), substitute(c.body(), names), c.location());
            case Term.Scalar _, Term.Ref _, Term.Array _, Term.SetTerm _, Term.ObjectTerm _, Term.Call _ ->
                mapParts(term, inner);
        };
    }

    private static Body substitute(Body body, UnaryOperator<String> names) {
        List<Expr> expressions = new ArrayList<>();
        for (Expr expression : body.expressions()) {
            expressions.add(mapTerms(expression, term -> substitute(term, names), inner -> substitute(inner, names)));
        }
        return new Body(expressions);
    }

    /** The expression with its terms and bodies replaced. */
    static Expr mapTerms(Expr expression, UnaryOperator<Term> change, UnaryOperator<Body> bodies) {
        Expr.Statement statement = switch (expression.statement()) {
            case Expr.Statement.Holds(Term term) -> new Expr.Statement.Holds(change.apply(term));
            case Expr.Statement.Unify(Term left, Term right) ->
                new Expr.Statement.Unify(change.apply(left), change.apply(right));
            case Expr.Statement.Assign(Term left, Term right) ->
                new Expr.Statement.Assign(change.apply(left), change.apply(right));
            case Expr.Statement.Some some -> some;
            case Expr.Statement.SomeIn some ->
                new Expr.Statement.SomeIn(
                        some.key() == null ? null : change.apply(some.key()),
                        change.apply(some.value()),
                        change.apply(some.collection()));
            case Expr.Statement.Every every ->
                new Expr.Statement.Every(
                        every.key() == null ? null : (Term.Var) change.apply(every.key()),
                        (Term.Var) change.apply(every.value()),
                        change.apply(every.domain()),
                        bodies.apply(every.body()));
        };
        List<Expr.With> with = new ArrayList<>();
        for (Expr.With modifier : expression.with()) {
            with.add(new Expr.With(change.apply(modifier.target()), change.apply(modifier.value())));
        }
        return new Expr(statement, expression.negated(), with, expression.location());
    }

    /** Whether it holds a reference or a comprehension, which only a body can evaluate. */
    static boolean needsBody(Term term) {
        return switch (term) {
            case Term.Scalar _, Term.Var _ -> false;
            case Term.Ref _,
                    Term.Call _,
                    Term.ArrayComprehension _,
                    Term.SetComprehension _,
                    Term.ObjectComprehension _ -> true;
            case Term.Array array -> array.elements().stream().anyMatch(Terms::needsBody);
            case Term.SetTerm set -> set.elements().stream().anyMatch(Terms::needsBody);
            case Term.ObjectTerm object ->
                object.entries().stream().anyMatch(entry -> needsBody(entry.key()) || needsBody(entry.value()));
        };
    }

    static boolean isRoot(String name) {
        return name.equals("input") || name.equals("data");
    }
}
