package dev.enforce.language.rego.syntax;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.rego.value.BooleanValue;
import dev.enforce.language.rego.value.NullValue;
import dev.enforce.language.rego.value.NumberValue;
import dev.enforce.language.rego.value.StringValue;
import dev.enforce.language.rego.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Terms, with OPA's precedence: {@code in}, relations, {@code |}, {@code &}, sums, products, then what stands alone. */
final class TermParser {

    private static final int MEMBERSHIP = 0;
    private static final int RELATION = 1;
    private static final Map<String, Operator> OPERATORS = Map.ofEntries(
            Map.entry("==", new Operator("equal", RELATION)),
            Map.entry("!=", new Operator("neq", RELATION)),
            Map.entry("<", new Operator("lt", RELATION)),
            Map.entry("<=", new Operator("lte", RELATION)),
            Map.entry(">", new Operator("gt", RELATION)),
            Map.entry(">=", new Operator("gte", RELATION)),
            Map.entry("|", new Operator("or", 2)),
            Map.entry("&", new Operator("and", 3)),
            Map.entry("+", new Operator("plus", 4)),
            Map.entry("-", new Operator("minus", 4)),
            Map.entry("*", new Operator("mul", 5)),
            Map.entry("/", new Operator("div", 5)),
            Map.entry("%", new Operator("rem", 5)));

    private final TokenStream tokens;
    private final BodyParser bodies;
    private final Set<Integer> hopeless = new HashSet<>();

    TermParser(TokenStream tokens, BodyParser bodies) {
        this.tokens = tokens;
        this.bodies = bodies;
    }

    /** A term with operators. */
    Term term() {
        tokens.enter();
        Term term = climb(single(), MEMBERSHIP);
        tokens.leave();
        return term;
    }

    /** A term in which {@code in} is left for the statement around it. */
    Term withoutMembership() {
        return climb(single(), RELATION);
    }

    /** What a rule's head begins with. */
    Term headTerm() {
        return single();
    }

    /** {@code key, value in collection} where it may stand; a plain term else. */
    Term termOrMembership() {
        return membership(climb(single(), RELATION));
    }

    private Term membership(Term first) {
        if (tokens.peek().is(",") && tokens.knowsKeyword("in")) {
            Optional<Term> whole = attempt(() -> {
                Location place = tokens.take().location();
                Term second = climb(single(), RELATION);
                if (!tokens.takeKeyword("in")) {
                    throw tokens.unexpected("\"in\"");
                }
                Term collection = climb(single(), RELATION);
                return new Term.Call("internal.member_3", List.of(first, second, collection), place);
            });
            if (whole.isPresent()) {
                return whole.get();
            }
        }
        return climb(first, MEMBERSHIP);
    }

    /** Goes on from a left operand, with operators that bind at least as strongly as {@code weakest}. */
    private Term climb(Term first, int weakest) {
        Term left = first;
        while (true) {
            Operator operator = operator();
            if (operator == null || operator.strength() < weakest) {
                return left;
            }
            Location place = tokens.take().location();
            Term right = climb(single(), operator.strength() + 1);
            left = new Term.Call(operator.function(), List.of(left, right), place);
        }
    }

    private record Operator(String function, int strength) {}

    private @Nullable Operator operator() {
        if (tokens.isKeyword("in")) {
            return new Operator("internal.member_2", MEMBERSHIP);
        }
        Token token = tokens.peek();
        return token.kind() == Token.Kind.SYMBOL ? OPERATORS.get(token.text()) : null;
    }

    /** A term without operators around it. */
    Term single() {
        tokens.enter();
        Token token = tokens.peek();
        Term term = switch (token.kind()) {
            case STRING -> follow(new Term.Scalar(new StringValue(tokens.take().text()), token.location()));
            case NUMBER -> number(false);
            case NAME -> name();
            case SYMBOL -> symbol();
            case END -> throw tokens.unexpected("a term");
        };
        tokens.leave();
        return term;
    }

    private Term number(boolean negative) {
        Token token = tokens.take();
        String text = negative ? "-" + token.text() : token.text();
        Value value = NumberValue.parse(text)
                .orElseThrow(
                        () -> new PolicyTextException(Code.LIMIT, token.location(), "a number with too many digits"));
        return new Term.Scalar(value, token.location());
    }

    private Term name() {
        Token token = tokens.peek();
        switch (token.text()) {
            case "true", "false" -> {
                tokens.take();
                return new Term.Scalar(BooleanValue.of(token.text().equals("true")), token.location());
            }
            case "null" -> {
                tokens.take();
                return new Term.Scalar(NullValue.NULL, token.location());
            }
            default -> {
                String name = tokens.expectName();
                if (name.equals("_")) {
                    return follow(new Term.Var(tokens.freshWildcard(), token.location()));
                }
                if (name.equals("set")
                        && tokens.peek().is("(")
                        && tokens.peekSecond().is(")")) {
                    tokens.take();
                    tokens.take();
                    return new Term.SetTerm(List.of(), token.location());
                }
                return follow(new Term.Var(name, token.location()));
            }
        }
    }

