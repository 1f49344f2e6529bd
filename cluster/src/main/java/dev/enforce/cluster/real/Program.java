package dev.enforce.cluster.real;

import dev.enforce.cluster.ClusterException;
import dev.enforce.cluster.ClusterException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One program of the control plane as a child process.
 *
 * <p>The child ends by itself when its standard input does, whose other end only this process holds: so none is left
 * behind however this process ends.
 */
final class Program {

    private static final String EXIT_WITH_PARENT = "ENFORCE_EXIT_WITH_PARENT";
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);
    private static final int LOG_LINES_SHOWN = 5;

    private final String name;
    private final Path log;
    private final Process process;

    private Program(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** Starts {@code binary name arguments...}; its output is appended to {@code <directory>/<name>.log}. */
    static Program start(Path binary, String name, List<String> arguments, Path directory) {
        List<String> command = new ArrayList<>(List.of(binary.toString(), name));
        command.addAll(arguments);
        Path log = directory.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(Program::changesBehaviour);
        builder.environment().put(EXIT_WITH_PARENT, "1");
        try {
            return new Program(name, log, builder.start());
        } catch (IOException e) {
            throw new ClusterException(Code.START_FAILED, "cannot start " + binary + ": " + e.getMessage(), e);
        }
    }

    /** What the user has set for programs of their own must not reach ours. */
    private static boolean changesBehaviour(String variable) {
        return variable.startsWith("ETCD_") || variable.startsWith("KUBE") || variable.startsWith("KWOK_");
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    /**
     * Lets some time pass in which the program has to stay alive.
     *
     * @throws ClusterException with {@link Code#START_FAILED} and the end of its log if it has ended
     */
    void stayAlive(Duration time) throws InterruptedException {
        if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new ClusterException(
                    Code.START_FAILED,
                    name + " ended with status " + process.exitValue() + " (log " + log + "): " + endOfLog());
        }
    }

    private String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
        } catch (IOException e) {
            return "its log cannot be read: " + e.getMessage();
        }
    }

    /** Ends it at once; returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(KILL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
