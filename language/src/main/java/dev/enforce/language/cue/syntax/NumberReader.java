package dev.enforce.language.cue.syntax;

import dev.enforce.language.Location;
import dev.enforce.language.cue.syntax.Token.Kind;

/** Cuts numbers out of the text; their meaning is found by {@link NumberText}. */
final class NumberReader {

    private final Lexer lexer;

    NumberReader(Lexer lexer) {
        this.lexer = lexer;
    }

    Token read(Location here) {
        int start = lexer.position;
        if (lexer.charAt(start) == '0' && "xXbBo".indexOf(lexer.charAt(start + 1)) >= 0) {
            lexer.position += 2;
            while (isHex(lexer.charAt(lexer.position)) || lexer.charAt(lexer.position) == '_') {
                lexer.position++;
            }
        } else {
            decimal();
        }
        return new Token(Kind.NUMBER, lexer.text.substring(start, lexer.position), here);
    }

    private void decimal() {
        digits();
        if (lexer.charAt(lexer.position) == '.' && lexer.charAt(lexer.position + 1) != '.') {
            lexer.position++;
            digits();
        }
        char c = lexer.charAt(lexer.position);
        if (c == 'e' || c == 'E') {
            lexer.position++;
            if (lexer.charAt(lexer.position) == '+' || lexer.charAt(lexer.position) == '-') {
                lexer.position++;
            }
            digits();
        } else if (c != '\0' && "KMGTP".indexOf(c) >= 0) {
            lexer.position++;
            if (lexer.charAt(lexer.position) == 'i') {
                lexer.position++;
            }
        }
    }

    private void digits() {
        while (Lexer.isDigit(lexer.charAt(lexer.position)) || lexer.charAt(lexer.position) == '_') {
            lexer.position++;
        }
    }

    private static boolean isHex(char c) {
        return Lexer.isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
