package dev.enforce.benchmarks;

import dev.enforce.agent.admission.AdmissionHandler;
import dev.enforce.agent.admission.AdmissionMetrics;
import dev.enforce.agent.admission.AdmissionSettings;
import dev.enforce.agent.admission.ImageJudge;
import dev.enforce.agent.admission.ImageWebhooks;
import dev.enforce.agent.admission.PodCredentials;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.HttpRegistryClient;
import dev.enforce.oci.Keychain;
import dev.enforce.verification.Verdict;
import dev.enforce.verification.WorkloadFacts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What one review costs inside the process, and what selecting among many policies adds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
public class VerificationBenchmark {

    private static final String IMAGE = "ghcr.io/team/app@sha256:" + "ab".repeat(32);
    private static final WorkloadFacts POD = new WorkloadFacts("", "v1", "pods", "Pod", "prod", Map.of("app", "demo"));

    /** Policies in force; one of them covers the image. */
    @Param({"1", "100", "1000"})
    public int policies;

    private final HttpRegistryClient registries = HttpRegistryClient.create();
    private final PinnedReference image = PinnedReference.parse(IMAGE);
    private final byte[] review = new ReviewBodies(List.of(IMAGE), "default").next();
    private ImageJudge judge =
            BenchmarkJudge.of(registries, new byte[0], Duration.ofSeconds(10)).judge();
    private AdmissionHandler webhook = webhook();

    @Setup
    public void prepare() {
        StringBuilder documents = new StringBuilder();
        for (int i = 0; i < policies; i++) {
            String glob = i == 0 ? "ghcr.io/team/**" : "registry" + i + ".example.com/**";
            documents.append("---\n").append(SignedImages.policy("p" + i, glob, "  - static:\n      action: pass\n"));
        }
        judge = BenchmarkJudge.ofMany(
                        registries, documents.toString().getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(10))
                .judge();
        webhook = webhook();
    }

    @TearDown
    public void close() {
        registries.close();
    }

    /** The verdict alone. */
    @Benchmark
    public Verdict verdict() {
        return judge.verify(image, POD, Keychain.anonymous(), Deadline.after(Duration.ofSeconds(5)));
    }

    /** From the bytes of a review to the bytes of its answer. */
    @Benchmark
    public AdmissionHandler.Answer review() {
        return webhook.handle(review, Duration.ofSeconds(5));
    }

    private AdmissionHandler webhook() {
        return new ImageWebhooks(
                        () -> judge,
                        registries,
                        PodCredentials.anonymous(),
                        () -> AdmissionSettings.DEFAULTS,
                        AdmissionMetrics.none())
                .validation();
    }
}
