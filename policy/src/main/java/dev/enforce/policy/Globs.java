package dev.enforce.policy;

import dev.enforce.model.ImagePattern;
import java.util.Optional;

/** Checks globs as they stand in policies. */
final class Globs {

    private static final String OPENING = "\u201c\u201e\u201f\u00ab\u2018\u201a\u201b";
    private static final String CLOSING = "\u201d\u201c\u201f\u00bb\u2019\u2018\u201b";

    private Globs() {}

    /** The glob without typographic quotes around it. */
    static String unquoted(String glob) {
        String text = glob.strip();
        boolean opens = !text.isEmpty() && OPENING.indexOf(text.charAt(0)) >= 0;
        boolean closes = text.length() > 1 && (CLOSING + OPENING).indexOf(text.charAt(text.length() - 1)) >= 0;
        return opens && closes ? text.substring(1, text.length() - 1).strip() : glob;
    }

    /** What is wrong with an unquoted glob, as details of an invalid value. */
    static Optional<String> problem(String glob) {
        if (!isFilePattern(glob)) {
            return Optional.of("glob is invalid: syntax error in pattern");
        }
        return ImagePattern.isValid(glob)
                ? Optional.empty()
                : Optional.of("glob is invalid: invalid glob " + quoted(glob));
    }

    /** Whether brackets are closed and filled and no backslash ends the text: what Go asks of a file pattern. */
    private static boolean isFilePattern(String glob) {
        int i = 0;
        while (i < glob.length()) {
            char c = glob.charAt(i);
            if (c == '\\') {
                i += 2;
            } else if (c == '[') {
                i = afterClass(glob, i + 1);
            } else {
                i++;
            }
            if (i < 0 || i > glob.length()) {
                return false;
            }
        }
        return true;
    }

    private static int afterClass(String glob, int start) {
        int i = start < glob.length() && glob.charAt(start) == '^' ? start + 1 : start;
        int ranges = 0;
        while (i < glob.length()) {
            if (glob.charAt(i) == ']' && ranges > 0) {
                return i + 1;
            }
            i = afterCharacter(glob, i);
            if (i >= 0 && i < glob.length() && glob.charAt(i) == '-') {
                i = afterCharacter(glob, i + 1);
            }
            if (i < 0) {
                return -1;
            }
            ranges++;
        }
        return -1;
    }

    private static int afterCharacter(String glob, int at) {
        if (at >= glob.length() || glob.charAt(at) == '-' || glob.charAt(at) == ']') {
            return -1;
        }
        int next = glob.charAt(at) == '\\' ? at + 2 : at + 1;
        return next < glob.length() ? next : -1;
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
