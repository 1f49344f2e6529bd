package dev.enforce.language.rego.compile;

import dev.enforce.language.rego.syntax.Body;
import dev.enforce.language.rego.syntax.Expr;
import dev.enforce.language.rego.syntax.Term;
import dev.enforce.language.rego.value.BooleanValue;
import java.util.ArrayList;
import java.util.List;

/** {@code print(…)} says nothing to anyone here and is taken out, as OPA does when nobody listens. */
final class PrintCalls {

    private PrintCalls() {}

    static void erase(RuleUnit rule) {
        rule.body = body(rule.body);
        rule.value = term(rule.value);
        Term key = rule.key;
        rule.key = key == null ? null : term(key);
    }

    private static List<Expr> body(List<Expr> body) {
        List<Expr> kept = new ArrayList<>();
        for (Expr expression : body) {
            boolean print = expression.statement() instanceof Expr.Statement.Holds(Term term)
                    && term instanceof Term.Call call
                    && call.function().equals("print");
            if (!print) {
                kept.add(Terms.mapTerms(expression, PrintCalls::term, inner -> new Body(body(inner.expressions()))));
            }
        }
        if (kept.isEmpty()) {
            Expr first = body.getFirst();
            Term always = new Term.Scalar(BooleanValue.TRUE, first.location());
            kept.add(new Expr(new Expr.Statement.Holds(always), false, List.of(), first.location()));
        }
        return kept;
    }

    private static Term term(Term term) {
        return switch (term) {
            case Term.ArrayComprehension c ->
                new Term.ArrayComprehension(
                        term(c.head()), new Body(body(c.body().expressions())), c.location());
            case Term.SetComprehension c ->
                new Term.SetComprehension(term(c.head()), new Body(body(c.body().expressions())), c.location());
            case Term.ObjectComprehension c ->
                new Term.ObjectComprehension(
                        term(c.key()), term(c.value()), new Body(body(c.body().expressions())), c.location());
            case Term.Scalar _, Term.Var _, Term.Ref _, Term.Array _, Term.SetTerm _, Term.ObjectTerm _, Term.Call _ ->
                Terms.mapParts(term, PrintCalls::term);
        };
    }
}
