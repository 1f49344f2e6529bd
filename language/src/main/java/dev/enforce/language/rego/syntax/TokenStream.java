package dev.enforce.language.rego.syntax;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The words with a finger on one of them, the keywords that are switched on, and the depth of nesting. */
final class TokenStream {

    private static final int MAX_DEPTH = 200;
    private static final Set<String> ALWAYS_KEYWORDS =
            Set.of("package", "import", "as", "default", "else", "not", "with", "some", "true", "false", "null");

    private final List<Token> tokens;
    private final Set<String> keywords = new HashSet<>(ALWAYS_KEYWORDS);
    private int position;
    private int depth;
    private int wildcards;
    private long taken;

    TokenStream(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(position);
    }

    Token peekSecond() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    Token take() {
        if (++taken > 64L * tokens.size()) {
            throw new PolicyTextException(Code.LIMIT, here(), "too ambiguous to be read");
        }
        Token token = tokens.get(position);
        if (token.kind() != Token.Kind.END) {
            position++;
        }
        return token;
    }

    boolean takeIf(String symbol) {
        boolean there = peek().is(symbol);
        if (there) {
            take();
        }
        return there;
    }

    Token expect(String symbol) {
        if (!peek().is(symbol)) {
            throw unexpected("\"" + symbol + "\"");
        }
        return take();
    }

    /** Whether the next word is this keyword, and it is one in this policy. */
    boolean isKeyword(String keyword) {
        return peek().isName(keyword) && keywords.contains(keyword);
    }

    boolean takeKeyword(String keyword) {
        boolean there = isKeyword(keyword);
        if (there) {
            take();
        }
        return there;
    }

    /** Whether this keyword is switched on in this policy. */
    boolean knowsKeyword(String keyword) {
        return keywords.contains(keyword);
    }

    boolean isPlainName() {
        return peek().kind() == Token.Kind.NAME && (!keywords.contains(peek().text()) || peek().isName("contains"));
    }

    String expectName() {
        if (!isPlainName()) {
            throw unexpected("a name");
        }
        return take().text();
    }

    void switchOn(String keyword) {
        keywords.add(keyword);
    }

    String freshWildcard() {
        return "$" + wildcards++;
    }

    int mark() {
        return position;
    }

    void reset(int mark) {
        position = mark;
    }

    void enter() {
        if (++depth > MAX_DEPTH) {
            throw new PolicyTextException(Code.LIMIT, here(), "nested more than " + MAX_DEPTH + " deep");
        }
    }

    void leave() {
        depth--;
    }

    /** The depth, to be put back after an attempt that failed. */
    int depth() {
        return depth;
    }

    void depth(int before) {
        depth = before;
    }

    Location here() {
        return peek().location();
    }

    PolicyTextException unexpected(String wanted) {
        return new PolicyTextException(Code.SYNTAX, here(), "expected " + wanted + ", found " + peek().shown());
    }
}
