package dev.enforce.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Loads a webhook with reviews and prints a row of a table for each level. */
@Command(
        name = "load",
        description = "Load a webhook: closed loop with some clients, open loop at a fixed rate.",
        mixinStandardHelpOptions = true)
final class AdmissionLoad implements Callable<Integer> {

    @Option(
            names = "--url",
            required = true,
            description = "For instance https://127.0.0.1:8443/validations?timeout=25s.")
    private URI url = URI.create("https://127.0.0.1:8443/validations");

    @Option(names = "--images", required = true, description = "File with an image in each line, taken in turn.")
    private Path images = Path.of(".");

    @Option(names = "--name", defaultValue = "load", description = "First column of the rows.")
    private String name = "load";

    @Option(
            names = "--service-account",
            defaultValue = "default",
            description = "Of the Pods (default ${DEFAULT-VALUE}).")
    private String serviceAccount = "default";

    @Option(names = "--clients", split = ",", description = "Levels of the closed loop, for instance 1,8,32.")
    private List<Integer> clients = List.of();

    @Option(
            names = "--rates",
            split = ",",
            description = "Levels of the open loop in reviews a second, for instance 500.")
    private List<Integer> rates = List.of();

    @Option(names = "--connections", defaultValue = "32", description = "Of the open loop (default ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--warm-up",
            defaultValue = "20",
            description = "Seconds at 8 clients before (default ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "10", description = "Seconds a level (default ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--pid", description = "Process of the server, on this machine, to measure its CPU and memory.")
    private @Nullable Long pid;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> lines = Files.readAllLines(images).stream()
                .filter(line -> !line.isBlank())
                .toList();
        LoadGenerator load = new LoadGenerator(url, new ReviewBodies(lines, serviceAccount), pid);
        if (warmUp > 0) {
            load.closedLoop(8, Duration.ofSeconds(warmUp));
        }
        for (int level : clients) {
            System.out.println(
                    load.closedLoop(level, Duration.ofSeconds(seconds)).row(name));
        }
        for (int rate : rates) {
            System.out.println(load.openLoop(rate, connections, Duration.ofSeconds(seconds))
                    .row(name));
        }
        return 0;
    }
}
