package dev.enforce.language.rego.syntax;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.rego.value.StringValue;
import java.util.ArrayList;
import java.util.List;
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
        Name name = name();
        @Nullable List<Term> arguments = name.arguments();
        @Nullable Term key = tokens.takeKeyword("contains") ? bodies.terms().term() : null;
        @Nullable Term value = null;
        boolean assigned = tokens.peek().is("=") || tokens.peek().is(":=");
        if (assigned) {
            tokens.take();
            value = bodies.terms().term();
        }
        boolean conditional = tokens.takeKeyword("if");
        Body body = body(
                conditional, place, assigned || key != null || !name.indexes().isEmpty());
        if (version1 && !conditional && !assigned && key == null) {
            throw new PolicyTextException(
                    Code.SYNTAX, place, "`if` keyword is required before rule body, or `contains` for a partial set");
        }
        Rule.Head head = head(name, arguments, key, value, version1 || conditional, place);
        List<Rule.Else> otherwise = otherwise(version1);
        List<Rule> rules = new ArrayList<>(List.of(new Rule(name.path(), head, body, otherwise, place)));
        while (!conditional && tokens.peek().is("{") && otherwise.isEmpty()) {
            Location next = tokens.here();
            rules.add(new Rule(name.path(), head, bodies.braced(), List.of(), next));
        }
        return rules;
    }

    /** What a head begins with: constant parts, then indexes that are variables or values, then arguments. */
    private record Name(
            List<String> path, List<Term> indexes, @Nullable List<Term> arguments) {}

    private Name name() {
        Location place = tokens.here();
        Term term = bodies.terms().headTerm();
        if (term instanceof Term.Var variable && !variable.isWildcard()) {
            return new Name(List.of(variable.name()), List.of(), null);
        }
        if (term instanceof Term.Call call) {
            return new Name(List.of(call.function().split("\\.")), List.of(), call.arguments());
        }
        if (term instanceof Term.Ref ref && ref.head() instanceof Term.Var head && !head.isWildcard()) {
            return referenceName(head.name(), ref.path());
        }
        throw new PolicyTextException(Code.SYNTAX, place, "a rule begins with its name");
    }

    private static Name referenceName(String name, List<Term> path) {
        List<String> constant = new ArrayList<>(List.of(name));
        List<Term> indexes = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            boolean last = i == path.size() - 1;
            if (indexes.isEmpty()
                    && !last
                    && path.get(i) instanceof Term.Scalar scalar
                    && scalar.value() instanceof StringValue(String text)) {
                constant.add(text);
            } else {
                indexes.add(path.get(i));
            }
        }
        return new Name(constant, indexes, null);
    }

    private Rule.Head head(
            Name name,
            @Nullable List<Term> arguments,
            @Nullable Term key,
            @Nullable Term value,
            boolean conditional,
            Location place) {
        Term result = value == null ? ModuleParser.trueAt(place) : value;
        if (arguments != null) {
            return new Rule.Head.Function(arguments, result);
        }
        if (key != null) {
            if (value != null || !name.indexes().isEmpty()) {
                throw new PolicyTextException(Code.UNSUPPORTED, place, "not supported: nested partial sets");
            }
            return new Rule.Head.PartialSet(key);
        }
        if (name.indexes().isEmpty()) {
            return new Rule.Head.Complete(result);
        }
        boolean set = value == null && !conditional && name.indexes().size() == 1;
        return set
                ? new Rule.Head.PartialSet(name.indexes().getFirst())
                : new Rule.Head.PartialObject(name.indexes(), result);
    }

    private Body body(boolean conditional, Location place, boolean mayBeAbsent) {
        if (conditional && !tokens.peek().is("{")) {
            return new Body(List.of(bodies.expression()));
        }
        if (tokens.peek().is("{") && !(tokens.peek().lineBefore() && !conditional && mayBeAbsent)) {
            return conditional ? bracedOrTerm() : bodies.braced();
        }
        if (!mayBeAbsent) {
            throw tokens.unexpected("\"=\", \":=\" or a body");
        }
        return holds(place);
    }

    /** After {@code if}, braces are a body; an object or a comprehension there is refused by the grammar of bodies. */
    private Body bracedOrTerm() {
        return bodies.braced();
    }

    private static Body holds(Location place) {
        Expr.Statement always = new Expr.Statement.Holds(ModuleParser.trueAt(place));
        return new Body(List.of(new Expr(always, false, List.of(), place)));
    }

    private List<Rule.Else> otherwise(boolean version1) {
        List<Rule.Else> branches = new ArrayList<>();
        while (tokens.isKeyword("else")) {
            Location place = tokens.take().location();
            Term value = ModuleParser.trueAt(place);
            boolean assigned = tokens.takeIf("=") || tokens.takeIf(":=");
            if (assigned) {
                value = bodies.terms().term();
            }
            boolean conditional = tokens.takeKeyword("if");
            boolean braces = tokens.peek().is("{");
            if (version1 && braces && !conditional) {
                throw new PolicyTextException(Code.SYNTAX, place, "`if` keyword is required before rule body");
            }
            branches.add(new Rule.Else(value, body(conditional, place, assigned), place));
        }
        return branches;
    }

    private Rule defaultRule(Location place) {
        Name name = name();
        if (!tokens.takeIf("=") && !tokens.takeIf(":=")) {
            throw tokens.unexpected("\"=\" or \":=\"");
        }
        Term value = bodies.terms().term();
        List<Term> arguments = name.arguments();
        if (arguments != null || !name.indexes().isEmpty()) {
            throw new PolicyTextException(
                    Code.UNSUPPORTED, place, "not supported: a default of a function or reference");
        }
        return new Rule(name.path(), new Rule.Head.Default(value), null, List.of(), place);
    }
}
