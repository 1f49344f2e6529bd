package dev.enforce.language.rego.compile;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.rego.syntax.Body;
import dev.enforce.language.rego.syntax.Expr;
import dev.enforce.language.rego.syntax.Term;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Second stage: every variable that a text declares gets a name of its own; {@code some … in} becomes a unification. */
final class LocalVariables {

    private enum Occurrence {
        SEEN,
        ASSIGNED,
        DECLARED,
        ARGUMENT
    }

    private record Scope(Map<String, String> names, Map<String, Occurrence> occurrences) {
        Scope() {
            this(new HashMap<>(), new HashMap<>());
        }

        void insert(String name, String replacement, Occurrence occurrence) {
            names.put(name, replacement);
            occurrences.put(name, occurrence);
        }
    }

    private final Names fresh;
    private final Deque<Scope> scopes = new ArrayDeque<>();

    private LocalVariables(Names fresh) {
        this.fresh = fresh;
        scopes.push(new Scope());
    }

    static void rewrite(RuleUnit rule, Names fresh) {
        LocalVariables arguments = new LocalVariables(fresh);
        List<Term> renamed = rule.arguments == null ? null : Terms.mapAll(rule.arguments, arguments::argument);
        for (RuleUnit unit : rule.chain()) {
            LocalVariables own = new LocalVariables(fresh);
            Scope scope = own.scopes.element();
            arguments
                    .scopes
                    .element()
                    .names()
                    .forEach((name, replacement) -> scope.insert(name, replacement, Occurrence.ARGUMENT));
            unit.arguments = renamed;
            own.rule(unit);
        }
    }

    private void rule(RuleUnit unit) {
        LocalVariables heads = new LocalVariables(fresh);
        unit.value = heads.nested(unit.value);
        Term key = unit.key;
        unit.key = key == null ? null : heads.nested(key);
        unit.path = Terms.mapAll(unit.path, heads::nested);
        List<Term> using = new ArrayList<>(unit.path);
        using.add(unit.value);
        if (unit.key != null) {
            using.add(unit.key);
        }
        unit.body = body(unit.body, Variables.of(using, Variables.NOTHING));
        Map<String, String> names = scopes.element().names();
        if (unit.arguments != null) {
            unit.arguments = Terms.mapAll(unit.arguments, argument -> head(argument, names));
        }
        unit.path = Terms.mapAll(unit.path, term -> head(term, names));
        Term nested = unit.key;
        unit.key = nested == null ? null : head(nested, names);
        unit.value = head(unit.value, names);
    }

    private static Term head(Term term, Map<String, String> names) {
        return Terms.substitute(term, name -> names.getOrDefault(name, name));
    }

    /** Comprehensions in a head have scopes of their own, apart from the body's. */
    private Term nested(Term term) {
        return switch (term) {
            case Term.ArrayComprehension _, Term.SetComprehension _, Term.ObjectComprehension _ ->
                new LocalVariables(fresh).term(term);
            case Term.Scalar _, Term.Var _ -> term;
            case Term.Ref _, Term.Array _, Term.SetTerm _, Term.ObjectTerm _, Term.Call _ ->
                Terms.mapParts(term, this::nested);
        };
    }

    /** Variables of arguments; each stands for one value however often it is written. */
    private Term argument(Term term) {
        return switch (term) {
            case Term.Var variable -> {
                if (variable.isWildcard()) {
                    yield variable;
                }
                Scope scope = scopes.element();
                String name = scope.names().get(variable.name());
                if (name == null) {
                    name = fresh.fresh(variable.name());
                    scope.insert(variable.name(), name, Occurrence.ARGUMENT);
                }
                yield new Term.Var(name, variable.location());
            }
            case Term.Scalar _ -> term;
            case Term.Array _ -> Terms.mapParts(term, this::argument);
            case Term.ObjectTerm object -> {
                List<Term.Entry> entries = new ArrayList<>();
                for (Term.Entry entry : object.entries()) {
                    entries.add(new Term.Entry(entry.key(), argument(entry.value())));
                }
                yield new Term.ObjectTerm(entries, object.location());
            }
            case Term.Ref _,
                    Term.SetTerm _,
                    Term.Call _,
                    Term.ArrayComprehension _,
                    Term.SetComprehension _,
                    Term.ObjectComprehension _ -> term;
        };
    }

    private List<Expr> body(List<Expr> body, Set<String> used) {
        List<Expr> rewritten = new ArrayList<>();
        for (Expr expression : body) {
            Expr changed = expression(expression);
            if (changed != null) {
                rewritten.add(changed);
            }
        }
        if (rewritten.isEmpty()) {
            Location place = body.getFirst().location();
            rewritten.add(new Expr(
                    new Expr.Statement.Holds(new Term.Scalar(dev.enforce.language.rego.value.BooleanValue.TRUE, place)),
                    false,
                    List.of(),
                    place));
        }
        refuseUnused(body, rewritten, used);
        return rewritten;
    }

