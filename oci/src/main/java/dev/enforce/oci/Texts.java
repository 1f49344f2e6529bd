package dev.enforce.oci;

/** Texts from outside, made fit for a message: one line, printable, bounded. */
final class Texts {

    private static final int LONGEST = 300;

    private Texts() {}

    static String shown(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), LONGEST) + 1);
        int i = 0;
        while (i < text.length() && out.length() < LONGEST) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            boolean printable = switch (Character.getType(point)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.UNASSIGNED,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> false;
                default -> true;
            };
            out.appendCodePoint(printable ? point : ' ');
        }
        return i < text.length() ? out.append('…').toString() : out.toString();
    }
}
