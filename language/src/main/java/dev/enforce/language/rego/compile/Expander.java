package dev.enforce.language.rego.compile;

import dev.enforce.language.rego.syntax.Body;
import dev.enforce.language.rego.syntax.Expr;
import dev.enforce.language.rego.syntax.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls that stand within terms become expressions before the one that holds them. So the argument of a negated call is
 * looked for outside of the negation: where it is undefined, the whole body is, and not only what is negated.
 *
 * <p>A call moved out has one argument more than its function takes: the variable for its result.
 */
final class Expander {

    private final Names names;

    Expander(Names names) {
        this.names = names;
    }

    /** References in a head's path become variables, before anything else. */
    void headPath(RuleUnit rule) {
        List<Term> path = new ArrayList<>();
        List<Expr> extra = new ArrayList<>();
        for (Term part : rule.path) {
            boolean plain = part instanceof Term.Var || part instanceof Term.Scalar;
            path.add(plain ? part : lifted(part, extra));
        }
        rule.path = path;
        rule.append(extra);
    }

    /** Calls out of terms; then what else a head or the head of a comprehension cannot evaluate by itself. */
    void expand(RuleUnit rule) {
        rule.body = body(rule.body);
        List<Expr> extra = new ArrayList<>();
        if (rule.arguments != null) {
            rule.arguments = Terms.mapAll(rule.arguments, term -> headTerm(term, extra));
        }
        Term key = rule.key;
        rule.key = key == null ? null : headTerm(key, extra);
        rule.value = headTerm(rule.value, extra);
        rule.append(extra);
    }

    private Term headTerm(Term term, List<Expr> extra) {
        Term expanded = term(term, extra, List.of());
        return Terms.needsBody(expanded) ? lifted(expanded, extra) : expanded;
    }

    private Term lifted(Term term, List<Expr> extra) {
        Term.Var variable = names.variable(term.location());
        extra.add(Names.equality(variable, term, List.of()));
        return variable;
    }

    private List<Expr> body(List<Expr> body) {
        List<Expr> expanded = new ArrayList<>();
        for (Expr expression : body) {
            expression(expression, expanded);
        }
        return expanded;
    }

    private void expression(Expr expression, List<Expr> out) {
        List<Expr.With> with = new ArrayList<>();
        for (Expr.With modifier : expression.with()) {
            with.add(new Expr.With(modifier.target(), withValue(modifier, out)));
        }
        Expr.Statement statement = switch (expression.statement()) {
            case Expr.Statement.Holds(Term term) ->
                new Expr.Statement.Holds(
                        term instanceof Term.Call call ? arguments(call, out, with) : term(term, out, with));
            case Expr.Statement.Unify(Term left, Term right) -> {
                Term first = term(left, out, with);
                yield new Expr.Statement.Unify(first, term(right, out, with));
            }
            case Expr.Statement.Assign(Term left, Term right) -> {
                Term first = term(left, out, with);
                yield new Expr.Statement.Assign(first, term(right, out, with));
            }
            case Expr.Statement.Every every -> {
                Term.Var domain = names.variable(every.domain().location());
                expression(Names.equality(domain, every.domain(), with), out);
                Body inner = new Body(body(every.body().expressions()));
                yield new Expr.Statement.Every(every.key(), every.value(), domain, inner);
            }
            case Expr.Statement.Some _, Expr.Statement.SomeIn _ ->
                throw new IllegalStateException("a declaration left over");
        };
        out.add(new Expr(statement, expression.negated(), with, expression.location()));
    }

    /** A value that a {@code with} gives must be plain; a function that it names stays. */
    private Term withValue(Expr.With modifier, List<Expr> out) {
        if (WithModifiers.isFunction(modifier.value())) {
            return modifier.value();
        }
        Term value = term(modifier.value(), out, List.of());
        return Terms.needsBody(value) ? lifted(value, out) : value;
    }

    private Term.Call arguments(Term.Call call, List<Expr> out, List<Expr.With> with) {
        return new Term.Call(
                call.function(), Terms.mapAll(call.arguments(), term -> term(term, out, with)), call.location());
    }

    private Term term(Term term, List<Expr> out, List<Expr.With> with) {
        return switch (term) {
            case Term.Scalar _, Term.Var _ -> term;
            case Term.Array _ -> Terms.mapParts(term, part -> term(part, out, with));
            case Term.SetTerm _, Term.ObjectTerm _ ->
                Terms.mapParts(TermOrder.sorted(term), part -> term(part, out, with));
            case Term.Ref ref -> ref(ref, out, with);
            case Term.Call call -> {
                Term.Call plain = arguments(call, out, with);
                Term.Var result = names.variable(call.location());
                List<Term> more = new ArrayList<>(plain.arguments());
                more.add(result);
                Term.Call full = new Term.Call(call.function(), more, call.location());
                out.add(new Expr(new Expr.Statement.Holds(full), false, with, call.location()));
                yield result;
            }
            case Term.ArrayComprehension c -> {
                List<Expr> body = body(c.body().expressions());
                Term head = headTerm(c.head(), body);
                yield new Term.ArrayComprehension(head, new Body(body), c.location());
            }
            case Term.SetComprehension c -> {
                List<Expr> body = body(c.body().expressions());
                Term head = headTerm(c.head(), body);
                yield new Term.SetComprehension(head, new Body(body), c.location());
            }
            case Term.ObjectComprehension c -> {
                List<Expr> body = body(c.body().expressions());
                Term key = headTerm(c.key(), body);
                Term value = headTerm(c.value(), body);
                yield new Term.ObjectComprehension(key, value, new Body(body), c.location());
            }
        };
    }

    private Term ref(Term.Ref ref, List<Expr> out, List<Expr.With> with) {
        Term head = term(ref.head(), out, with);
        List<Term> path = Terms.mapAll(ref.path(), part -> term(part, out, with));
        if (!(head instanceof Term.Var)) {
            Term.Var subject = names.variable(head.location());
            out.add(Names.equality(subject, head, with));
            head = subject;
        }
        return new Term.Ref(head, path, ref.location());
    }
}