    private void refuseUnused(List<Expr> body, List<Expr> rewritten, Set<String> used) {
        Scope scope = scopes.element();
        if (!scope.occurrences().containsValue(Occurrence.DECLARED)) {
            return;
        }
        Set<String> present = new HashSet<>(Variables.ofBody(rewritten, Variables.NOTHING));
        for (String name : used) {
            String declared = declared(name);
            present.add(declared == null ? name : declared);
        }
        scope.occurrences().forEach((name, occurrence) -> {
            if (occurrence == Occurrence.DECLARED
                    && !name.startsWith("$")
                    && !present.contains(scope.names().get(name))) {
                throw wrong(body.getFirst().location(), "declared var " + fresh.shown(name) + " unused");
            }
        });
    }

    private @Nullable Expr expression(Expr expression) {
        return switch (expression.statement()) {
            case Expr.Statement.Assign(Term left, Term right) -> assignment(expression, left, right);
            case Expr.Statement.Some some -> {
                some.variables()
                        .forEach(variable -> declare(variable.name(), Occurrence.DECLARED, variable.location()));
                yield null;
            }
            case Expr.Statement.SomeIn some -> someIn(expression, some);
            case Expr.Statement.Every every -> every(expression, every);
            case Expr.Statement.Holds _, Expr.Statement.Unify _ ->
                withTargets(Terms.mapTerms(expression, this::term, inner -> inner));
        };
    }

    /** {@code with input as …} means the document, whatever a variable named so may hold. */
    private Expr withTargets(Expr expression) {
        if (expression.with().isEmpty()) {
            return expression;
        }
        List<Expr.With> with = new ArrayList<>();
        for (Expr.With modifier : expression.with()) {
            with.add(new Expr.With(target(modifier.target()), modifier.value()));
        }
        return new Expr(expression.statement(), expression.negated(), with, expression.location());
    }

    private Term target(Term target) {
        if (target instanceof Term.Var variable && fresh.shown(variable.name()).equals("input")) {
            return new Term.Ref(new Term.Var("input", variable.location()), List.of(), variable.location());
        }
        if (target instanceof Term.Ref ref
                && ref.head() instanceof Term.Var head
                && fresh.shown(head.name()).equals("input")) {
            return new Term.Ref(new Term.Var("input", head.location()), ref.path(), ref.location());
        }
        return target;
    }

    private Expr assignment(Expr expression, Term left, Term right) {
        Term value = term(right);
        List<Expr.With> with = new ArrayList<>();
        for (Expr.With modifier : expression.with()) {
            with.add(new Expr.With(modifier.target(), term(modifier.value())));
        }
        return new Expr(
                new Expr.Statement.Assign(assigned(left), value), expression.negated(), with, expression.location());
    }

    private Term assigned(Term term) {
        return switch (term) {
            case Term.Var variable ->
                new Term.Var(declare(variable.name(), Occurrence.ASSIGNED, variable.location()), variable.location());
            case Term.Array _ -> Terms.mapParts(term, this::assigned);
            case Term.ObjectTerm object -> {
                List<Term.Entry> entries = new ArrayList<>();
                for (Term.Entry entry : object.entries()) {
                    entries.add(new Term.Entry(entry.key(), assigned(entry.value())));
                }
                yield new Term.ObjectTerm(entries, object.location());
            }
            case Term.Ref ref
            when ref.path().isEmpty() && ref.head() instanceof Term.Var head ->
                new Term.Var(declare(head.name(), Occurrence.ASSIGNED, head.location()), head.location());
            case Term.Scalar _,
                    Term.Ref _,
                    Term.SetTerm _,
                    Term.Call _,
                    Term.ArrayComprehension _,
                    Term.SetComprehension _,
                    Term.ObjectComprehension _ -> throw wrong(term.location(), "cannot assign to " + kind(term));
        };
    }

    private static String kind(Term term) {
        return switch (term) {
            case Term.Scalar scalar -> scalar.value().typeName();
            case Term.Var _ -> "var";
            case Term.Ref _ -> "ref";
            case Term.Array _ -> "array";
            case Term.ObjectTerm _ -> "object";
            case Term.SetTerm _ -> "set";
            case Term.Call _ -> "call";
            case Term.ArrayComprehension _ -> "arraycomprehension";
            case Term.SetComprehension _ -> "setcomprehension";
            case Term.ObjectComprehension _ -> "objectcomprehension";
        };
    }

    private Expr someIn(Expr expression, Expr.Statement.SomeIn some) {
        Term key = some.key();
        if (key == null) {
            key = fresh.variable(expression.location());
        }
        Variables.Without patterns = new Variables.Without(true, false, true, true);
        Set<String> bound = new HashSet<>(Variables.of(List.of(key, some.value()), patterns));
        bound.retainAll(Variables.of(some.collection(), Variables.CLOSURES));
        bound.removeIf(name -> name.startsWith("$"));
        if (!bound.isEmpty()) {
            throw wrong(expression.location(), "var " + bound.iterator().next() + " assigned before");
        }
        Term container = some.collection();
        List<Term> path = new ArrayList<>();
        Term head = container;
        if (container instanceof Term.Ref ref) {
            head = ref.head();
            path.addAll(ref.path());
        }
        path.add(key);
        Term element = new Term.Ref(head, path, container.location());
        Expr unified = new Expr(
                new Expr.Statement.Unify(some.value(), element), false, expression.with(), expression.location());
        for (String name : Safety.outputsOfEquality(unified, Variables.of(container, Variables.NOTHING))) {
            declare(name, Occurrence.DECLARED, expression.location());
        }
        return withTargets(Terms.mapTerms(unified, this::term, inner -> inner));
    }

