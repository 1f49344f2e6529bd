package dev.enforce.language.rego.syntax;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.rego.value.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules in all the shapes that the grammar has for them. */
final class RuleParser {

    private final TokenStream tokens;
    private final BodyParser bodies;

    RuleParser(TokenStream tokens, BodyParser bodies) {
        this.tokens = tokens;
        this.bodies = bodies;
    }

    /** A rule; of chained bodies ({@code p { … } { … }}) one each. */
    List<Rule> rule(boolean version1) {
        Location place = tokens.here();
        if (tokens.takeKeyword("default")) {
            return List.of(defaultRule(place));
        }
        Head head = head();
        if (tokens.takeKeyword("contains")) {
            return List.of(containsRule(head, place, version1));
        }
        @Nullable Term value = value();
        boolean conditional = tokens.takeKeyword("if");
        boolean braces = !conditional && tokens.peek().is("{") && !(value != null && startsLine());
        if (!conditional
                && !braces
                && value == null
                && head.arguments() == null
                && head.path().isEmpty()) {
            throw tokens.unexpected("\"=\", \":=\" or a body");
        }
        checkVersion1(version1, head, value, conditional, braces, place);
        boolean element = !conditional
                && value == null
                && head.arguments() == null
                && head.path().size() == 1;
        Body body = conditional ? conditionalBody() : braces ? bodies.braced() : holds(place);
        if (!conditional && !braces && value == null && !element) {
            throw tokens.unexpected("\"=\", \":=\" or a body");
        }
        Term result = value == null ? ModuleParser.trueAt(place) : value;
        List<Rule.Else> otherwise = conditional || braces ? otherwise(version1) : List.of();
        refuseElse(head, element, otherwise);
        List<Rule> rules = new ArrayList<>();
        rules.add(build(head, element, result, body, otherwise, place));
        while ((conditional || braces) && tokens.peek().is("{")) {
            if (!otherwise.isEmpty()) {
                throw tokens.unexpected("the \"else\" keyword");
            }
            Location next = tokens.here();
            rules.add(build(head, element, result, bodies.braced(), List.of(), next));
        }
        return rules;
    }

    /** What a rule begins with. */
    private record Head(
            String name, List<Term> path, @Nullable List<Term> arguments) {}

    private Head head() {
        Location place = tokens.here();
        Term term = bodies.terms().headTerm();
        if (term instanceof Term.Var variable && !variable.isWildcard()) {
            return new Head(variable.name(), List.of(), null);
        }
        if (term instanceof Term.Call call) {
            String[] parts = call.function().split("\\.");
            List<Term> path = new ArrayList<>();
            for (int i = 1; i < parts.length; i++) {
                path.add(new Term.Scalar(new StringValue(parts[i]), place));
            }
            return new Head(parts[0], path, call.arguments());
        }
        if (term instanceof Term.Ref ref && ref.head() instanceof Term.Var head && !head.isWildcard()) {
            return new Head(head.name(), ref.path(), null);
        }
        throw new PolicyTextException(Code.SYNTAX, place, "a rule begins with its name");
    }

    private @Nullable Term value() {
        boolean assigned = tokens.takeIf("=") || tokens.takeIf(":=");
        return assigned ? bodies.terms().term() : null;
    }

    private boolean startsLine() {
        return tokens.peek().lineBefore();
    }

    private Rule containsRule(Head head, Location place, boolean version1) {
        if (head.arguments() != null) {
            throw new PolicyTextException(
                    Code.SYNTAX, place, "the contains keyword can only be used with multi-value rule definitions");
        }
        Term key = bodies.terms().term();
        boolean conditional = tokens.takeKeyword("if");
        boolean braces = !conditional && tokens.peek().is("{");
        if (braces && version1) {
            throw new PolicyTextException(Code.SYNTAX, place, "`if` keyword is required before rule body");
        }
        Body body = conditional ? conditionalBody() : braces ? bodies.braced() : holds(place);
        return new Rule(head.name(), head.path(), null, key, ModuleParser.trueAt(place), false, body, List.of(), place);
    }

    private static void checkVersion1(
            boolean version1, Head head, @Nullable Term value, boolean conditional, boolean braces, Location place) {
        if (!version1 || conditional) {
            return;
        }
        if (braces) {
            throw new PolicyTextException(Code.SYNTAX, place, "`if` keyword is required before rule body");
        }
        if (value == null && !head.path().isEmpty()) {
            throw new PolicyTextException(Code.SYNTAX, place, "`contains` keyword is required for partial set rules");
        }
    }

