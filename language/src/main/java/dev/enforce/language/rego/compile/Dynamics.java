package dev.enforce.language.rego.compile;

import dev.enforce.language.rego.syntax.Body;
import dev.enforce.language.rego.syntax.Expr;
import dev.enforce.language.rego.syntax.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * References and comprehensions within arguments, collections and other references get variables of their own, before the
 * expression that holds them and outside of its negation. After the safety check, so that the order stays.
 */
final class Dynamics {

    private final Names names;

    Dynamics(Names names) {
        this.names = names;
    }

    List<Expr> rewrite(List<Expr> body) {
        List<Expr> out = new ArrayList<>();
        for (Expr expression : body) {
            out.add(expression(expression, out));
        }
        return out;
    }

    private Expr expression(Expr expression, List<Expr> out) {
        List<Expr.With> with = expression.with();
        Expr.Statement statement = switch (expression.statement()) {
            case Expr.Statement.Unify(Term left, Term right) -> {
                Term first = outer(left, with, out);
                yield new Expr.Statement.Unify(first, outer(right, with, out));
            }
            case Expr.Statement.Assign(Term left, Term right) -> {
                Term first = outer(left, with, out);
                yield new Expr.Statement.Unify(first, outer(right, with, out));
            }
            case Expr.Statement.Holds(Term term) when term instanceof Term.Call call -> call(call, with, out);
            case Expr.Statement.Holds(Term term) -> new Expr.Statement.Holds(outer(term, with, out));
            case Expr.Statement.Every every ->
                new Expr.Statement.Every(
                        every.key(),
                        every.value(),
                        inner(every.domain(), with, out),
                        new Body(rewrite(every.body().expressions())));
            case Expr.Statement.Some _, Expr.Statement.SomeIn _ ->
                throw new IllegalStateException("a declaration left over");
        };
        return new Expr(statement, expression.negated(), with, expression.location());
    }

    /** {@code ==} is {@code =} from here on. */
    private Expr.Statement call(Term.Call call, List<Expr.With> with, List<Expr> out) {
        if (call.function().equals("equal") && call.arguments().size() == 2) {
            Term left = outer(call.arguments().get(0), with, out);
            return new Expr.Statement.Unify(left, outer(call.arguments().get(1), with, out));
        }
        List<Term> arguments = Terms.mapAll(call.arguments(), term -> inner(term, with, out));
        return new Expr.Statement.Holds(new Term.Call(call.function(), arguments, call.location()));
    }

    private Term outer(Term term, List<Expr.With> with, List<Expr> out) {
        return switch (term) {
            case Term.Ref ref ->
                new Term.Ref(ref.head(), Terms.mapAll(ref.path(), part -> inner(part, with, out)), ref.location());
            case Term.ArrayComprehension _, Term.SetComprehension _, Term.ObjectComprehension _ -> comprehension(term);
            case Term.Scalar _, Term.Var _, Term.Array _, Term.SetTerm _, Term.ObjectTerm _, Term.Call _ ->
                inner(term, with, out);
        };
    }

    private Term inner(Term term, List<Expr.With> with, List<Expr> out) {
        return switch (term) {
            case Term.Scalar _, Term.Var _, Term.Call _ -> term;
            case Term.Ref _ -> generated(outer(term, with, out), with, out);
            case Term.Array _, Term.SetTerm _, Term.ObjectTerm _ ->
                Terms.mapParts(term, part -> inner(part, with, out));
            case Term.ArrayComprehension _, Term.SetComprehension _, Term.ObjectComprehension _ ->
                generated(comprehension(term), with, out);
        };
    }

    private Term generated(Term term, List<Expr.With> with, List<Expr> out) {
        Term.Var variable = names.variable(term.location());
        out.add(Names.equality(variable, term, with));
        return variable;
    }

    private Term comprehension(Term term) {
        return switch (term) {
            case Term.ArrayComprehension c -> new Term.ArrayComprehension(c.head(), body(c.body()), c.location());
            case Term.SetComprehension c -> new Term.SetComprehension(c.head(), body(c.body()), c.location());
            case Term.ObjectComprehension c ->
                new Term.ObjectComprehension(c.key(), c.value(), body(c.body()), c.location());
            case Term.Scalar _, Term.Var _, Term.Ref _, Term.Array _, Term.SetTerm _, Term.ObjectTerm _, Term.Call _ ->
                term;
        };
    }

    private Body body(Body body) {
        return new Body(rewrite(body.expressions()));
    }
}