    private Expr every(Expr expression, Expr.Statement.Every every) {
        Term domain = term(every.domain());
        scopes.push(new Scope());
        Term.Var key = every.key() == null
                ? fresh.variable(expression.location())
                : new Term.Var(declareUnlessWildcard(every.key()), every.key().location());
        Term.Var value =
                new Term.Var(declareUnlessWildcard(every.value()), every.value().location());
        // As in OPA, a variable of the domain that the statement declares too is the declared one.
        domain = term(domain);
        List<Expr> body = body(every.body().expressions(), Set.of());
        scopes.pop();
        List<Expr.With> with = new ArrayList<>();
        for (Expr.With modifier : expression.with()) {
            with.add(new Expr.With(term(modifier.target()), term(modifier.value())));
        }
        Expr.Statement rewritten = new Expr.Statement.Every(key, value, domain, new Body(body));
        return withTargets(new Expr(rewritten, expression.negated(), with, expression.location()));
    }

    private String declareUnlessWildcard(Term.Var variable) {
        return variable.isWildcard()
                ? variable.name()
                : declare(variable.name(), Occurrence.DECLARED, variable.location());
    }

    private Term term(Term term) {
        return switch (term) {
            case Term.Scalar _ -> term;
            case Term.Var variable -> new Term.Var(seen(variable.name()), variable.location());
            case Term.Ref ref
            when ref.path().isEmpty() && ref.head() instanceof Term.Var head -> root(ref, head.name());
            case Term.Ref _, Term.Array _, Term.SetTerm _, Term.ObjectTerm _ -> Terms.mapParts(term, this::term);
            case Term.Call call -> {
                String first = call.function().split("\\.", 2)[0];
                String declared = declared(first);
                if (declared != null && !declared.equals(first)) {
                    throw wrong(call.location(), "called function " + call.function() + " shadowed");
                }
                yield Terms.mapParts(term, this::term);
            }
            case Term.ArrayComprehension c -> {
                Set<String> used = Variables.of(c.head(), Variables.NOTHING);
                scopes.push(new Scope());
                Body body = new Body(body(c.body().expressions(), used));
                Term head = term(c.head());
                scopes.pop();
                yield new Term.ArrayComprehension(head, body, c.location());
            }
            case Term.SetComprehension c -> {
                Set<String> used = Variables.of(c.head(), Variables.NOTHING);
                scopes.push(new Scope());
                Body body = new Body(body(c.body().expressions(), used));
                Term head = term(c.head());
                scopes.pop();
                yield new Term.SetComprehension(head, body, c.location());
            }
            case Term.ObjectComprehension c -> {
                Set<String> used = Variables.of(List.of(c.key(), c.value()), Variables.NOTHING);
                scopes.push(new Scope());
                Body body = new Body(body(c.body().expressions(), used));
                Term key = term(c.key());
                Term value = term(c.value());
                scopes.pop();
                yield new Term.ObjectComprehension(key, value, body, c.location());
            }
        };
    }

    private Term root(Term.Ref ref, String name) {
        for (Scope scope : scopes) {
            Occurrence occurrence = scope.occurrences().get(name);
            if (occurrence != null && occurrence != Occurrence.SEEN) {
                return new Term.Var(seen(name), ref.location());
            }
        }
        return ref;
    }

    private String seen(String name) {
        String declared = declared(name);
        if (declared != null) {
            return declared;
        }
        scopes.element().insert(name, name, Occurrence.SEEN);
        return name;
    }

    private @Nullable String declared(String name) {
        for (Scope scope : scopes) {
            String replacement = scope.names().get(name);
            if (replacement != null) {
                return replacement;
            }
        }
        return null;
    }

    private String declare(String name, Occurrence occurrence, Location place) {
        Occurrence before = scopes.element().occurrences().get(name);
        if (before != null) {
            throw wrong(
                    place,
                    switch (before) {
                        case SEEN -> "var " + fresh.shown(name) + " referenced above";
                        case ASSIGNED -> "var " + fresh.shown(name) + " assigned above";
                        case DECLARED -> "var " + fresh.shown(name) + " declared above";
                        case ARGUMENT -> "arg " + fresh.shown(name) + " redeclared";
                    });
        }
        String replacement = name.startsWith("$") ? name : fresh.fresh(name);
        scopes.element().insert(name, replacement, occurrence);
        return replacement;
    }

    private static PolicyTextException wrong(Location place, String message) {
        return new PolicyTextException(Code.MEANING, place, message);
    }
}