    private static void refuseElse(Head head, boolean element, List<Rule.Else> otherwise) {
        if (otherwise.isEmpty()) {
            return;
        }
        boolean variable = head.path().stream().anyMatch(part -> !(part instanceof Term.Scalar));
        if (variable || element) {
            throw new PolicyTextException(
                    Code.SYNTAX,
                    otherwise.getFirst().location(),
                    variable
                            ? "else keyword cannot be used on rules with variables in head"
                            : "else keyword cannot be used on multi-value rules");
        }
    }

    private static Rule build(
            Head head, boolean element, Term value, Body body, List<Rule.Else> otherwise, Location place) {
        List<Term> path = element ? List.of() : head.path();
        @Nullable Term key = element ? head.path().getFirst() : null;
        return new Rule(head.name(), path, head.arguments(), key, value, false, body, otherwise, place);
    }

    /** After {@code if}: one expression; braces that are no object or comprehension hold a body. */
    private Body conditionalBody() {
        if (!tokens.peek().is("{")) {
            return new Body(List.of(bodies.expression()));
        }
        Optional<Body> literal = bodies.terms().attempt(() -> {
            Expr expression = bodies.expression();
            boolean set =
                    expression.statement() instanceof Expr.Statement.Holds(Term term) && term instanceof Term.SetTerm;
            if (set) {
                throw tokens.unexpected("a body");
            }
            return new Body(List.of(expression));
        });
        return literal.orElseGet(bodies::braced);
    }

    private static Body holds(Location place) {
        Expr.Statement always = new Expr.Statement.Holds(ModuleParser.trueAt(place));
        return new Body(List.of(new Expr(always, false, List.of(), place)));
    }

    private List<Rule.Else> otherwise(boolean version1) {
        List<Rule.Else> branches = new ArrayList<>();
        while (tokens.isKeyword("else")) {
            Location place = tokens.take().location();
            @Nullable Term value = value();
            boolean conditional = tokens.takeKeyword("if");
            boolean braces = !conditional && tokens.peek().is("{");
            if (version1 && braces) {
                throw new PolicyTextException(Code.SYNTAX, place, "`if` keyword is required before rule body");
            }
            if (value == null && !conditional && !braces) {
                throw tokens.unexpected("an else value or a body");
            }
            Body body = braces
                    ? bodies.braced()
                    : !conditional
                            ? holds(place)
                            : tokens.peek().is("{") ? bodies.braced() : new Body(List.of(bodies.expression()));
            branches.add(new Rule.Else(value == null ? ModuleParser.trueAt(place) : value, body, place));
        }
        return branches;
    }

    private Rule defaultRule(Location place) {
        Head head = head();
        if (!tokens.takeIf("=") && !tokens.takeIf(":=")) {
            throw tokens.unexpected("\"=\" or \":=\"");
        }
        Term value = bodies.terms().term();
        refuseComputedDefault(value);
        if (head.arguments() != null && !head.arguments().stream().allMatch(argument -> argument instanceof Term.Var)) {
            throw new PolicyTextException(Code.SYNTAX, place, "illegal default rule (arguments must be variables)");
        }
        return new Rule(head.name(), head.path(), head.arguments(), null, value, true, holds(place), List.of(), place);
    }

    private static void refuseComputedDefault(Term value) {
        switch (value) {
            case Term.Scalar _, Term.ArrayComprehension _, Term.SetComprehension _, Term.ObjectComprehension _ -> {}
            case Term.Array array -> array.elements().forEach(RuleParser::refuseComputedDefault);
            case Term.SetTerm set -> set.elements().forEach(RuleParser::refuseComputedDefault);
            case Term.ObjectTerm object ->
                object.entries().forEach(entry -> {
                    refuseComputedDefault(entry.key());
                    refuseComputedDefault(entry.value());
                });
            case Term.Call _ ->
                throw new PolicyTextException(
                        Code.SYNTAX, value.location(), "illegal default rule (value cannot contain call)");
            case Term.Var _ ->
                throw new PolicyTextException(
                        Code.SYNTAX, value.location(), "illegal default rule (value cannot contain var)");
            case Term.Ref _ ->
                throw new PolicyTextException(
                        Code.SYNTAX, value.location(), "illegal default rule (value cannot contain ref)");
        }
    }
}
