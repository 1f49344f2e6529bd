package dev.enforce.language.cue.syntax;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.cue.syntax.Declaration.Clause;
import dev.enforce.language.cue.syntax.Declaration.Comprehension;
import dev.enforce.language.cue.syntax.Declaration.Embedding;
import dev.enforce.language.cue.syntax.Declaration.Field;
import dev.enforce.language.cue.syntax.Declaration.Label;
import dev.enforce.language.cue.syntax.Declaration.Presence;
import dev.enforce.language.cue.syntax.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what stands between braces. */
final class StructParser {

    private final Words words;
    private final ExpressionParser expressions;

    StructParser(Words words) {
        this.words = words;
        this.expressions = new ExpressionParser(words, this);
    }

    /** Reads declarations up to the end of the text or to the closing brace, which is taken. */
    List<Declaration> declarations(Kind end) {
        List<Declaration> declarations = new ArrayList<>();
        words.skipCommas();
        while (!atEnd(end)) {
            declaration(declarations);
            if (!words.atKind(Kind.COMMA) && !atEnd(end)) {
                if (words.atKind(Kind.END)) {
                    throw Lexer.syntax(words.here(), "expected '}', found 'EOF'");
                }
                throw Lexer.syntax(words.here(), "missing ',' in struct literal");
            }
            words.skipCommas();
        }
        words.take();
        return List.copyOf(declarations);
    }

    private boolean atEnd(Kind end) {
        return end == Kind.END ? words.atKind(Kind.END) : words.at("}");
    }

    Syntax.Struct struct() {
        Location at = words.expect("{").at();
        words.enter();
        List<Declaration> declarations = declarations(Kind.SYMBOL);
        words.leave();
        return new Syntax.Struct(at, declarations);
    }

    private void declaration(List<Declaration> into) {
        Token token = words.peek();
        if (token.kind() == Kind.ATTRIBUTE) {
            words.take();
            return;
        }
        if (token.is("...")) {
            words.take();
            if (!words.atKind(Kind.COMMA) && !words.at("}") && !words.atKind(Kind.END)) {
                throw unsupported(token.at(), "ellipsis with a type in a struct");
            }
            into.add(new Declaration.Ellipsis(token.at()));
            return;
        }
        boolean label = isLabelMark(words.peek(1), words.peek(2));
        if (!label
                && token.kind() == Kind.NAME
                && token.text().equals("let")
                && words.peek(1).kind() == Kind.NAME) {
            into.add(let());
            return;
        }
        if (!label && startsComprehension()) {
            into.add(comprehension());
            return;
        }
        into.add(fieldOrEmbedding());
    }

    static PolicyTextException unsupported(Location at, String what) {
        return new PolicyTextException(Code.UNSUPPORTED, at, "not supported: " + what);
    }

    private static boolean isLabelMark(Token token, Token after) {
        boolean marked = (token.is("?") || token.is("!")) && after.is(":");
        return marked || token.is(":") || token.is("=");
    }

    private Declaration.Let let() {
        Location at = words.take().at();
        String name = words.take().text();
        words.expect("=");
        return new Declaration.Let(at, name, expressions.expression());
    }

    boolean startsComprehension() {
        Token token = words.peek();
        if (token.kind() == Kind.NAME
                && token.text().equals("try")
                && words.peek(1).is("{")) {
            throw unsupported(token.at(), "try");
        }
        return token.kind() == Kind.NAME
                && (token.text().equals("if") || token.text().equals("for"));
    }

    Comprehension comprehension() {
        Location at = words.here();
        List<Clause> clauses = new ArrayList<>();
        while (!words.at("{")) {
            clauses.add(clause(clauses.isEmpty()));
            if (words.atKind(Kind.COMMA)) {
                words.take();
            }
        }
        Syntax.Struct body = struct();
        if (words.atName("else") || words.atName("fallback") || words.atName("otherwise")) {
            throw unsupported(words.here(), words.peek().text());
        }
        return new Comprehension(at, List.copyOf(clauses), body);
    }

