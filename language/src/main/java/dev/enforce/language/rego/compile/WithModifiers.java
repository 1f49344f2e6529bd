package dev.enforce.language.rego.compile;

import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.rego.syntax.Body;
import dev.enforce.language.rego.syntax.Expr;
import dev.enforce.language.rego.syntax.Term;
import dev.enforce.language.rego.value.StringValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks what {@code with} replaces. Names of functions, in targets and values, become calls without arguments of a marked
 * name, so that no later stage takes them for variables or documents.
 */
final class WithModifiers {

    private static final String MARK = "function ";

    private final Functions functions;
    private final RuleTree rules;

    WithModifiers(Functions functions, RuleTree rules) {
        this.functions = functions;
        this.rules = rules;
    }

    static boolean isFunction(Term term) {
        return term instanceof Term.Call call && call.function().startsWith(MARK);
    }

    static String unmarked(String function) {
        return function.startsWith(MARK) ? function.substring(MARK.length()) : function;
    }

    void rewrite(RuleUnit rule) {
        rule.body = body(rule.body);
        rule.value = term(rule.value);
        Term key = rule.key;
        rule.key = key == null ? null : term(key);
    }

    private List<Expr> body(List<Expr> body) {
        List<Expr> rewritten = new ArrayList<>();
        for (Expr expression : body) {
            Expr inner = Terms.mapTerms(expression, this::term, b -> new Body(body(b.expressions())));
            List<Expr.With> with = new ArrayList<>();
            for (Expr.With modifier : inner.with()) {
                with.add(modifier(modifier));
            }
            rewritten.add(new Expr(inner.statement(), inner.negated(), with, inner.location()));
        }
        return rewritten;
    }

    private Term term(Term term) {
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
                Terms.mapParts(term, this::term);
        };
    }

    private Expr.With modifier(Expr.With modifier) {
        Term target = modifier.target();
        if (target instanceof Term.Ref ref
                && ref.head() instanceof Term.Var head
                && head.name().equals("input")) {
            requireConstant(ref);
            return modifier;
        }
        String name = name(target);
        if (name != null && functions.isBuiltin(name) && !functions.isOwn(name)) {
            if (name.startsWith("internal.") || name.equals(Functions.WALK) || name.equals("equal")) {
                throw wrong(
                        target, "with keyword replacing built-in function: replacement of \"" + name + "\" invalid");
            }
            return new Expr.With(marked(name, target), value(modifier.value()));
        }
        if (target instanceof Term.Ref ref
                && ref.head() instanceof Term.Var head
                && head.name().equals("data")) {
            requireConstant(ref);
            rules.refusePartialReplacement(ref);
            return name != null && functions.isOwn(name)
                    ? new Expr.With(marked(name, target), value(modifier.value()))
                    : modifier;
        }
        throw wrong(target, "with keyword target must reference existing input, data, or a function");
    }

    private Term value(Term value) {
        String name = name(value);
        return name != null && (functions.isOwn(name) || functions.isBuiltin(name)) ? marked(name, value) : value;
    }

    private static Term marked(String name, Term at) {
        return new Term.Call(MARK + name, List.of(), at.location());
    }

    private static void requireConstant(Term.Ref ref) {
        for (Term part : ref.path()) {
            if (!(part instanceof Term.Scalar)) {
                throw new PolicyTextException(
                        Code.UNSUPPORTED, ref.location(), "not supported: a computed path in the target of `with`");
            }
        }
    }

    /** The dotted name of a variable or constant reference; null for what is none. */
    private static @org.jspecify.annotations.Nullable String name(Term term) {
        if (term instanceof Term.Var variable) {
            return variable.name();
        }
        if (!(term instanceof Term.Ref ref) || !(ref.head() instanceof Term.Var head)) {
            return null;
        }
        StringBuilder name = new StringBuilder(head.name());
        for (Term part : ref.path()) {
            if (!(part instanceof Term.Scalar scalar) || !(scalar.value() instanceof StringValue(String text))) {
                return null;
            }
            name.append('.').append(text);
        }
        return name.toString();
    }

    private static PolicyTextException wrong(Term at, String message) {
        return new PolicyTextException(Code.MEANING, at.location(), "rego_compile_error: " + message);
    }
}
