package dev.enforce.language.cue.syntax;

import dev.enforce.language.Location;
import java.util.List;

/** One word of the text; a string with interpolations carries the words inside them. */
record Token(Kind kind, String text, Location at, List<Piece> pieces) {

    enum Kind {
        NAME,
        NUMBER,
        STRING,
        BYTES,
        SYMBOL,
        ATTRIBUTE,
        /** A comma, written or meant by the end of a line. */
        COMMA,
        END
    }

    /** A part of a string: either text or the words of an interpolated expression. */
    sealed interface Piece {
        record Text(String text) implements Piece {}

        record Inner(List<Token> tokens) implements Piece {}
    }

    Token(Kind kind, String text, Location at) {
        this(kind, text, at, List.of());
    }

    boolean is(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }
}
