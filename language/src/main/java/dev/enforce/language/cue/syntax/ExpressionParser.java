package dev.enforce.language.cue.syntax;

import dev.enforce.language.Location;
import dev.enforce.language.cue.syntax.Syntax.Element;
import dev.enforce.language.cue.syntax.Token.Kind;
import dev.enforce.language.cue.syntax.Token.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads expressions by the precedence of their operators. */
final class ExpressionParser {

    private static final Map<String, Integer> PRECEDENCE = Map.ofEntries(
            Map.entry("|", 1),
            Map.entry("&", 2),
            Map.entry("||", 3),
            Map.entry("&&", 4),
            Map.entry("==", 5),
            Map.entry("!=", 5),
            Map.entry("<", 5),
            Map.entry("<=", 5),
            Map.entry(">", 5),
            Map.entry(">=", 5),
            Map.entry("=~", 5),
            Map.entry("!~", 5),
            Map.entry("+", 6),
            Map.entry("-", 6),
            Map.entry("*", 7),
            Map.entry("/", 7));
    private static final List<String> UNARY = List.of("+", "-", "!", "*", "<", "<=", ">", ">=", "==", "!=", "=~", "!~");

    private final Words words;
    private final StructParser structs;

    ExpressionParser(Words words, StructParser structs) {
        this.words = words;
        this.structs = structs;
    }

    Syntax expression() {
        return binary(1);
    }

    /** As an expression; stops before the colon of a label. */
    Syntax labelOrExpression() {
        if (words.atKind(Kind.NAME) || words.atKind(Kind.STRING)) {
            Token after = words.peek(1);
            boolean marked = (after.is("?") || after.is("!")) && words.peek(2).is(":");
            if (after.is(":") || marked) {
                return operand();
            }
        }
        return expression();
    }

    private Syntax binary(int lowest) {
        words.enter();
        Syntax left = unary();
        while (words.atKind(Kind.SYMBOL)) {
            Integer precedence = PRECEDENCE.get(words.peek().text());
            if (precedence == null || precedence < lowest) {
                break;
            }
            Token operator = words.take();
            words.skipLineEnd();
            left = new Syntax.Binary(operator.at(), operator.text(), left, binary(precedence + 1));
        }
        words.leave();
        return left;
    }

    private Syntax unary() {
        Token token = words.peek();
        if (token.kind() == Kind.SYMBOL && UNARY.contains(token.text())) {
            words.take();
            words.enter();
            Syntax operand = unary();
            words.leave();
            return new Syntax.Unary(token.at(), token.text(), operand);
        }
        return suffixes(operand());
    }

    private Syntax suffixes(Syntax operand) {
        Syntax result = operand;
        while (true) {
            Location at = words.here();
            if (words.takeIf(".")) {
                result = select(at, result);
            } else if (words.at("[")) {
                result = indexed(at, result);
            } else if (words.at("(")) {
                result = new Syntax.Call(at, result, arguments());
            } else if (words.at("?") && !words.peek(1).is(":")) {
                throw StructParser.unsupported(at, "optional selector");
            } else {
                return result;
            }
        }
    }

    private Syntax select(Location at, Syntax operand) {
        Token label = words.take();
        return switch (label.kind()) {
            case NAME -> new Syntax.Select(at, operand, label.text());
            case STRING -> new Syntax.Index(at, operand, new Syntax.Text(label.at(), label.text()));
            default -> throw Lexer.syntax(label.at(), "expected selector, found '" + label.text() + "'");
        };
    }

    private Syntax indexed(Location at, Syntax operand) {
        words.expect("[");
        words.skipLineEnd();
        Syntax low = words.at(":") ? null : expression();
        if (words.takeIf(":")) {
            Syntax high = words.at("]") ? null : expression();
            words.expect("]");
            return new Syntax.Slice(at, operand, low, high);
        }
        endOfList("]");
        if (low == null) {
            throw Lexer.syntax(at, "expected operand");
        }
        return new Syntax.Index(at, operand, low);
    }

    private List<Syntax> arguments() {
        words.expect("(");
        words.enter();
        List<Syntax> arguments = new ArrayList<>();
        words.skipLineEnd();
        while (!words.at(")")) {
            arguments.add(expression());
            if (!words.atKind(Kind.COMMA)) {
                break;
            }
            words.take();
        }
        words.leave();
        endOfList(")");
        return List.copyOf(arguments);
    }

    private void endOfList(String closing) {
        words.skipLineEnd();
        words.expect(closing);
    }

    private Syntax operand() {
        Token token = words.peek();
        switch (token.kind()) {
            case NAME -> {
                return new Syntax.Name(words.take().at(), token.text());
            }
            case NUMBER -> {
                return NumberText.read(words.take().text(), token.at());
            }
            case STRING, BYTES -> {
                return text(words.take());
            }
            case SYMBOL -> {
                Syntax bracketed = bracketed(token);
                if (bracketed != null) {
                    return bracketed;
                }
            }
            case COMMA, END, ATTRIBUTE -> {}
        }
        throw Lexer.syntax(token.at(), "expected operand, found " + words.found());
    }

    private @Nullable Syntax bracketed(Token token) {
        switch (token.text()) {
            case "{" -> {
                return structs.struct();
            }
            case "[" -> {
                return list();
            }
            case "_|_" -> {
                words.take();
                return new Syntax.Bottom(token.at());
            }
            case "(" -> {
                words.take();
                words.enter();
                words.skipLineEnd();
                Syntax inner = expression();
                words.leave();
                endOfList(")");
                return new Syntax.Paren(token.at(), inner);
            }
            default -> {
                return null;
            }
        }
    }

    private Syntax list() {
        Location at = words.expect("[").at();
        words.enter();
        List<Element> elements = new ArrayList<>();
        words.skipLineEnd();
        while (!words.at("]")) {
            elements.add(element());
            if (!words.atKind(Kind.COMMA)) {
                break;
            }
            words.take();
        }
        words.leave();
        endOfList("]");
        return new Syntax.ListOf(at, List.copyOf(elements));
    }

    private Element element() {
        Token token = words.peek();
        if (words.takeIf("...")) {
            boolean bare = words.at("]") || words.atKind(Kind.COMMA);
            return new Element.Rest(token.at(), bare ? null : expression());
        }
        if (structs.startsComprehension()) {
            return new Element.Each(structs.comprehension());
        }
        if (words.atKind(Kind.NAME) && words.peek(1).is("=")) {
            String name = words.take().text();
            words.take();
            return new Element.Item(new Syntax.Alias(token.at(), name, expression()));
        }
        return new Element.Item(expression());
    }

    private Syntax text(Token token) {
        boolean bytes = token.kind() == Kind.BYTES;
        if (token.pieces().isEmpty()) {
            return bytes ? new Syntax.Bytes(token.at(), token.text()) : new Syntax.Text(token.at(), token.text());
        }
        List<Syntax> parts = new ArrayList<>();
        for (Piece piece : token.pieces()) {
            switch (piece) {
                case Piece.Text(String text) -> parts.add(new Syntax.Text(token.at(), text));
                case Piece.Inner(List<Token> tokens) -> parts.add(inner(tokens));
            }
        }
        return new Syntax.Interpolation(token.at(), List.copyOf(parts), bytes);
    }

    private Syntax inner(List<Token> tokens) {
        Words inside = new Words(tokens, words.depth() + 1);
        inside.skipLineEnd();
        Syntax value = new StructParser(inside).expression();
        inside.skipLineEnd();
        if (!inside.atKind(Kind.END)) {
            throw Lexer.syntax(inside.here(), "expected ')' for string interpolation");
        }
        return value;
    }
}
