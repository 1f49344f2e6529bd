package dev.enforce.language.rego.compile;

import dev.enforce.language.Location;
import dev.enforce.language.rego.syntax.Expr;
import dev.enforce.language.rego.syntax.Term;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names of variables that no text can write, and what they stand for. */
final class Names {

    private static final String PREFIX = "~";

    private final Map<String, String> originals = new HashMap<>();
    private int next;

    String fresh() {
        return PREFIX + next++;
    }

    String fresh(String original) {
        String name = fresh();
        originals.put(name, original);
        return name;
    }

    Term.Var variable(Location place) {
        return new Term.Var(fresh(), place);
    }

    /** As the text has it. */
    String shown(String name) {
        return name.startsWith("$") ? "_" : originals.getOrDefault(name, name);
    }

    /** Whether the text has no name for it. */
    boolean isGenerated(String name) {
        return name.startsWith(PREFIX) && !originals.containsKey(name);
    }

    /** {@code variable = term}, as an expression of its own. */
    static Expr equality(Term.Var variable, Term term, List<Expr.With> with) {
        return new Expr(new Expr.Statement.Unify(variable, term), false, with, term.location());
    }
}
