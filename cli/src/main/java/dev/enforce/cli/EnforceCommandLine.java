package dev.enforce.cli;

import dev.enforce.cli.sign.SignCommand;
import dev.enforce.cli.terminal.ExitCode;
import dev.enforce.cli.terminal.Terminal;
import dev.enforce.cli.verify.VerifyCommand;
import dev.enforce.policy.Suggestions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program {@code enforce}. Groups of commands are made only when they are called, so that many of them cost
 * nothing.
 *
 * <p>Exit codes: 0 done, 1 the answer is no, 2 could not be done (usage, unreadable input). A stack trace is never
 * shown.
 */
public final class EnforceCommandLine {

    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Terminal terminal;

    /** A group of commands, made when it is first needed. */
    public record Group(String name, String summary, Function<Terminal, Object> command) {}

    public EnforceCommandLine(List<Group> groups, Terminal terminal) {
        groups.forEach(group -> this.groups.put(group.name(), group));
        this.terminal = terminal;
    }

    /** The groups that this program has. */
    public static List<Group> defaultGroups() {
        return List.of(
                new Group("policy", "Check policies before a cluster sees them.", PolicyCommand::create),
                new Group("sign", "Sign an image, or attest to it.", SignCommand::create),
                new Group("verify", "Judge an image by policies, and explain it.", VerifyCommand::create));
    }

    /** Runs the program and ends the process with its exit code. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(System.in, out, err);
        System.exit(new EnforceCommandLine(defaultGroups(), terminal).run(args));
    }

    /** Runs one command. */
    public int run(String... args) {
        if (args.length == 0 || args[0].equals("-h") || args[0].equals("--help") || args[0].equals("help")) {
            (args.length == 0 ? terminal.err() : terminal.out()).print(overview());
            return args.length == 0 ? ExitCode.UNUSABLE : ExitCode.OK;
        }
        Group group = groups.get(args[0]);
        if (group == null) {
            return unknown(args[0]);
        }
        CommandLine line = new CommandLine(new Root());
        line.addSubcommand(group.name(), group.command().apply(terminal));
        configure(line);
        return line.execute(args);
    }

    private void configure(CommandLine line) {
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        line.setParameterExceptionHandler(this::misused);
        line.setExecutionExceptionHandler(this::failed);
    }

    private int misused(ParameterException problem, String[] args) {
        terminal.err().println(problem.getMessage());
        CommandSpec command = problem.getCommandLine().getCommandSpec();
        if (problem instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            Suggestions.nearest(
                            unmatched.getUnmatched().getFirst(),
                            problem.getCommandLine().getSubcommands().keySet())
                    .ifPresent(nearest -> terminal.err().println("Did you mean \"" + nearest + "\"?"));
        }
        terminal.err().println("See: " + command.qualifiedName() + " --help");
        return ExitCode.UNUSABLE;
    }

    private int failed(Exception problem, CommandLine command, ParseResult parsed) {
        String text = problem.getMessage() == null ? problem.getClass().getSimpleName() : problem.getMessage();
        terminal.err().println(command.getCommandSpec().qualifiedName() + " failed: " + text);
        return ExitCode.UNUSABLE;
    }

    private int unknown(String written) {
        terminal.err().println("enforce has no command \"" + written + "\".");
        Suggestions.nearest(written, groups.keySet())
                .ifPresent(nearest -> terminal.err().println("Did you mean \"" + nearest + "\"?"));
        terminal.err().println("See: enforce --help");
        return ExitCode.UNUSABLE;
    }

    private String overview() {
        StringBuilder text = new StringBuilder("Usage: enforce COMMAND [ARGS]\n\nCommands:\n");
        int width = groups.keySet().stream().mapToInt(String::length).max().orElse(0);
        groups.values()
                .forEach(group -> text.append("  ")
                        .append(group.name())
                        .append(" ".repeat(width - group.name().length() + 2))
                        .append(group.summary())
                        .append('\n'));
        return text.append("\nExample:\n  enforce policy validate policy.yaml\n\nEach command explains itself:"
                        + " enforce COMMAND --help\n")
                .toString();
    }

    @Command(name = "enforce")
    private static final class Root {}
}
