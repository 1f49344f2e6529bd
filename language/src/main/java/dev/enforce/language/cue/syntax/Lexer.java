package dev.enforce.language.cue.syntax;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.cue.syntax.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts a text into words and puts in the commas that line ends mean. */
final class Lexer {

    private static final int MAX_NESTING = 100;
    private static final List<String> SYMBOLS = List.of(
            "_|_", "...", "&&", "||", "==", "!=", "<=", ">=", "=~", "!~", "&", "|", "=", "<", ">", "+", "-", "*", "/",
            "!", "?", "(", ")", "[", "]", "{", "}", ":", ".", "~");

    final String text;
    int position;
    private int line = 1;
    private int lineStart;
    private boolean endsLine;
    private int nesting;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> read(String text) {
        Lexer lexer = new Lexer(text.startsWith("\uFEFF") ? text.substring(1) : text);
        return lexer.tokens(false);
    }

    /** Reads to the end of the text, or to the parenthesis that closes an interpolation. */
    private List<Token> tokens(boolean inner) {
        List<Token> tokens = new ArrayList<>();
        int depth = 0;
        while (true) {
            Token token = next();
            if (inner && token.is("(")) {
                depth++;
            } else if (inner && token.is(")") && depth-- == 0) {
                tokens.add(new Token(Kind.END, ")", token.at()));
                return tokens;
            }
            if (token.kind() == Kind.END && inner) {
                throw syntax(token.at(), "string literal not terminated");
            }
            tokens.add(token);
            if (token.kind() == Kind.END) {
                return tokens;
            }
        }
    }

    List<Token> interpolated() {
        if (++nesting > MAX_NESTING) {
            throw new PolicyTextException(Code.LIMIT, here(), "strings are nested too deeply");
        }
        boolean outer = endsLine;
        endsLine = false;
        List<Token> tokens = tokens(true);
        endsLine = outer;
        nesting--;
        return tokens;
    }

    private Token next() {
        Token comma = skipSpace();
        if (comma != null) {
            return comma;
        }
        Location here = here();
        if (position >= text.length()) {
            if (endsLine) {
                endsLine = false;
                return new Token(Kind.COMMA, "\n", here);
            }
            return new Token(Kind.END, "", here);
        }
        Token token = word(here);
        endsLine = switch (token.kind()) {
            case NAME, NUMBER, STRING, BYTES, ATTRIBUTE -> true;
            case SYMBOL -> List.of("_|_", "...", ")", "]", "}", "?", "!").contains(token.text());
            case COMMA, END -> false;
        };
        return token;
    }

    /** Skips blanks and comments; answers the comma that an end of line means. */
    private @Nullable Token skipSpace() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '\n') {
                Location here = here();
                position++;
                newLine();
                if (endsLine) {
                    endsLine = false;
                    return new Token(Kind.COMMA, "\n", here);
                }
            } else if (c == ' ' || c == '\t' || c == '\r') {
                position++;
            } else if (c == '/' && text.startsWith("//", position)) {
                while (position < text.length() && text.charAt(position) != '\n') {
                    position++;
                }
            } else {
                return null;
            }
        }
        return null;
    }

    private Token word(Location here) {
        char c = text.charAt(position);
        if (text.startsWith("_|_", position)) {
            position += 3;
            return new Token(Kind.SYMBOL, "_|_", here);
        }
        if (isDigit(c) || (c == '.' && isDigit(charAt(position + 1)))) {
            return new NumberReader(this).read(here);
        }
        if (c == '"' || c == '\'' || (c == '#' && startsRawString())) {
            return new StringReader(this).read(here);
        }
        if (isNameStart(c) || c == '#') {
            return new Token(Kind.NAME, name(), here);
        }
        if (c == '@') {
            return attribute(here);
        }
        if (c == ',') {
            position++;
            return new Token(Kind.COMMA, ",", here);
        }
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, position)) {
                position += symbol.length();
                return new Token(Kind.SYMBOL, symbol, here);
            }
        }
        throw syntax(here, "illegal character U+%04X".formatted(text.codePointAt(position)));
    }

    private boolean startsRawString() {
        int i = position;
        while (charAt(i) == '#') {
            i++;
        }
        return charAt(i) == '"' || charAt(i) == '\'';
    }

    private String name() {
        int start = position;
        if (charAt(position) == '_' && charAt(position + 1) == '#') {
            position += 2;
        } else if (charAt(position) == '#') {
            position++;
        }
        while (position < text.length() && (isNameStart(text.charAt(position)) || isDigit(text.charAt(position)))) {
            position++;
        }
        return text.substring(start, position);
    }

    private Token attribute(Location here) {
        position++;
        name();
        if (charAt(position) != '(') {
            throw syntax(here, "invalid attribute: expected '('");
        }
        int depth = 0;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '\n') {
                newLine();
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return new Token(Kind.ATTRIBUTE, "@", here);
            }
        }
        throw syntax(here, "attribute not terminated");
    }

    char charAt(int index) {
        return index < text.length() ? text.charAt(index) : '\0';
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(char c) {
        return Character.isLetter(c) || c == '_' || c == '$';
    }

    Location here() {
        return new Location(line, position - lineStart + 1);
    }

    void newLine() {
        line++;
        lineStart = position;
    }

    static PolicyTextException syntax(Location at, String message) {
        return new PolicyTextException(Code.SYNTAX, at, message);
    }
}
