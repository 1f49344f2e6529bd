package dev.enforce.language.cue.compile;

/**
 * Labels as one string each. Definitions and hidden fields begin with a character that no regular label of a document can be
 * mistaken for, since {@code "#x"} in quotes is a regular field.
 */
public final class Labels {

    private static final char MARK = '\uFFFF';

    private Labels() {}

    /** The label that a bare word means. */
    public static String ofName(String name) {
        return name.startsWith("#") || name.startsWith("_") ? MARK + name : name;
    }

    public static boolean isRegular(String label) {
        return label.isEmpty() || label.charAt(0) != MARK;
    }

    public static boolean isDefinition(String label) {
        return !isRegular(label) && (label.startsWith("#", 1) || label.startsWith("_#", 1));
    }

    /** Without the mark. */
    public static String text(String label) {
        return isRegular(label) ? label : label.substring(1);
    }
}
