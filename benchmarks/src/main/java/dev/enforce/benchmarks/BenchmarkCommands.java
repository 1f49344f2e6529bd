package dev.enforce.benchmarks;

import dev.enforce.agent.telemetry.Logging;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The measurements, as commands; {@code benchmarks/run} calls them in order. */
@Command(
        name = "benchmarks",
        description = "Measures Enforce, and what it is compared with.",
        mixinStandardHelpOptions = true,
        subcommands = {
            AgentTrial.class,
            AdmissionLoad.class,
            AdmissionServer.class,
            ReverificationScale.class,
            SignedImages.class
        })
public final class BenchmarkCommands {

    private BenchmarkCommands() {}

    public static void main(String[] arguments) {
        Logging.toJsonLines();
        System.exit(new CommandLine(new BenchmarkCommands()).execute(arguments));
    }
}
