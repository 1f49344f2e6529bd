package dev.enforce.model;

import org.jspecify.annotations.Nullable;

/**
 * One glob as a bit-parallel automaton: state n means that the first n tokens are used up. A step costs one shift and
 * a few masks for each 64 tokens, so nothing in a name or a pattern can make it slow.
 */
final class GlobMatcher {

    private static final int ALPHABET = 128;

    private final String prefix;
    private final String suffix;
    private final boolean literal;
    private final int tokens;
    private final long[][] literals;
    private final long[] anyRun;
    private final long[] pathRun;

    private GlobMatcher(String glob) {
        int star = glob.indexOf('*');
        this.literal = star < 0;
        this.prefix = literal ? glob : glob.substring(0, star);
        this.suffix = literal ? "" : glob.substring(glob.lastIndexOf('*') + 1);
        String middle = literal ? "" : glob.substring(star, glob.length() - suffix.length());
        int words = (middle.length() >> 6) + 1;
        this.literals = new long[ALPHABET][];
        this.anyRun = new long[words];
        this.pathRun = new long[words];
        this.tokens = readTokens(middle, words);
    }

    static GlobMatcher compile(String glob) {
        return new GlobMatcher(glob);
    }

    boolean matches(String name) {
        if (literal) {
            return name.equals(prefix);
        }
        int end = name.length() - suffix.length();
        return end >= prefix.length()
                && name.startsWith(prefix)
                && name.endsWith(suffix)
                && runs(name, prefix.length(), end);
    }

    private int readTokens(String text, int words) {
        int count = 0;
        for (int i = 0; i < text.length(); count++) {
            char c = text.charAt(i);
            if (c == '*') {
                int run = i;
                while (i < text.length() && text.charAt(i) == '*') {
                    i++;
                }
                set(i - run > 1 ? anyRun : pathRun, count);
            } else {
                long[] mask = literals[c];
                if (mask == null) {
                    mask = new long[words];
                    literals[c] = mask;
                }
                set(mask, count);
                i++;
            }
        }
        return count;
    }

    private boolean runs(String name, int from, int to) {
        return anyRun.length == 1 ? runsInOneWord(name, from, to) : runsInWords(name, from, to);
    }

    /** The same as for several words, for the patterns that people write: fewer than 64 tokens between the ends. */
    private boolean runsInOneWord(String name, int from, int to) {
        long any = anyRun[0];
        long both = any | pathRun[0];
        long active = 1L | (both & 1L) << 1;
        for (int i = from; i < to && active != 0; i++) {
            char c = name.charAt(i);
            long[] mask = c < ALPHABET ? literals[c] : null;
            long taken = mask == null ? 0 : active & mask[0];
            active = (taken << 1) | (active & (c == '/' ? any : both));
            active |= (active & both) << 1;
        }
        return (active >>> tokens & 1L) != 0;
    }

    private boolean runsInWords(String name, int from, int to) {
        long[] active = new long[anyRun.length];
        active[0] = 1L;
        skipRuns(active);
        for (int i = from; i < to; i++) {
            if (!step(active, name.charAt(i))) {
                return false;
            }
        }
        return (active[tokens >> 6] & (1L << tokens)) != 0;
    }

    /** Reads one character; false when no state is left. */
    private boolean step(long[] active, char c) {
        long @Nullable [] mask = c < ALPHABET ? literals[c] : null;
        long carry = 0;
        long left = 0;
        for (int w = 0; w < active.length; w++) {
            long taken = mask == null ? 0 : active[w] & mask[w];
            long stays = active[w] & (c == '/' ? anyRun[w] : anyRun[w] | pathRun[w]);
            active[w] = (taken << 1) | carry | stays;
            carry = taken >>> 63;
            left |= active[w];
        }
        skipRuns(active);
        return left != 0;
    }

    /** A run may be empty: the state behind it is reached at once. Runs never stand side by side. */
    private void skipRuns(long[] active) {
        long carry = 0;
        for (int w = 0; w < active.length; w++) {
            long runs = active[w] & (anyRun[w] | pathRun[w]);
            active[w] |= (runs << 1) | carry;
            carry = runs >>> 63;
        }
    }

    private static void set(long[] bits, int position) {
        bits[position >> 6] |= 1L << position;
    }
}
