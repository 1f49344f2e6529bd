package dev.enforce.language.rego.compile;

import dev.enforce.language.Location;
import dev.enforce.language.rego.syntax.Expr;
import dev.enforce.language.rego.syntax.Module;
import dev.enforce.language.rego.syntax.Rule;
import dev.enforce.language.rego.syntax.Term;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule on its way through the stages, which rewrite it. An {@code else} branch is a unit of its own. */
final class RuleUnit {

    final List<String> packagePath;
    final String name;
    final boolean isDefault;
    final Location location;
    final List<RuleUnit> otherwise = new ArrayList<>();
    List<Term> path;
    /** How many parts of the path lead to the place where the rule is kept. */
    int placed;

    @Nullable
    List<Term> arguments;

    @Nullable
    Term key;

    Term value;
    List<Expr> body;

    private RuleUnit(List<String> packagePath, Rule rule, Term value, List<Expr> body, Location location) {
        this.packagePath = packagePath;
        this.name = rule.name();
        this.isDefault = rule.isDefault();
        this.path = rule.path();
        this.arguments = rule.arguments();
        this.key = rule.key();
        this.value = value;
        this.body = body;
        this.location = location;
    }

    static RuleUnit of(Module module, Rule rule) {
        RuleUnit unit = new RuleUnit(
                module.packagePath(), rule, rule.value(), rule.body().expressions(), rule.location());
        for (Rule.Else branch : rule.otherwise()) {
            unit.otherwise.add(new RuleUnit(
                    module.packagePath(), rule, branch.value(), branch.body().expressions(), branch.location()));
        }
        return unit;
    }

    boolean isFunction() {
        return arguments != null;
    }

    /** It and its branches. */
    List<RuleUnit> chain() {
        List<RuleUnit> all = new ArrayList<>();
        all.add(this);
        all.addAll(otherwise);
        return all;
    }

    void append(List<Expr> more) {
        if (!more.isEmpty()) {
            List<Expr> longer = new ArrayList<>(body);
            longer.addAll(more);
            body = longer;
        }
    }

    /** The head's terms: arguments, path, key and value. */
    List<Term> head() {
        List<Term> terms = new ArrayList<>();
        if (arguments != null) {
            terms.addAll(arguments);
        }
        terms.addAll(path);
        if (key != null) {
            terms.add(key);
        }
        terms.add(value);
        return terms;
    }

    /** Its full name in messages. */
    String shownName() {
        return "data." + String.join(".", packagePath) + "." + name;
    }
}
