package dev.enforce.language.rego.compile;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.rego.compile.Type.Any;
import dev.enforce.language.rego.compile.Type.ArrayType;
import dev.enforce.language.rego.compile.Type.Function;
import dev.enforce.language.rego.compile.Type.ObjectType;
import dev.enforce.language.rego.compile.Type.SetType;
import dev.enforce.language.rego.syntax.Expr;
import dev.enforce.language.rego.syntax.Term;
import dev.enforce.language.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Refuses expressions that no value can satisfy, as OPA does: built-ins on constants of another type, unequal types. */
final class TypeChecker {

    private final TypeTree documents = new TypeTree();
    private final Functions functions;

    TypeChecker(Functions functions) {
        this.functions = functions;
    }

    /** Checks a rule whose needs were checked before. */
    void check(RuleUnit rule) {
        TypeScope scope = new TypeScope(null);
        body(rule.body, scope);
        Type value = scope.of(rule.value, this);
        Term key = rule.key;
        Type type;
        if (rule.arguments != null) {
            List<@Nullable Type> arguments = new ArrayList<>();
            for (Term argument : rule.arguments) {
                Variables.of(argument, Variables.NOTHING).forEach(name -> scope.putIfAbsent(name, Type.ANY));
                arguments.add(scope.of(argument, this));
            }
            type = new Function(arguments, scope.of(rule.value, this));
        } else if (key != null) {
            Type of = scope.of(key, this);
            type = of == null ? null : new SetType(of);
        } else {
            type = value;
        }
        List<Term> path = rule.path;
        int constant = 0;
        while (constant < path.size() && path.get(constant) instanceof Term.Scalar) {
            constant++;
        }
        for (int i = path.size() - 1; i >= constant; i--) {
            Type keys = scope.of(path.get(i), this);
            type = type == null || keys == null ? null : new ObjectType(Map.of(), true, keys, type);
        }
        if (type != null) {
            documents.put(rule, constant, type);
        }
    }

    TypeTree documents() {
        return documents;
    }

    /** Checks a body; what its variables are is in the scope after. */
    void body(List<Expr> body, TypeScope scope) {
        for (Expr expression : body) {
            TypeScope seen = expression.with().isEmpty() ? scope : scope.with(expression.with());
            Terms.mapTerms(expression, term -> closures(term, seen), inner -> {
                inner.expressions().forEach(one -> Terms.mapTerms(one, term -> closures(term, seen), nested -> nested));
                return inner;
            });
            references(expression, seen);
            expression(expression, seen);
        }
    }

    private Term closures(Term term, TypeScope scope) {
        switch (term) {
            case Term.ArrayComprehension c -> body(c.body().expressions(), new TypeScope(scope));
            case Term.SetComprehension c -> body(c.body().expressions(), new TypeScope(scope));
            case Term.ObjectComprehension c -> body(c.body().expressions(), new TypeScope(scope));
            case Term.Scalar _, Term.Var _, Term.Ref _, Term.Array _, Term.SetTerm _, Term.ObjectTerm _, Term.Call _ ->
                Terms.mapParts(term, part -> closures(part, scope));
        }
        return term;
    }

    private void references(Expr expression, TypeScope scope) {
        Terms.mapTerms(expression, term -> reference(term, scope), inner -> {
            inner.expressions().forEach(one -> references(one, scope));
            return inner;
        });
    }

    private Term reference(Term term, TypeScope scope) {
        return switch (term) {
            case Term.ArrayComprehension _, Term.SetComprehension _, Term.ObjectComprehension _ -> term;
            case Term.Ref ref -> {
                String head = ((Term.Var) ref.head()).name();
                if (head.equals("data") && !scope.replaced()) {
                    documents.check(ref, scope, this);
                } else {
                    Type type =
                            head.equals("input") ? scope.input() : head.equals("data") ? Type.ANY : scope.find(head);
                    if (type == null) {
                        type = Type.ANY;
                        scope.put(head, type);
                    }
                    leaf(type, ref, 0, scope);
                }
                ref.path().forEach(part -> reference(part, scope));
                yield term;
            }
            case Term.Scalar _, Term.Var _, Term.Array _, Term.SetTerm _, Term.ObjectTerm _, Term.Call _ ->
                Terms.mapParts(term, part -> reference(part, scope));
        };
    }

