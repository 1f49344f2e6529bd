package dev.enforce.language.cue.syntax;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.cue.syntax.Token.Kind;
import java.util.List;

/** The words of a text, read one after the other. */
final class Words {

    private static final int MAX_DEPTH = 150;

    private final List<Token> tokens;
    private int position;
    private int depth;

    Words(List<Token> tokens, int depth) {
        this.tokens = tokens;
        this.depth = depth;
    }

    Token peek() {
        return tokens.get(position);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(position + ahead, tokens.size() - 1));
    }

    Token take() {
        Token token = tokens.get(position);
        if (position < tokens.size() - 1) {
            position++;
        }
        return token;
    }

    boolean at(String symbol) {
        return peek().is(symbol);
    }

    boolean atName(String name) {
        return peek().kind() == Kind.NAME && peek().text().equals(name);
    }

    boolean atKind(Kind kind) {
        return peek().kind() == kind;
    }

    boolean takeIf(String symbol) {
        boolean found = at(symbol);
        if (found) {
            take();
        }
        return found;
    }

    Token expect(String symbol) {
        if (!at(symbol)) {
            throw Lexer.syntax(peek().at(), "expected '" + symbol + "', found " + found());
        }
        return take();
    }

    void skipCommas() {
        while (atKind(Kind.COMMA)) {
            take();
        }
    }

    /** A comma that only the end of a line means, which an opening or binary symbol does not expect. */
    void skipLineEnd() {
        if (atKind(Kind.COMMA) && peek().text().equals("\n")) {
            take();
        }
    }

    String found() {
        Token token = peek();
        return switch (token.kind()) {
            case END -> "'EOF'";
            case COMMA -> token.text().equals("\n") ? "newline" : "','";
            case NAME, NUMBER, STRING, BYTES -> token.text();
            case SYMBOL, ATTRIBUTE -> "'" + token.text() + "'";
        };
    }

    int depth() {
        return depth;
    }

    void enter() {
        if (++depth > MAX_DEPTH) {
            throw new PolicyTextException(Code.LIMIT, here(), "nested deeper than " + MAX_DEPTH + " levels");
        }
    }

    void leave() {
        depth--;
    }

    Location here() {
        return peek().at();
    }
}
