package dev.enforce.language.rego.syntax;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import java.util.ArrayList;
import java.util.List;

/** Cuts the text into words. */
final class Lexer {

    private static final List<String> LONG_SYMBOLS = List.of(":=", "==", "!=", "<=", ">=");
    private static final String SYMBOLS = "{}[]().,;:=<>+-*/%&|";

    private final String text;
    private int position;
    private int line = 1;
    private int lineStart;
    private boolean space;
    private boolean newLine;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> read(String text) {
        Lexer lexer = new Lexer(text);
        List<Token> tokens = new ArrayList<>();
        while (true) {
            lexer.skipSpace();
            if (lexer.position >= text.length()) {
                tokens.add(lexer.token(Token.Kind.END, "", lexer.here()));
                return tokens;
            }
            tokens.add(lexer.next());
        }
    }

    private Token next() {
        Location here = here();
        char c = text.charAt(position);
        if (isNameStart(c)) {
            return token(Token.Kind.NAME, takeName(), here);
        }
        if (isDigit(c)) {
            return token(Token.Kind.NUMBER, takeNumber(here), here);
        }
        if (c == '"') {
            return token(Token.Kind.STRING, takeString(here), here);
        }
        if (c == '`') {
            return token(Token.Kind.STRING, takeRawString(here), here);
        }
        if ((c == '$') && position + 1 < text.length() && "\"`".indexOf(text.charAt(position + 1)) >= 0) {
            throw new PolicyTextException(Code.UNSUPPORTED, here, "not supported: template string");
        }
        return token(Token.Kind.SYMBOL, takeSymbol(here), here);
    }

    private Token token(Token.Kind kind, String value, Location location) {
        Token token = new Token(kind, value, location, space, newLine);
        space = false;
        newLine = false;
        return token;
    }

    private void skipSpace() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '#') {
                while (position < text.length() && text.charAt(position) != '\n') {
                    position++;
                }
            } else if (c == '\n') {
                position++;
                line++;
                lineStart = position;
                newLine = true;
                space = true;
            } else if (c == ' ' || c == '\t' || c == '\r' || (c == '\uFEFF' && position == 0)) {
                position++;
                space = true;
            } else {
                return;
            }
        }
    }

    private String takeName() {
        int start = position;
        while (position < text.length() && (isNameStart(text.charAt(position)) || isDigit(text.charAt(position)))) {
            position++;
        }
        return text.substring(start, position);
    }

    private String takeNumber(Location here) {
        int start = position;
        digits();
        if (position + 1 < text.length() && text.charAt(position) == '.' && isDigit(text.charAt(position + 1))) {
            position++;
            digits();
        }
        if (position < text.length() && (text.charAt(position) == 'e' || text.charAt(position) == 'E')) {
            position++;
            if (position < text.length() && (text.charAt(position) == '+' || text.charAt(position) == '-')) {
                position++;
            }
            if (position >= text.length() || !isDigit(text.charAt(position))) {
                throw new PolicyTextException(Code.SYNTAX, here, "a number whose exponent has no digits");
            }
            digits();
        }
        String number = text.substring(start, position);
        boolean octal = number.length() > 1 && number.charAt(0) == '0' && isDigit(number.charAt(1));
        if (octal || (position < text.length() && isNameStart(text.charAt(position)))) {
            throw new PolicyTextException(Code.SYNTAX, here, "not a number: " + number);
        }
        return number;
    }

    private void digits() {
        while (position < text.length() && isDigit(text.charAt(position))) {
            position++;
        }
    }

    private String takeRawString(Location here) {
        int end = text.indexOf('`', position + 1);
        if (end < 0) {
            throw new PolicyTextException(Code.SYNTAX, here, "a raw string that does not end");
        }
        String value = text.substring(position + 1, end);
        for (int i = position; i < end; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        position = end + 1;
        return value.replace("\r", "");
    }

    private String takeString(Location here) {
        StringBuilder value = new StringBuilder();
        position++;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '"') {
                return value.toString();
            }
            if (c == '\n') {
                break;
            }
            if (c < 0x20) {
                throw new PolicyTextException(Code.SYNTAX, here, "a control character in a string");
            }
            value.append(c == '\\' ? escape(here) : c);
        }
        throw new PolicyTextException(Code.SYNTAX, here, "a string that does not end");
    }

    private char escape(Location here) {
        char c = position < text.length() ? text.charAt(position++) : '\n';
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode(here);
            default -> throw new PolicyTextException(Code.SYNTAX, here, "an unknown escape in a string");
        };
    }

    private char unicode(Location here) {
        try {
            String hex = text.substring(position, position + 4);
            position += 4;
            return (char) Integer.parseInt(hex, 16);
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new PolicyTextException(Code.SYNTAX, here, "an escape \\u without four hexadecimal digits");
        }
    }

    private String takeSymbol(Location here) {
        for (String symbol : LONG_SYMBOLS) {
            if (text.startsWith(symbol, position)) {
                position += 2;
                return symbol;
            }
        }
        char c = text.charAt(position);
        if (SYMBOLS.indexOf(c) < 0) {
            throw new PolicyTextException(Code.SYNTAX, here, "illegal token: " + Character.getName(c));
        }
        position++;
        return String.valueOf(c);
    }

    private Location here() {
        return new Location(line, position - lineStart + 1);
    }

    private static boolean isNameStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
