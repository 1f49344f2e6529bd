package dev.enforce.language.rego.compile;

import dev.enforce.language.rego.compile.Type.Function;
import dev.enforce.language.rego.compile.Type.ObjectType;
import dev.enforce.language.rego.syntax.Term;
import dev.enforce.language.rego.value.StringValue;
import dev.enforce.language.rego.value.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The types of rules by their places below {@code data}. */
final class TypeTree {

    private final Map<Value, TypeTree> children = new TreeMap<>();
    private final Map<String, Function> functions = new HashMap<>();
    private @Nullable Type type;

    void put(RuleUnit rule, int constant, Type ruleType) {
        if (ruleType instanceof Function function) {
            functions.merge(RuleTree.name(rule), function, (a, b) ->
                    (Function) java.util.Objects.requireNonNull(Type.or(a, b)));
            return;
        }
        TypeTree node = this;
        for (String part : rule.packagePath) {
            node = node.child(new StringValue(part));
        }
        node = node.child(new StringValue(rule.name));
        for (Term part : rule.path.subList(0, constant)) {
            node = node.child(((Term.Scalar) part).value());
        }
        node.type = Type.or(node.type, ruleType);
    }

    private TypeTree child(Value key) {
        return children.computeIfAbsent(key, _ -> new TypeTree());
    }

    @Nullable
    Function function(String name) {
        return functions.get(name);
    }

    private boolean isLeaf() {
        return type != null;
    }

    /** The type of all that is here. */
    private Type extent() {
        Type own = type;
        if (own != null) {
            return own;
        }
        Map<Value, @Nullable Type> fixed = new TreeMap<>();
        children.forEach((key, child) -> fixed.put(key, child.extent()));
        return new ObjectType(fixed, true, Type.STRING, Type.ANY);
    }

    /** The type of a reference, as far as it is known. */
    @Nullable
    Type of(Term.Ref ref, TypeScope scope) {
        String head = ((Term.Var) ref.head()).name();
        if (head.equals("input") || (head.equals("data") && scope.replaced())) {
            return Type.ANY;
        }
        if (!head.equals("data")) {
            return selected(scope.find(head), ref, 0);
        }
        TypeTree node = this;
        int i = 0;
        while (i < ref.path().size() && !node.isLeaf() && ref.path().get(i) instanceof Term.Scalar(Value key, var _)) {
            TypeTree child = node.children.get(key);
            if (child == null) {
                return Type.ANY;
            }
            node = child;
            i++;
        }
        return selected(node.extent(), ref, i);
    }

    private static @Nullable Type selected(@Nullable Type start, Term.Ref ref, int from) {
        Type found = start;
        for (Term part : ref.path().subList(from, ref.path().size())) {
            found = part instanceof Term.Scalar(Value key, var _) ? Type.select(found, key) : Type.values(found);
        }
        return found;
    }

    void check(Term.Ref ref, TypeScope scope, TypeChecker checker) {
        check(ref, 0, scope, checker);
    }

    private void check(Term.Ref ref, int at, TypeScope scope, TypeChecker checker) {
        if (at == ref.path().size()) {
            return;
        }
        Term part = ref.path().get(at);
        if (part instanceof Term.Var variable) {
            Type keys = Type.keys(extent());
            Type known = scope.find(variable.name());
            if (known == null) {
                scope.put(variable.name(), keys);
            } else if (!Type.unifies(keys, known)) {
                throw TypeChecker.wrong(ref.location(), "undefined ref: a key of another type");
            }
            return;
        }
        if (at < 2 && !(part instanceof Term.Scalar(Value key, var _) && key instanceof StringValue)) {
            throw TypeChecker.wrong(ref.location(), "undefined ref: a key that is no string");
        }
        TypeTree child = part instanceof Term.Scalar(Value key, var _) ? children.get(key) : null;
        if (child == null) {
            return;
        }
        if (child.isLeaf()) {
            checker.leaf(child.type, ref, at + 1, scope);
        } else {
            child.check(ref, at + 1, scope, checker);
        }
    }
}
