package dev.enforce.language.cue.syntax;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.cue.syntax.Token.Kind;
import dev.enforce.language.cue.syntax.Token.Piece;
import java.util.ArrayList;
import java.util.List;

/** Cuts strings and bytes of every form out of the text. Bytes are kept as one character for each byte. */
final class StringReader {

    private final Lexer lexer;
    private final List<Piece> pieces = new ArrayList<>();
    private final StringBuilder piece = new StringBuilder();
    private String hashes = "";
    private String closing = "";
    private String indent = "";
    private boolean bytes;
    private boolean multiLine;

    StringReader(Lexer lexer) {
        this.lexer = lexer;
    }

    Token read(Location here) {
        open(here);
        while (!lexer.text.startsWith(closing, lexer.position)) {
            if (lexer.position >= lexer.text.length()) {
                throw Lexer.syntax(here, "string literal not terminated");
            }
            char c = lexer.text.charAt(lexer.position);
            if (c == '\n') {
                lineEnd(here);
            } else if (c == '\\' && lexer.text.startsWith(hashes, lexer.position + 1)) {
                lexer.position += 1 + hashes.length();
                escape(here);
            } else if (c == '\r' && lexer.charAt(lexer.position + 1) == '\n') {
                lexer.position++;
            } else {
                character();
            }
        }
        lexer.position += closing.length();
        if (multiLine) {
            dropLastLineEnd();
        }
        flush();
        String text = pieces.isEmpty() ? "" : pieces.getFirst() instanceof Piece.Text t ? t.text() : "";
        boolean plain = pieces.size() <= 1 && pieces.stream().allMatch(p -> p instanceof Piece.Text);
        return new Token(bytes ? Kind.BYTES : Kind.STRING, text, here, plain ? List.of() : List.copyOf(pieces));
    }

    private void open(Location here) {
        int start = lexer.position;
        while (lexer.charAt(lexer.position) == '#') {
            lexer.position++;
        }
        hashes = lexer.text.substring(start, lexer.position);
        char quote = lexer.charAt(lexer.position);
        bytes = quote == '\'';
        String triple = String.valueOf(quote).repeat(3);
        multiLine = lexer.text.startsWith(triple, lexer.position);
        if (!multiLine) {
            lexer.position++;
            closing = quote + hashes;
            return;
        }
        lexer.position += 3;
        if (lexer.charAt(lexer.position) == '\r') {
            lexer.position++;
        }
        if (lexer.charAt(lexer.position) != '\n') {
            throw Lexer.syntax(here, "expected newline after multiline quote " + triple);
        }
        lexer.position++;
        lexer.newLine();
        closing = triple + hashes;
        indent = indentOfClosing(here);
        skipIndent(here);
    }

    /** The blanks before the closing quotes, which every line must begin with. */
    private String indentOfClosing(Location here) {
        int from = lexer.position;
        while (true) {
            int lineEnd = lexer.text.indexOf('\n', from);
            String candidate = lexer.text.substring(from, lineEnd < 0 ? lexer.text.length() : lineEnd);
            String stripped = candidate.stripLeading();
            if (stripped.startsWith(closing)) {
                return candidate.substring(0, candidate.length() - stripped.length());
            }
            if (lineEnd < 0) {
                throw Lexer.syntax(here, "string literal not terminated");
            }
            from = lineEnd + 1;
        }
    }

    private void lineEnd(Location here) {
        if (!multiLine) {
            throw Lexer.syntax(here, "string literal not terminated");
        }
        piece.append('\n');
        lexer.position++;
        lexer.newLine();
        skipIndent(here);
    }

    private void skipIndent(Location here) {
        if (lexer.text.startsWith(indent, lexer.position)) {
            lexer.position += indent.length();
        } else if (lexer.charAt(lexer.position) != '\n' && lexer.charAt(lexer.position) != '\r') {
            throw Lexer.syntax(here, "invalid whitespace");
        }
    }

    private void dropLastLineEnd() {
        if (!piece.isEmpty() && piece.charAt(piece.length() - 1) == '\n') {
            piece.setLength(piece.length() - 1);
        }
    }

    private void character() {
        int point = lexer.text.codePointAt(lexer.position);
        lexer.position += Character.charCount(point);
        appendPoint(point);
    }

    private void appendPoint(int point) {
        if (!bytes) {
            piece.appendCodePoint(point);
            return;
        }
        for (byte b : Character.toString(point).getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            piece.append((char) (b & 0xff));
        }
    }

    private void escape(Location here) {
        char c = lexer.charAt(lexer.position++);
        switch (c) {
            case 'n' -> piece.append('\n');
            case 't' -> piece.append('\t');
            case 'r' -> piece.append('\r');
            case 'a' -> piece.append('\u0007');
            case 'b' -> piece.append('\b');
            case 'f' -> piece.append('\f');
            case 'v' -> piece.append('\u000b');
            case '/' -> piece.append('/');
            case '\\' -> piece.append('\\');
            case '"', '\'' -> piece.append(c);
            case 'u' -> appendPoint(number(4, 16, here));
            case 'U' -> appendPoint(number(8, 16, here));
            case '(' -> interpolation();
            case 'x' -> byteEscape(number(2, 16, here), here);
            case '\n' -> {
                lexer.newLine();
                skipIndent(here);
            }
            default -> {
                if (c < '0' || c > '7') {
                    throw Lexer.syntax(here, "unknown escape sequence");
                }
                lexer.position--;
                byteEscape(number(3, 8, here), here);
            }
        }
    }

    private void byteEscape(int value, Location here) {
        if (!bytes || value > 255) {
            throw Lexer.syntax(here, "invalid escape sequence in string");
        }
        piece.append((char) value);
    }

    private int number(int digits, int radix, Location here) {
        int end = lexer.position + digits;
        if (end > lexer.text.length()) {
            throw Lexer.syntax(here, "escape sequence not terminated");
        }
        try {
            int value = Integer.parseInt(lexer.text.substring(lexer.position, end), radix);
            if (value > Character.MAX_CODE_POINT || value < 0 || (value >= 0xd800 && value < 0xe000)) {
                throw Lexer.syntax(here, "escape sequence is invalid Unicode code point");
            }
            lexer.position = end;
            return value;
        } catch (NumberFormatException e) {
            throw new PolicyTextException(Code.SYNTAX, here, "illegal character in escape sequence");
        }
    }

    private void interpolation() {
        flush();
        pieces.add(new Piece.Inner(lexer.interpolated()));
    }

    private void flush() {
        if (!piece.isEmpty()) {
            pieces.add(new Piece.Text(piece.toString()));
            piece.setLength(0);
        }
    }
}
