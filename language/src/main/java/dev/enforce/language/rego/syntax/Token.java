package dev.enforce.language.rego.syntax;

import dev.enforce.language.Location;

/**
 * A word of the text.
 *
 * @param text what stands there; of strings, what they mean
 * @param spaceBefore whether white space precedes it, which ends a reference
 * @param lineBefore whether a line ends before it, which ends an expression
 */
record Token(Kind kind, String text, Location location, boolean spaceBefore, boolean lineBefore) {

    enum Kind {
        NAME,
        NUMBER,
        STRING,
        SYMBOL,
        END
    }

    boolean is(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isName(String name) {
        return kind == Kind.NAME && text.equals(name);
    }

    String shown() {
        return kind == Kind.END ? "the end of the policy" : "\"" + text + "\"";
    }
}
