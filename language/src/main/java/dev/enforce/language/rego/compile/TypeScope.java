package dev.enforce.language.rego.compile;

import dev.enforce.language.rego.compile.Type.ArrayType;
import dev.enforce.language.rego.compile.Type.ObjectType;
import dev.enforce.language.rego.compile.Type.SetType;
import dev.enforce.language.rego.syntax.Body;
import dev.enforce.language.rego.syntax.Expr;
import dev.enforce.language.rego.syntax.Term;
import dev.enforce.language.rego.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The types of a body's variables, with those of the bodies around it. */
final class TypeScope {

    private static final Type PARTLY_REPLACED = new ObjectType(Map.of(), true, Type.STRING, Type.ANY);

    private final @Nullable TypeScope outer;
    private final boolean transparent;
    private boolean replaced;
    private boolean inputParts;
    private final Map<String, Type> types = new HashMap<>();

    TypeScope(@Nullable TypeScope outer) {
        this(outer, false);
    }

    private TypeScope(@Nullable TypeScope outer, boolean transparent) {
        this.outer = outer;
        this.transparent = transparent;
    }

    /** The same variables under replaced documents, of which nothing is known. */
    TypeScope with(List<Expr.With> modifiers) {
        TypeScope scope = new TypeScope(this, true);
        for (Expr.With modifier : modifiers) {
            if (modifier.target() instanceof Term.Ref ref
                    && ref.head() instanceof Term.Var head
                    && head.name().equals("input")) {
                scope.inputParts = scope.inputParts || !ref.path().isEmpty();
            } else {
                scope.replaced = true;
            }
        }
        return scope;
    }

    boolean replaced() {
        return replaced || (outer != null && outer.replaced());
    }

    /** An input of which a part is replaced is taken for an object with strings as keys. */
    Type input() {
        return inputParts ? PARTLY_REPLACED : outer == null ? Type.ANY : outer.input();
    }

    @Nullable
    Type find(String name) {
        Type type = types.get(name);
        return type != null || outer == null ? type : outer.find(name);
    }

    void put(String name, @Nullable Type type) {
        if (transparent && outer != null) {
            outer.put(name, type);
        } else if (type != null) {
            types.put(name, type);
        }
    }

    void putIfAbsent(String name, Type type) {
        if (find(name) == null) {
            put(name, type);
        }
    }

    @Nullable
    Type of(Term term, TypeChecker checker) {
        return switch (term) {
            case Term.Scalar(Value value, var _) -> Type.of(value);
            case Term.Var variable -> find(variable.name());
            case Term.Array array -> {
                List<@Nullable Type> fixed = new ArrayList<>();
                array.elements().forEach(element -> fixed.add(of(element, checker)));
                yield new ArrayType(fixed, null);
            }
            case Term.SetTerm set -> {
                Type all = null;
                for (Term element : set.elements()) {
                    all = Type.or(all, of(element, checker));
                }
                yield new SetType(all);
            }
            case Term.ObjectTerm object -> object(object, checker);
            case Term.Ref ref -> checker.documents().of(ref, this);
            case Term.Call _ -> null;
            case Term.ArrayComprehension c -> new ArrayType(List.of(), inner(c.body(), c.head(), checker));
            case Term.SetComprehension c -> new SetType(inner(c.body(), c.head(), checker));
            case Term.ObjectComprehension c ->
                new ObjectType(Map.of(), true, inner(c.body(), c.key(), checker), inner(c.body(), c.value(), checker));
        };
    }

    private Type object(Term.ObjectTerm object, TypeChecker checker) {
        Map<Value, @Nullable Type> fixed = new TreeMap<>();
        boolean open = false;
        Type keys = null;
        Type values = null;
        for (Term.Entry entry : object.entries()) {
            if (entry.key() instanceof Term.Scalar(Value key, var _)) {
                fixed.put(key, of(entry.value(), checker));
            } else {
                open = true;
                keys = of(entry.key(), checker);
                values = of(entry.value(), checker);
            }
        }
        return new ObjectType(fixed, open, keys, values);
    }

    private @Nullable Type inner(Body body, Term head, TypeChecker checker) {
        TypeScope scope = new TypeScope(this);
        checker.body(body.expressions(), scope);
        return scope.of(head, checker);
    }
}
