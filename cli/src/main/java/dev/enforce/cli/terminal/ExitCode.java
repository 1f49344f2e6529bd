package dev.enforce.cli.terminal;

/** How commands end; constants, since picocli takes whole numbers only. */
public final class ExitCode {

    /** Done. */
    public static final int OK = 0;

    /** The answer is no: something is not valid or not verified. */
    public static final int REFUSED = 1;

    /** The question could not be answered: wrong usage, unreadable input, an environment that fails. */
    public static final int UNUSABLE = 2;

    private ExitCode() {}
}