    private Term symbol() {
        Token token = tokens.peek();
        return switch (token.text()) {
            case "(" -> {
                tokens.take();
                Term inner = termOrMembership();
                tokens.expect(")");
                yield follow(inner);
            }
            case "[" -> follow(array());
            case "{" -> follow(braces());
            case "-" -> {
                tokens.take();
                if (tokens.peek().kind() == Token.Kind.NUMBER && !tokens.peek().spaceBefore()) {
                    yield number(true);
                }
                if (tokens.isPlainName() && !tokens.peek().spaceBefore()) {
                    Term zero = new Term.Scalar(NumberValue.of(0), token.location());
                    yield new Term.Call("minus", List.of(zero, single()), token.location());
                }
                throw tokens.unexpected("a number after \"-\"");
            }
            default -> throw tokens.unexpected("a term");
        };
    }

    /** What may follow a term without white space: a field, an index, a call. */
    private Term follow(Term head) {
        Term term = head;
        List<Term> path = new ArrayList<>();
        while (!tokens.peek().spaceBefore()) {
            if (tokens.peek().is(".")) {
                tokens.take();
                Token field = tokens.take();
                if (field.kind() != Token.Kind.NAME) {
                    throw new PolicyTextException(Code.SYNTAX, field.location(), "expected a name after \".\"");
                }
                path.add(new Term.Scalar(new StringValue(field.text()), field.location()));
            } else if (tokens.peek().is("[")) {
                tokens.take();
                path.add(termOrMembership());
                tokens.expect("]");
            } else if (tokens.peek().is("(")) {
                term = call(ref(term, path), head.location());
                path = new ArrayList<>();
            } else {
                break;
            }
        }
        return ref(term, path);
    }

    private static Term ref(Term head, List<Term> path) {
        return path.isEmpty() ? head : new Term.Ref(head, path, head.location());
    }

    private Term call(Term function, Location place) {
        tokens.expect("(");
        List<Term> arguments = list(")");
        return new Term.Call(functionName(function), arguments, place);
    }

    private String functionName(Term term) {
        if (term instanceof Term.Var variable && !variable.isWildcard()) {
            return variable.name();
        }
        if (term instanceof Term.Ref ref && ref.head() instanceof Term.Var head) {
            StringBuilder name = new StringBuilder(head.name());
            for (Term part : ref.path()) {
                if (!(part instanceof Term.Scalar scalar) || !(scalar.value() instanceof StringValue(String text))) {
                    throw new PolicyTextException(Code.SYNTAX, term.location(), "a call of something computed");
                }
                name.append('.').append(text);
            }
            return name.toString();
        }
        throw new PolicyTextException(Code.SYNTAX, term.location(), "only names can be called");
    }

    private List<Term> list(String end) {
        return tokens.takeIf(end) ? List.of() : rest(firstOfList(single()), end);
    }

    /** Within a list, {@code k, v in xs} are two elements. */
    private Term firstOfList(Term first) {
        return climb(first, MEMBERSHIP);
    }

    private Term array() {
        Location place = tokens.expect("[").location();
        if (tokens.takeIf("]")) {
            return new Term.Array(List.of(), place);
        }
        Term first = single();
        Optional<Body> body = comprehensionBody("]");
        if (body.isPresent()) {
            return new Term.ArrayComprehension(first, body.get(), place);
        }
        return new Term.Array(rest(firstOfList(first), "]"), place);
    }

    private Term braces() {
        Location place = tokens.expect("{").location();
        if (tokens.takeIf("}")) {
            return new Term.ObjectTerm(List.of(), place);
        }
        Term first = single();
        Optional<Body> body = comprehensionBody("}");
        if (body.isPresent()) {
            return new Term.SetComprehension(first, body.get(), place);
        }
        Term element = tokens.peek().is(":") ? first : firstOfList(first);
        return tokens.takeIf(":") ? object(element, place) : new Term.SetTerm(rest(element, "}"), place);
    }

    private Term object(Term key, Location place) {
        Term value = single();
        Optional<Body> body = comprehensionBody("}");
        if (body.isPresent()) {
            return new Term.ObjectComprehension(key, value, body.get(), place);
        }
        List<Term.Entry> entries = new ArrayList<>(List.of(new Term.Entry(key, climb(value, MEMBERSHIP))));
        while (tokens.takeIf(",") && !tokens.peek().is("}")) {
            Term next = term();
            tokens.expect(":");
            entries.add(new Term.Entry(next, term()));
        }
        tokens.expect("}");
        return new Term.ObjectTerm(entries, place);
    }

    private List<Term> rest(Term first, String end) {
        List<Term> elements = new ArrayList<>(List.of(first));
        while (tokens.takeIf(",") && !tokens.peek().is(end)) {
            elements.add(term());
        }
        tokens.expect(end);
        return elements;
    }

    /** {@code | body end} if that is what follows; where a {@code |} is the union of sets instead, nothing. */
    private Optional<Body> comprehensionBody(String end) {
        return tokens.peek().is("|")
                ? attempt(() -> {
                    tokens.expect("|");
                    return bodies.untilSymbol(end);
                })
                : Optional.empty();
    }

    /** What the parser reads, or nothing with the finger where it was. Tried once at each place, so that it stays linear. */
    <T> Optional<T> attempt(Supplier<T> parser) {
        int mark = tokens.mark();
        int depth = tokens.depth();
        if (!hopeless.contains(mark)) {
            try {
                return Optional.of(parser.get());
            } catch (PolicyTextException e) {
                if (e.code() != Code.SYNTAX) {
                    throw e;
                }
                hopeless.add(mark);
                tokens.reset(mark);
                tokens.depth(depth);
            }
        }
        return Optional.empty();
    }
}
