package dev.enforce.language.rego.compile;

import dev.enforce.language.rego.syntax.Term;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** OPA's order of terms that are not evaluated yet: elements of sets and keys of objects are looked at in it. */
final class TermOrder implements Comparator<Term> {

    static final TermOrder INSTANCE = new TermOrder();

    private TermOrder() {}

    /** The term with the elements of a set, or the entries of an object, in order. */
    static Term sorted(Term term) {
        return switch (term) {
            case Term.SetTerm set ->
                new Term.SetTerm(set.elements().stream().sorted(INSTANCE).toList(), set.location());
            case Term.ObjectTerm object ->
                new Term.ObjectTerm(
                        object.entries().stream()
                                .sorted(Comparator.comparing(Term.Entry::key, INSTANCE))
                                .toList(),
                        object.location());
            case Term other -> other;
        };
    }

    @Override
    public int compare(Term a, Term b) {
        int order = Integer.compare(rank(a), rank(b));
        if (order != 0) {
            return order;
        }
        if (a instanceof Term.Scalar x && b instanceof Term.Scalar y) {
            return x.value().compareTo(y.value());
        }
        if (a instanceof Term.Var x && b instanceof Term.Var y) {
            return x.name().compareTo(y.name());
        }
        if (a instanceof Term.Call x && b instanceof Term.Call y) {
            int names = x.function().compareTo(y.function());
            return names != 0 ? names : lists(x.arguments(), y.arguments());
        }
        return lists(parts(a), parts(b));
    }

    private int lists(List<Term> a, List<Term> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private static List<Term> parts(Term term) {
        List<Term> parts = new ArrayList<>();
        Terms.mapParts(term, part -> {
            parts.add(part);
            return part;
        });
        return parts;
    }

    private static int rank(Term term) {
        return switch (term) {
            case Term.Scalar scalar -> scalar.value().rank();
            case Term.Var _ -> 4;
            case Term.Ref _ -> 5;
            case Term.Array _ -> 6;
            case Term.ObjectTerm _ -> 7;
            case Term.SetTerm _ -> 8;
            case Term.ArrayComprehension _ -> 9;
            case Term.ObjectComprehension _ -> 10;
            case Term.SetComprehension _ -> 11;
            case Term.Call _ -> 12;
        };
    }
}