    /** Follows a path into a type. */
    void leaf(@Nullable Type start, Term.Ref ref, int from, TypeScope scope) {
        Type type = start;
        for (int i = from; i < ref.path().size(); i++) {
            if (Type.isEmptyCollection(type)) {
                throw wrong(ref.location(), "undefined ref: an empty collection");
            }
            Type keys = Type.keys(type);
            if (keys == null) {
                throw wrong(ref.location(), "undefined ref: a value without parts");
            }
            switch (ref.path().get(i)) {
                case Term.Var variable -> {
                    Type known = scope.find(variable.name());
                    if (known == null) {
                        scope.put(variable.name(), keys);
                    } else if (!Type.unifies(known, keys)) {
                        throw wrong(ref.location(), "undefined ref: a key of another type");
                    }
                    type = Type.values(type);
                }
                case Term.Scalar(Value key, var _) -> {
                    type = Type.select(type, key);
                    if (type == null) {
                        throw wrong(ref.location(), "undefined ref: no such key");
                    }
                }
                case Term part -> {
                    if (!unifyOne(part, keys, false, scope)) {
                        throw wrong(ref.location(), "undefined ref: a key of another type");
                    }
                    type = Type.values(type);
                }
            }
        }
    }

    private void expression(Expr expression, TypeScope scope) {
        switch (expression.statement()) {
            case Expr.Statement.Unify(Term a, Term b) -> {
                if (!unifyTwo(a, scope.of(a, this), b, scope.of(b, this), scope)) {
                    throw wrong(expression.location(), "match error");
                }
            }
            case Expr.Statement.Holds(Term term) when term instanceof Term.Call call -> call(call, scope);
            case Expr.Statement.Holds _,
                    Expr.Statement.Every _,
                    Expr.Statement.Assign _,
                    Expr.Statement.Some _,
                    Expr.Statement.SomeIn _ -> {}
        }
    }

    private void call(Term.Call call, TypeScope scope) {
        List<Term> arguments = call.arguments();
        if (call.function().startsWith("internal.member_")) {
            member(call, scope);
        }
        Function function = function(call.function());
        if (function == null) {
            return;
        }
        List<@Nullable Type> wanted = new ArrayList<>(function.arguments());
        wanted.add(function.result());
        List<@Nullable Type> given = new ArrayList<>();
        arguments.forEach(argument -> given.add(scope.of(argument, this)));
        for (int i = 0; i < arguments.size(); i++) {
            boolean known = !Type.isUnknown(given.get(i));
            Type want = wanted.get(i);
            if (want == null && functions.isOwn(call.function())) {
                continue;
            }
            if ((known && !Type.unifies(given.get(i), want)) || !unifyOne(arguments.get(i), want, false, scope)) {
                throw wrong(call.location(), call.function() + ": invalid argument(s)");
            }
        }
    }

    private @Nullable Function function(String name) {
        return functions.isOwn(name) ? documents.function(name) : Signatures.ALL.get(name);
    }

    private void member(Term.Call call, TypeScope scope) {
        boolean withKey = call.function().endsWith("3");
        int last = withKey ? 2 : 1;
        Type collection = scope.of(call.arguments().get(last), this);
        Type values = Type.values(collection);
        if (values == null) {
            return;
        }
        if (withKey) {
            memberOperand(call, call.arguments().get(0), Type.keys(collection), scope);
        }
        memberOperand(call, call.arguments().get(last - 1), values, scope);
    }

    private void memberOperand(Term.Call call, Term operand, @Nullable Type type, TypeScope scope) {
        if (Type.isUnknown(type)) {
            return;
        }
        Type have = scope.of(operand, this);
        if ((!Type.isUnknown(have) && !Type.unifies(have, type)) || !unifyOne(operand, type, false, scope)) {
            throw wrong(call.location(), "match error");
        }
    }

    private boolean unifyTwo(Term a, @Nullable Type typeA, Term b, @Nullable Type typeB, TypeScope scope) {
        boolean unknownA = Type.isUnknown(typeA);
        boolean unknownB = Type.isUnknown(typeB);
        if (unknownA && !unknownB) {
            return unifyOne(a, typeB, false, scope);
        }
        if (unknownB && !unknownA) {
            return unifyOne(b, typeA, false, scope);
        }
        if (!unknownA) {
            return Type.unifies(typeA, typeB);
        }
        if (a instanceof Term.Array || a instanceof Term.ObjectTerm) {
            return composite(a, b, scope);
        }
        if (a instanceof Term.Var && (b instanceof Term.Array || b instanceof Term.ObjectTerm)) {
            return composite(b, a, scope);
        }
        if (a instanceof Term.Var && b instanceof Term.Var) {
            return unifyOne(a, Type.ANY, false, scope) && unifyOne(b, scope.of(a, this), false, scope);
        }
        if (a instanceof Term.Var && typeA == null && typeB != null) {
            return unifyOne(a, typeB, false, scope);
        }
        return b instanceof Term.Var && typeB == null && typeA != null && unifyOne(b, typeA, false, scope);
    }

