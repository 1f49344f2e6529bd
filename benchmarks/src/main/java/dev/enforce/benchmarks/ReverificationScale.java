package dev.enforce.benchmarks;

import dev.enforce.agent.admission.PodCredentials;
import dev.enforce.agent.reverification.Reverification;
import dev.enforce.agent.reverification.ReverificationInputs;
import dev.enforce.agent.reverification.ReverificationMetrics;
import dev.enforce.oci.HttpRegistryClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Continuous verification of many Pods in which nothing changes: CPU of this process for the first look at everything
 * and for each idle period after it. The registry is another process.
 */
@Command(
        name = "reverify",
        description = "Continuous verification over simulated Pods.",
        mixinStandardHelpOptions = true)
final class ReverificationScale implements Callable<Integer> {

    @Option(names = "--policy", required = true, description = "File of ClusterImagePolicies.")
    private Path policy = Path.of(".");

    @Option(names = "--images", required = true, description = "File with an image in each line.")
    private Path images = Path.of(".");

    @Option(names = "--pods", defaultValue = "10000", description = "Pods (default ${DEFAULT-VALUE}).")
    private int pods;

    @Option(names = "--resync", defaultValue = "10", description = "Period in seconds (default ${DEFAULT-VALUE}).")
    private int resync;

    @Option(
            names = "--periods",
            defaultValue = "6",
            description = "Idle periods to measure (default ${DEFAULT-VALUE}).")
    private int periods;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> lines = Files.readAllLines(images).stream()
                .filter(line -> !line.isBlank())
                .toList();
        Duration period = Duration.ofSeconds(resync);
        try (HttpRegistryClient registries = HttpRegistryClient.create()) {
            BenchmarkJudge judge = BenchmarkJudge.of(registries, Files.readAllBytes(policy), period);
            ReverificationInputs inputs = new ReverificationInputs(
                    new SimulatedCluster(pods, lines),
                    judge.verification(),
                    (image, keychain, deadline) ->
                            registries.withDeadline(deadline).resolve(image, keychain),
                    PodCredentials.anonymous(),
                    judge::policies,
                    () -> period,
                    () -> true);
            ReverificationMetrics metrics = new ReverificationMetrics(new SimpleMeterRegistry());
            try (Reverification loop = new Reverification(inputs, List.of(), metrics, InstantSource.system())) {
                measure(loop, period);
            }
        }
        return 0;
    }

    private void measure(Reverification loop, Duration period) throws InterruptedException {
        long pid = ProcessHandle.current().pid();
        System.out.println("| period | CPU ms | RSS MiB |\n|---|---|---|");
        ProcessUse before = ProcessUse.of(pid);
        loop.start();
        for (int i = 0; i <= periods; i++) {
            waitFor(period);
            ProcessUse after = ProcessUse.of(pid);
            System.out.println(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d |",
                    i == 0 ? "first, everything unknown" : "idle " + i,
                    after.cpuMillis() - before.cpuMillis(),
                    after.residentMiB()));
            before = after;
        }
    }

    private static void waitFor(Duration period) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        if (never.await(period.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("nothing counts this down");
        }
    }
}
