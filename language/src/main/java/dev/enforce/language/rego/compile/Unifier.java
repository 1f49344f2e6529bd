package dev.enforce.language.rego.compile;

import dev.enforce.language.rego.syntax.Term;
import dev.enforce.language.rego.value.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which variables a unification will bind, known before it is done. */
final class Unifier {

    private final Set<String> safe;
    private final Set<String> unified = new HashSet<>();
    private final Map<String, Set<String>> unknown = new HashMap<>();

    private Unifier(Set<String> safe) {
        this.safe = safe;
    }

    static Set<String> unified(Set<String> safe, Term left, Term right) {
        Unifier unifier = new Unifier(safe);
        unifier.unify(left, right);
        return unifier.unified;
    }

    /** Whether the head of a reference is bound. */
    static boolean isSafe(Term.Ref ref, Set<String> safe) {
        return ref.head() instanceof Term.Var head
                ? safe.contains(head.name())
                : safe.containsAll(Variables.of(ref.head(), Variables.CLOSURES));
    }

    private boolean isSafe(String name) {
        return safe.contains(name) || unified.contains(name);
    }

    private void unify(Term a, Term b) {
        switch (a) {
            case Term.Var variable -> variable(variable.name(), b);
            case Term.Ref _, Term.Call _ -> computed(a, b);
            case Term.ArrayComprehension _ -> comprehension(b, b instanceof Term.Array);
            case Term.ObjectComprehension _ -> comprehension(b, b instanceof Term.ObjectTerm);
            case Term.SetComprehension _ -> comprehension(b, false);
            case Term.Array array -> array(array, b);
            case Term.ObjectTerm object -> object(object, b);
            case Term.Scalar _, Term.SetTerm _ -> {
                if (b instanceof Term.Var variable) {
                    mark(variable.name());
                }
            }
        }
    }

    private void comprehension(Term b, boolean sameShape) {
        if (sameShape || b instanceof Term.Var) {
            markAll(b);
        }
    }

    private void variable(String name, Term b) {
        switch (b) {
            case Term.Var other -> {
                if (isSafe(other.name())) {
                    mark(name);
                } else if (isSafe(name)) {
                    mark(other.name());
                } else {
                    unknown.computeIfAbsent(name, _ -> new HashSet<>()).add(other.name());
                    unknown.computeIfAbsent(other.name(), _ -> new HashSet<>()).add(name);
                }
            }
            case Term.Array _, Term.ObjectTerm _ -> all(name, b);
            case Term.Ref _, Term.Call _ -> {
                if (computable(b)) {
                    mark(name);
                }
            }
            case Term.Scalar _,
                    Term.SetTerm _,
                    Term.ArrayComprehension _,
                    Term.SetComprehension _,
                    Term.ObjectComprehension _ -> mark(name);
        }
    }

    /** A variable beside an array or object: each is bound when the other is. */
    private void all(String name, Term composite) {
        if (isSafe(name)) {
            markAll(composite);
            return;
        }
        Set<String> open = parts(composite);
        open.removeIf(this::isSafe);
        if (open.isEmpty()) {
            mark(name);
        } else {
            unknown.computeIfAbsent(name, _ -> new HashSet<>()).addAll(open);
        }
    }

    private void computed(Term a, Term b) {
        if (computable(a)) {
            switch (b) {
                case Term.Var variable -> mark(variable.name());
                case Term.Array _, Term.ObjectTerm _ -> markAll(b);
                case Term.Scalar _,
                        Term.SetTerm _,
                        Term.Ref _,
                        Term.Call _,
                        Term.ArrayComprehension _,
                        Term.SetComprehension _,
                        Term.ObjectComprehension _ -> {}
            }
        }
    }

    private boolean computable(Term term) {
        return term instanceof Term.Ref ref
                ? isSafe(ref, safe)
                : safe.containsAll(Variables.of(term, Variables.CLOSURES));
    }

    private void array(Term.Array a, Term b) {
        switch (b) {
            case Term.Var variable -> all(variable.name(), a);
            case Term.ArrayComprehension _, Term.SetComprehension _, Term.ObjectComprehension _ -> markAll(a);
            case Term.Ref _, Term.Call _ -> {
                if (computable(b)) {
                    markAll(a);
                }
            }
            case Term.Array other -> {
                if (a.elements().size() == other.elements().size()) {
                    for (int i = 0; i < a.elements().size(); i++) {
                        unify(a.elements().get(i), other.elements().get(i));
                    }
                }
            }
            case Term.Scalar _, Term.SetTerm _, Term.ObjectTerm _ -> {}
        }
    }

    private void object(Term.ObjectTerm a, Term b) {
        switch (b) {
            case Term.Var variable -> all(variable.name(), a);
            case Term.ArrayComprehension _, Term.SetComprehension _, Term.ObjectComprehension _ -> {}
            case Term.Ref _, Term.Call _ -> {
                if (computable(b)) {
                    markAll(a);
                }
            }
            case Term.ObjectTerm other -> {
                if (a.entries().size() == other.entries().size()) {
                    for (Term.Entry entry : a.entries()) {
                        Term value = find(other, entry.key());
                        if (value != null) {
                            unify(entry.value(), value);
                        }
                    }
                }
            }
            case Term.Scalar _, Term.SetTerm _, Term.Array _ -> {}
        }
    }

    /** The value of an equal key that is written as a value. */
    static @org.jspecify.annotations.Nullable Term find(Term.ObjectTerm object, Term key) {
        for (Term.Entry entry : object.entries()) {
            if (same(entry.key(), key)) {
                return entry.value();
            }
        }
        return null;
    }

    private static boolean same(Term a, Term b) {
        if (a instanceof Term.Scalar(Value left, var _) && b instanceof Term.Scalar(Value right, var _)) {
            return left.equals(right);
        }
        return a instanceof Term.Var left
                && b instanceof Term.Var right
                && left.name().equals(right.name());
    }

    private void markAll(Term term) {
        parts(term).forEach(this::mark);
    }

    /** Variables that a value on the other side would bind. */
    private static Set<String> parts(Term term) {
        return new HashSet<>(Variables.of(List.of(term), new Variables.Without(true, false, true, true)));
    }

    private void mark(String name) {
        if (!unified.add(name)) {
            return;
        }
        Set<String> waiting = unknown.remove(name);
        if (waiting != null) {
            waiting.forEach(this::mark);
        }
        for (Map.Entry<String, Set<String>> entry : List.copyOf(unknown.entrySet())) {
            if (entry.getValue().remove(name) && entry.getValue().isEmpty()) {
                mark(entry.getKey());
            }
        }
    }
}
