package dev.enforce.language.rego.syntax;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies of rules, comprehensions and {@code every}: expressions parted by lines or semicolons. */
final class BodyParser {

    private final TokenStream tokens;
    private final TermParser terms;

    BodyParser(TokenStream tokens) {
        this.tokens = tokens;
        this.terms = new TermParser(tokens, this);
    }

    TermParser terms() {
        return terms;
    }

    /** <code>{ body }</code> */
    Body braced() {
        tokens.expect("{");
        return untilSymbol("}");
    }

    /** A body with at least one expression, and the symbol that ends it. */
    Body untilSymbol(String end) {
        tokens.enter();
        List<Expr> expressions = new ArrayList<>();
        do {
            expressions.add(expression());
            if (tokens.takeIf(";")) {
                continue;
            }
            if (!tokens.peek().is(end) && !tokens.peek().lineBefore()) {
                throw tokens.unexpected("a new line, \";\" or \"" + end + "\"");
            }
        } while (!tokens.peek().is(end));
        tokens.expect(end);
        tokens.leave();
        return new Body(expressions);
    }

    /** One expression with its modifiers. */
    Expr expression() {
        tokens.enter();
        Location place = tokens.here();
        boolean negated = tokens.takeKeyword("not");
        Expr.Statement statement = statement(negated);
        List<Expr.With> with = new ArrayList<>();
        while (tokens.takeKeyword("with")) {
            Term target = terms.single();
            if (!tokens.takeKeyword("as")) {
                throw tokens.unexpected("\"as\"");
            }
            with.add(new Expr.With(target, terms.term()));
        }
        tokens.leave();
        return new Expr(statement, negated, with, place);
    }

    private Expr.Statement statement(boolean negated) {
        if (tokens.isKeyword("some")) {
            return some(negated);
        }
        if (tokens.isKeyword("every")) {
            return every(negated);
        }
        Term left = terms.termOrMembership();
        if (tokens.peek().is("=")) {
            tokens.take();
            return new Expr.Statement.Unify(left, terms.term());
        }
        if (tokens.peek().is(":=")) {
            Location place = tokens.take().location();
            if (negated) {
                throw new PolicyTextException(Code.SYNTAX, place, "a negated assignment");
            }
            return new Expr.Statement.Assign(left, terms.term());
        }
        return new Expr.Statement.Holds(left);
    }

    private Expr.Statement some(boolean negated) {
        Location place = tokens.take().location();
        if (negated) {
            throw new PolicyTextException(Code.SYNTAX, place, "a negated \"some\"");
        }
        List<Term> names = new ArrayList<>();
        do {
            names.add(terms.withoutMembership());
        } while (tokens.takeIf(","));
        if (tokens.takeKeyword("in")) {
            Term collection = terms.withoutMembership();
            return switch (names.size()) {
                case 1 -> new Expr.Statement.SomeIn(null, names.get(0), collection);
                case 2 -> new Expr.Statement.SomeIn(names.get(0), names.get(1), collection);
                default -> throw new PolicyTextException(Code.SYNTAX, place, "\"some … in\" takes one or two terms");
            };
        }
        return new Expr.Statement.Some(names.stream().map(BodyParser::variable).toList());
    }

    private Expr.Statement every(boolean negated) {
        Location place = tokens.take().location();
        if (negated) {
            throw new PolicyTextException(Code.SYNTAX, place, "a negated \"every\"");
        }
        Term.Var value = variable(terms.single());
        Term.@Nullable Var key = null;
        if (tokens.takeIf(",")) {
            key = value;
            value = variable(terms.single());
        }
        if (!tokens.takeKeyword("in")) {
            throw tokens.unexpected("\"in\"");
        }
        Term domain = terms.withoutMembership();
        return new Expr.Statement.Every(key, value, domain, braced());
    }

    private static Term.Var variable(Term term) {
        if (term instanceof Term.Var variable) {
            return variable;
        }
        throw new PolicyTextException(Code.SYNTAX, term.location(), "expected a variable");
    }
}
