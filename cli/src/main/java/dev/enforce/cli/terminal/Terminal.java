package dev.enforce.cli.terminal;

import java.io.InputStream;
import java.io.PrintStream;

/** Where commands read and write. */
public record Terminal(InputStream in, PrintStream out, PrintStream err) {}
