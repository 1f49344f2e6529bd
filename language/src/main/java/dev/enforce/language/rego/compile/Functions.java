package dev.enforce.language.rego.compile;

import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.rego.builtin.Builtin;
import dev.enforce.language.rego.syntax.Expr;
import dev.enforce.language.rego.syntax.Term;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The functions that a policy can call: its own and those of the language. */
final class Functions {

    /** Relations: they may have many answers. */
    static final String WALK = "walk";

    private static final List<String> NOT_HERE = List.of(
            "io.jwt.",
            "crypto.x509.",
            "crypto.parse_private_keys",
            "graphql.",
            "json.match_schema",
            "json.verify_schema",
            "providers.",
            "rego.metadata.",
            "strings.render_template",
            "regex.globs_match",
            "rand.intn",
            "uuid.rfc4122",
            "yaml.",
            "time.format",
            "units.",
            "internal.",
            "trace",
            "regex.template_match");
    private static final Set<String> FORBIDDEN =
            Set.of("http.send", "net.lookup_ip_addr", "opa.runtime", "rego.parse_module", "trace");

    private final Map<String, Builtin> builtins;
    private final Map<String, Integer> own = new HashMap<>();

    Functions(Map<String, Builtin> builtins) {
        this.builtins = builtins;
    }

    void declare(String name, int arity) {
        own.put(name, arity);
    }

    boolean isOwn(String name) {
        return own.containsKey(name);
    }

    boolean isBuiltin(String name) {
        return builtins.containsKey(name);
    }

    Builtin builtin(String name) {
        return Objects.requireNonNull(builtins.get(name));
    }

    /** How many arguments it takes; −1 where there is none of that name. */
    int arity(String name) {
        Integer arity = own.get(name);
        if (arity != null) {
            return arity;
        }
        Builtin builtin = builtins.get(name);
        return builtin == null ? -1 : builtin.arity();
    }

    /** Refuses calls of what does not exist, and calls with too many or too few arguments. */
    void check(RuleUnit rule) {
        rule.head().forEach(this::nested);
        rule.body.forEach(this::expression);
    }

    private void expression(Expr expression) {
        if (expression.statement() instanceof Expr.Statement.Holds(Term term) && term instanceof Term.Call call) {
            call.arguments().forEach(this::nested);
            int arity = required(call);
            int given = call.arguments().size();
            if (given != arity && given != arity + 1) {
                throw mismatch(call, arity, given);
            }
            expression.with().forEach(with -> nested(with.value()));
            return;
        }
        Terms.mapTerms(
                expression,
                term -> {
                    nested(term);
                    return term;
                },
                body -> {
                    body.expressions().forEach(this::expression);
                    return body;
                });
    }

    private Term nested(Term term) {
        switch (term) {
            case Term.Call call -> {
                call.arguments().forEach(this::nested);
                int arity = required(call);
                if (call.arguments().size() != arity && !WithModifiers.isFunction(call)) {
                    throw mismatch(call, arity, call.arguments().size());
                }
            }
            case Term.ArrayComprehension c -> {
                nested(c.head());
                c.body().expressions().forEach(this::expression);
            }
            case Term.SetComprehension c -> {
                nested(c.head());
                c.body().expressions().forEach(this::expression);
            }
            case Term.ObjectComprehension c -> {
                nested(c.key());
                nested(c.value());
                c.body().expressions().forEach(this::expression);
            }
            case Term.Scalar _, Term.Var _, Term.Ref _, Term.Array _, Term.SetTerm _, Term.ObjectTerm _ ->
                Terms.mapParts(term, this::nested);
        }
        return term;
    }

    private int required(Term.Call call) {
        String name = WithModifiers.unmarked(call.function());
        int arity = arity(name);
        if (arity >= 0) {
            return arity;
        }
        if (!FORBIDDEN.contains(name) && NOT_HERE.stream().anyMatch(name::startsWith)) {
            throw new PolicyTextException(
                    Code.UNSUPPORTED, call.location(), "not supported: built-in function " + name);
        }
        throw new PolicyTextException(Code.MEANING, call.location(), "rego_type_error: undefined function " + name);
    }

    private static PolicyTextException mismatch(Term.Call call, int arity, int given) {
        return new PolicyTextException(
                Code.MEANING,
                call.location(),
                "rego_type_error: function " + call.function() + " has arity " + arity + ", got " + given
                        + (given == 1 ? " argument" : " arguments"));
    }
}
