package dev.enforce.demo;

import dev.enforce.cli.EnforceCommandLine;
import dev.enforce.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The program {@code enforce}, run inside the demo's process with its output kept. */
final class UserCommands {

    Kubectl.Output validate(Path file) {
        return enforce(List.of("policy", "validate", file.toString()));
    }

    Kubectl.Output enforce(List<String> arguments) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(output, true, StandardCharsets.UTF_8);
        EnforceCommandLine program = new EnforceCommandLine(
                EnforceCommandLine.defaultGroups(), new Terminal(InputStream.nullInputStream(), stream, stream));
        int exitCode = program.run(arguments.toArray(String[]::new));
        return new Kubectl.Output(exitCode, output.toString(StandardCharsets.UTF_8));
    }
}