    private boolean composite(Term a, Term b, TypeScope scope) {
        if (b instanceof Term.Var) {
            return unifyOne(a, Type.ANY, false, scope) && unifyOne(b, scope.of(a, this), false, scope);
        }
        if (a instanceof Term.Array x && b instanceof Term.Array y) {
            boolean all = x.elements().size() == y.elements().size();
            for (int i = 0; all && i < x.elements().size(); i++) {
                Term left = x.elements().get(i);
                Term right = y.elements().get(i);
                all = unifyTwo(left, scope.of(left, this), right, scope.of(right, this), scope);
            }
            return all;
        }
        if (a instanceof Term.ObjectTerm x && b instanceof Term.ObjectTerm y) {
            boolean all = x.entries().size() == y.entries().size();
            for (Term.Entry entry : x.entries()) {
                Term right = Unifier.find(y, entry.key());
                all = all
                        && right != null
                        && unifyTwo(entry.value(), scope.of(entry.value(), this), right, scope.of(right, this), scope);
            }
            return all;
        }
        return false;
    }

    /** Whether a term can have a type; its variables have it from here on. */
    private boolean unifyOne(Term term, @Nullable Type type, boolean union, TypeScope scope) {
        return switch (term) {
            case Term.Var variable -> {
                Type known = scope.find(variable.name());
                if (union) {
                    scope.put(variable.name(), Type.or(known, type));
                } else if (known != null) {
                    yield Type.unifies(known, type);
                } else {
                    scope.put(variable.name(), type);
                }
                yield true;
            }
            case Term.Array array
            when type instanceof ArrayType(var fixed, var others) -> {
                int size = array.elements().size();
                boolean all = size >= fixed.size() && (size == fixed.size() || others != null);
                for (int i = 0; all && i < size; i++) {
                    all = unifyOne(array.elements().get(i), Type.element((ArrayType) type, i), union, scope);
                }
                yield all;
            }
            case Term.ObjectTerm object
            when type instanceof ObjectType wanted -> objectOne(object, wanted, union, scope);
            case Term.SetTerm set
            when type instanceof SetType(var of) -> {
                boolean all = true;
                for (Term element : set.elements()) {
                    all = all && (of == null || unifyOne(element, of, union, scope));
                }
                yield all;
            }
            case Term.Array _, Term.ObjectTerm _, Term.SetTerm _
            when type instanceof Any(var of) -> {
                if (of.isEmpty()) {
                    Terms.mapParts(term, part -> {
                        unifyOne(part, Type.ANY, true, scope);
                        return part;
                    });
                    yield true;
                }
                boolean any = false;
                for (Type one : of) {
                    any = unifyOne(term, one, true, scope) || any;
                }
                yield any;
            }
            case Term.Array _, Term.ObjectTerm _, Term.SetTerm _ -> false;
            case Term.Scalar _,
                    Term.Ref _,
                    Term.Call _,
                    Term.ArrayComprehension _,
                    Term.SetComprehension _,
                    Term.ObjectComprehension _ -> Type.unifies(scope.of(term, this), type);
        };
    }

    private boolean objectOne(Term.ObjectTerm object, ObjectType wanted, boolean union, TypeScope scope) {
        boolean all = object.entries().size() == wanted.fixed().size() || wanted.open();
        for (Term.Entry entry : object.entries()) {
            if (entry.key() instanceof Term.Scalar(Value key, var _)) {
                Type field = Type.select(wanted, key);
                all = all && field != null && unifyOne(entry.value(), field, union, scope);
            } else {
                unifyOne(entry.key(), Type.keys(wanted), union, scope);
                unifyOne(entry.value(), Type.values(wanted), union, scope);
            }
        }
        return all;
    }

    static PolicyTextException wrong(Location place, String message) {
        return new PolicyTextException(Code.MEANING, place, "rego_type_error: " + message);
    }
}
