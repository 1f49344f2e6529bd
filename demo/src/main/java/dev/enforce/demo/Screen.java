package dev.enforce.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * What the newcomer reads. Colours only where somebody looks at a terminal that knows them; one writer at a time, since
 * events arrive while a step is running.
 */
final class Screen {

    private static final int RIGHT_EDGE = 98;

    private final PrintStream out;
    private final boolean colours;
    private final Picture picture = new Picture();

    Screen(PrintStream out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    void line(String text) {
        line("", text);
    }

    private synchronized void line(String style, String text) {
        picture.add(style, text);
        out.println(style.isEmpty() ? text : style(style, text));
        out.flush();
    }

    /** Everything that was shown so far. */
    Picture picture() {
        return picture;
    }

    void blank() {
        line("");
    }

    void heading(String text) {
        line("1", text);
    }

    void explain(String text) {
        text.lines().forEach(l -> line("2", "  " + l));
    }

    void command(String text) {
        text.lines().forEach(l -> line("36", l.startsWith("  ") ? "      " + l.strip() : "  $ " + l));
    }

    void output(String text) {
        text.stripTrailing().lines().forEach(l -> line("  " + l));
    }

    /** The last line of an output with the time that it took at the right edge. */
    void output(String text, Duration took) {
        String[] lines = text.stripTrailing().split("\n", -1);
        for (int i = 0; i < lines.length - 1; i++) {
            line("  " + lines[i]);
        }
        timed("  " + lines[lines.length - 1], seconds(took));
    }

    void timed(String text, String note) {
        int room = RIGHT_EDGE - text.length() - note.length();
        line(text + " ".repeat(Math.max(2, room)) + note);
    }

    void good(String text) {
        line("32", text);
    }

    void bad(String text) {
        line("31", text);
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private String style(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
