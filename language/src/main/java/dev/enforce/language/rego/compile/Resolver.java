package dev.enforce.language.rego.compile;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.rego.syntax.Body;
import dev.enforce.language.rego.syntax.Expr;
import dev.enforce.language.rego.syntax.Module;
import dev.enforce.language.rego.syntax.Term;
import dev.enforce.language.rego.value.StringValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** First stage: names of rules and imports become references to the documents below {@code data} and {@code input}. */
final class Resolver {

    private final Map<String, List<String>> globals = new HashMap<>();
    private final Deque<Set<String>> declared = new ArrayDeque<>();

    /**
     * For the rules of one module.
     *
     * @param ruleNames the names of all rules of its package, of whatever module
     */
    Resolver(Module module, Collection<String> ruleNames) {
        for (String name : ruleNames) {
            List<String> path = new ArrayList<>(List.of("data"));
            path.addAll(module.packagePath());
            path.add(name);
            globals.put(name, path);
        }
        for (Module.Import imported : module.imports()) {
            globals.put(imported.alias(), imported.path());
        }
    }

    void resolve(RuleUnit rule) {
        Set<String> own = new HashSet<>();
        if (rule.arguments != null) {
            rule.arguments.forEach(argument -> argumentVariables(argument, own));
            rule.arguments = Terms.mapAll(rule.arguments, this::argument);
        }
        own.addAll(declaredIn(rule.body));
        declared.push(own);
        rule.path = Terms.mapAll(rule.path, this::term);
        Term key = rule.key;
        rule.key = key == null ? null : term(key);
        rule.value = term(rule.value);
        rule.body = body(rule.body);
        declared.pop();
    }

    /** Names of arguments stay; what is computed in them is resolved. */
    private Term argument(Term argument) {
        return switch (argument) {
            case Term.Var _, Term.Scalar _ -> argument;
            case Term.Array _, Term.ObjectTerm _ -> Terms.mapParts(argument, this::argument);
            case Term.Ref _,
                    Term.SetTerm _,
                    Term.Call _,
                    Term.ArrayComprehension _,
                    Term.SetComprehension _,
                    Term.ObjectComprehension _ -> term(argument);
        };
    }

    private static void argumentVariables(Term term, Set<String> into) {
        switch (term) {
            case Term.Var variable -> {
                if (Terms.isRoot(variable.name())) {
                    throw new PolicyTextException(
                            Code.MEANING,
                            variable.location(),
                            "args must not shadow " + variable.name() + " (use a different variable name)");
                }
                into.add(variable.name());
            }
            case Term.Array array -> array.elements().forEach(element -> argumentVariables(element, into));
            case Term.ObjectTerm object -> object.entries().forEach(entry -> argumentVariables(entry.value(), into));
            case Term.Scalar _,
                    Term.Ref _,
                    Term.SetTerm _,
                    Term.Call _,
                    Term.ArrayComprehension _,
                    Term.SetComprehension _,
                    Term.ObjectComprehension _ -> {}
        }
    }

    private static Set<String> declaredIn(List<Expr> body) {
        Set<String> names = new HashSet<>();
        for (Expr expression : body) {
            switch (expression.statement()) {
                case Expr.Statement.Assign(Term left, Term _) -> names.addAll(Variables.of(left, Variables.NOTHING));
                case Expr.Statement.Some some -> some.variables().forEach(variable -> names.add(variable.name()));
                case Expr.Statement.SomeIn some -> {
                    names.addAll(Variables.of(some.value(), Variables.NOTHING));
                    if (some.key() != null) {
                        names.addAll(Variables.of(some.key(), Variables.NOTHING));
                    }
                }
                case Expr.Statement.Every every ->
                    names.addAll(declaredIn(every.body().expressions()));
                case Expr.Statement.Holds _, Expr.Statement.Unify _ -> {}
            }
        }
        return names;
    }

    private List<Expr> body(List<Expr> body) {
        List<Expr> resolved = new ArrayList<>();
        for (Expr expression : body) {
            resolved.add(expression(expression));
        }
        return resolved;
    }

    private Expr expression(Expr expression) {
        if (!(expression.statement() instanceof Expr.Statement.Every every)) {
            return Terms.mapTerms(expression, this::term, inner -> inner);
        }
        Set<String> own = new HashSet<>(Set.of(every.value().name()));
        if (every.key() != null) {
            own.add(every.key().name());
        }
        Term domain = term(every.domain());
        declared.push(own);
        Body inner = new Body(body(every.body().expressions()));
        declared.pop();
        List<Expr.With> with = new ArrayList<>();
        for (Expr.With modifier : expression.with()) {
            with.add(new Expr.With(term(modifier.target()), term(modifier.value())));
        }
        Expr.Statement resolved = new Expr.Statement.Every(every.key(), every.value(), domain, inner);
        return new Expr(resolved, expression.negated(), with, expression.location());
    }

    private Term term(Term term) {
        return switch (term) {
            case Term.Scalar _ -> term;
            case Term.Var variable -> {
                List<String> path = global(variable.name());
                if (path != null) {
                    yield reference(path, List.of(), variable.location());
                }
                yield Terms.isRoot(variable.name()) ? new Term.Ref(variable, List.of(), variable.location()) : term;
            }
            case Term.Ref ref -> ref(ref);
            case Term.Array _, Term.SetTerm _, Term.ObjectTerm _ -> Terms.mapParts(term, this::term);
            case Term.Call call ->
                new Term.Call(function(call), Terms.mapAll(call.arguments(), this::term), call.location());
            case Term.ArrayComprehension c -> {
                declared.push(declaredIn(c.body().expressions()));
                Term head = term(c.head());
                Body inner = new Body(body(c.body().expressions()));
                declared.pop();
                yield new Term.ArrayComprehension(head, inner, c.location());
            }
            case Term.SetComprehension c -> {
                declared.push(declaredIn(c.body().expressions()));
                Term head = term(c.head());
                Body inner = new Body(body(c.body().expressions()));
                declared.pop();
                yield new Term.SetComprehension(head, inner, c.location());
            }
            case Term.ObjectComprehension c -> {
                declared.push(declaredIn(c.body().expressions()));
                Term key = term(c.key());
                Term value = term(c.value());
                Body inner = new Body(body(c.body().expressions()));
                declared.pop();
                yield new Term.ObjectComprehension(key, value, inner, c.location());
            }
        };
    }

    private Term ref(Term.Ref ref) {
        List<Term> path = Terms.mapAll(ref.path(), this::term);
        if (ref.head() instanceof Term.Var head) {
            List<String> global = global(head.name());
            return global == null ? new Term.Ref(head, path, ref.location()) : reference(global, path, ref.location());
        }
        return new Term.Ref(term(ref.head()), path, ref.location());
    }

    private String function(Term.Call call) {
        int dot = call.function().indexOf('.');
        String first = dot < 0 ? call.function() : call.function().substring(0, dot);
        List<String> path = global(first);
        return path == null
                ? call.function()
                : String.join(".", path) + (dot < 0 ? "" : call.function().substring(dot));
    }

    private @Nullable List<String> global(String name) {
        for (Set<String> scope : declared) {
            if (scope.contains(name)) {
                return null;
            }
        }
        return globals.get(name);
    }

    private static Term reference(List<String> global, List<Term> more, Location place) {
        List<Term> path = new ArrayList<>();
        for (String part : global.subList(1, global.size())) {
            path.add(new Term.Scalar(new StringValue(part), place));
        }
        path.addAll(more);
        return new Term.Ref(new Term.Var(global.getFirst(), place), path, place);
    }
}
