package dev.enforce.agent.admission;

/** Makes text that comes from registries, certificates and requests safe to show. */
final class TextBounds {

    private TextBounds() {}

    /** At most this many characters, and no control character that a terminal would obey. */
    static String shown(String text, int maximum) {
        String bounded = text.length() <= maximum ? text : text.substring(0, wholeCharacters(text, maximum)) + "…";
        for (int i = 0; i < bounded.length(); i++) {
            if (isHarmful(bounded.charAt(i))) {
                return replaced(bounded);
            }
        }
        return bounded;
    }

    /** As {@link #shown}, in one line: the API server drops a warning that holds a control character. */
    static String line(String text, int maximum) {
        return shown(text, maximum).replace('\n', ' ').replace('\t', ' ');
    }

    private static String replaced(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            safe.append(isHarmful(c) ? '\uFFFD' : c);
        }
        return safe.toString();
    }

    private static boolean isHarmful(char c) {
        return Character.isISOControl(c) && c != '\n' && c != '\t';
    }

    private static int wholeCharacters(String text, int maximum) {
        return Character.isHighSurrogate(text.charAt(maximum - 1)) ? maximum - 1 : maximum;
    }
}