    private Clause clause(boolean first) {
        Token token = words.take();
        if (token.kind() == Kind.NAME) {
            switch (token.text()) {
                case "for" -> {
                    return forClause(token.at());
                }
                case "if" -> {
                    return new Clause.If(token.at(), expressions.expression());
                }
                case "let" -> {
                    if (!first) {
                        String name = name();
                        words.expect("=");
                        return new Clause.LetIn(token.at(), name, expressions.expression());
                    }
                }
                default -> {}
            }
        }
        throw Lexer.syntax(token.at(), "expected '{', 'for', 'if' or 'let' in comprehension");
    }

    private Clause.For forClause(Location at) {
        String first = name();
        String second = null;
        if (words.atKind(Kind.COMMA)) {
            words.take();
            second = name();
        }
        if (!words.atName("in")) {
            throw Lexer.syntax(words.here(), "expected 'in', found " + words.found());
        }
        words.take();
        Syntax source = expressions.expression();
        return second == null ? new Clause.For(at, null, first, source) : new Clause.For(at, first, second, source);
    }

    Syntax expression() {
        return expressions.expression();
    }

    private String name() {
        if (!words.atKind(Kind.NAME)) {
            throw Lexer.syntax(words.here(), "expected identifier, found " + words.found());
        }
        return words.take().text();
    }

    private Declaration fieldOrEmbedding() {
        Location at = words.here();
        String alias = null;
        if (words.atKind(Kind.NAME) && words.peek(1).is("=")) {
            alias = words.take().text();
            words.take();
        }
        Token start = words.peek();
        boolean bare = start.kind() == Kind.NAME;
        Syntax first = expressions.labelOrExpression();
        Presence presence = presence();
        if (words.at("~")) {
            throw unsupported(words.here(), "postfix alias");
        }
        if (words.at(":")) {
            words.take();
            return new Field(at, alias, label(first, bare), presence, fieldValue());
        }
        if (presence != Presence.REGULAR) {
            throw Lexer.syntax(words.here(), "expected ':', found " + words.found());
        }
        if (alias != null) {
            return new Embedding(at, new Syntax.Alias(at, alias, first));
        }
        return new Embedding(at, first);
    }

    private Presence presence() {
        if (words.at("?") && words.peek(1).is(":")) {
            words.take();
            return Presence.OPTIONAL;
        }
        if (words.at("!") && words.peek(1).is(":")) {
            words.take();
            return Presence.REQUIRED;
        }
        return Presence.REGULAR;
    }

    /** After a colon: either a value, or another label ({@code a: b: 1}). */
    private Syntax fieldValue() {
        Location at = words.here();
        words.enter();
        try {
            String alias = null;
            boolean aliased = words.atKind(Kind.NAME) && words.peek(1).is("=");
            if (aliased) {
                alias = words.take().text();
                words.take();
            }
            boolean bare = words.atKind(Kind.NAME);
            Syntax value = expressions.labelOrExpression();
            Presence presence = presence();
            if (words.at(":")) {
                words.take();
                Field field = new Field(at, alias, label(value, bare), presence, fieldValue());
                return new Syntax.Struct(at, List.of(field));
            }
            while (words.atKind(Kind.ATTRIBUTE)) {
                words.take();
            }
            return alias == null ? value : new Syntax.Alias(at, alias, value);
        } finally {
            words.leave();
        }
    }

    private static Label label(Syntax syntax, boolean bare) {
        return switch (syntax) {
            case Syntax.Name name when bare -> new Label.Bare(name.name());
            case Syntax.Text text -> new Label.Quoted(text.value());
            case Syntax.Interpolation i when !i.bytes() -> new Label.Computed(i);
            case Syntax.Paren paren -> new Label.Computed(paren.operand());
            case Syntax.Number number
            when number.integer() -> new Label.Quoted(number.value().toPlainString());
            case Syntax.ListOf list when list.elements().size() == 1 -> pattern(list);
            default -> throw Lexer.syntax(syntax.at(), "invalid label");
        };
    }

    private static Label pattern(Syntax.ListOf list) {
        if (list.elements().getFirst() instanceof Syntax.Element.Item item) {
            @Nullable String alias = null;
            Syntax value = item.value();
            if (value instanceof Syntax.Alias named) {
                alias = named.name();
                value = named.value();
            }
            return new Label.Pattern(alias, value);
        }
        throw Lexer.syntax(list.at(), "invalid label");
    }
}
