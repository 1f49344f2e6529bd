package dev.enforce.agent.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.ImageReference;
import dev.enforce.oci.Deadline;
import dev.enforce.policy.PolicyMode;
import dev.enforce.policy.StaticAuthority.Action;
import dev.enforce.verification.WorkloadFacts;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small parts of admission, each by itself. */
class AdmissionPartsTest {

    @Test
    void diagnosticsThatSayTheSameBecomeOne() {
        FieldDiagnostics diagnostics = new FieldDiagnostics();
        diagnostics.add("b", "spec.z", "");
        diagnostics.add("b", "spec.a", "");
        diagnostics.add("b", "spec.a", "");
        diagnostics.add("b", "spec.a", "more");
        diagnostics.add("a", "", "");

        assertThat(diagnostics.texts()).containsExactly("a", "b: spec.a, spec.z", "b: spec.a\nmore");
    }

    @Test
    void warningsAreWholeWhileTheyFitAndElseShortAndCounted() {
        String long1 = "a".repeat(4_000);
        List<String> many = Collections.nCopies(100, "w".repeat(1_000));

        assertThat(ReviewWriter.bounded(List.of(long1, "b\nc"))).containsExactly(long1, "b c");
        List<String> bounded = ReviewWriter.bounded(many);
        assertThat(bounded)
                .hasSizeLessThanOrEqualTo(16)
                .allSatisfy(w -> assertThat(w).hasSizeLessThanOrEqualTo(256));
        assertThat(bounded.getLast()).isEqualTo("and 85 more warnings of this kind");
        assertThat(bounded.stream().mapToInt(String::length).sum()).isLessThanOrEqualTo(4096);
    }

    @Test
    void workInParallelKeepsTheOrderAndTheBound() {
        BoundedThreads threads = new BoundedThreads(3);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Integer> inputs = IntStream.range(0, 200).boxed().toList();

        List<Integer> results = threads.map(
                inputs,
                Deadline.after(Duration.ofSeconds(30)),
                input -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    Thread.yield();
                    now.decrementAndGet();
                    return input * 2;
                },
                input -> -1);

        assertThat(results).isEqualTo(inputs.stream().map(input -> input * 2).toList());
        assertThat(most.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void workThatDoesNotEndIsLate() {
        BoundedThreads threads = new BoundedThreads(1);
        CountDownLatch never = new CountDownLatch(1);

        List<String> results = threads.map(
                List.of("stuck", "waiting"),
                Deadline.after(Duration.ofMillis(50)),
                input -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return "done";
                },
                input -> input + " is late");

        assertThat(results).containsExactly("stuck is late", "waiting is late");
    }

    @ParameterizedTest
    @CsvSource({
        "nginx:1.25, **, NeedsDigest",
        "nginx:1.25, nginx*, NeedsDigest",
        "nginx:1.25, docker.io/library/nginx@*, NeedsDigest",
        "nginx:1.25, registry-1.docker.io/library/nginx@sha256:00*, NeedsDigest",
        "nginx:1.25, library/nginx@*, NeedsDigest",
        "nginx:1.25, index.docker.io/library/nginx@sha256*, NeedsDigest",
        "nginx:1.25, ghcr.io/**, Uncovered",
        "ghcr.io/team/app:v1, ghcr.io/team/app@*, NeedsDigest",
        "ghcr.io/team/app:v1, ghcr.io/team/a*sha256*, NeedsDigest",
        "ghcr.io/team/app:v1, *sha256*, NeedsDigest",
        "ghcr.io/team/app:v1, ghcr.io/other/**, Uncovered",
        "ghcr.io/team/app:v1, ghcr.io/team/apple*, NeedsDigest",
    })
    void asksForADigestWheneverOneCouldMatter(String image, String glob, String expected) {
        WorkloadFacts pod = new WorkloadFacts("", "v1", "pods", "Pod", "prod", Map.of());

        TagJudgement judgement =
                TagJudgement.of(ImageReference.parse(image), pod, List.of(FakeJudge.looking("p", glob)));

        assertThat(judgement.getClass().getSimpleName()).isEqualTo(expected);
    }

    @Test
    void aStaticPolicyDecidesOnlyAlone() {
        WorkloadFacts pod = new WorkloadFacts("", "v1", "pods", "Pod", "prod", Map.of());
        ImageReference image = ImageReference.parse("ghcr.io/team/app:v1");
        var pass = FakeJudge.statically("pass", PolicyMode.ENFORCE, Action.PASS, "ghcr.io/**");

        assertThat(TagJudgement.of(image, pod, List.of(pass))).isInstanceOf(TagJudgement.Decided.class);
        assertThat(TagJudgement.of(image, pod, List.of(pass, FakeJudge.looking("p", "ghcr.io/team/**"))))
                .isInstanceOf(TagJudgement.NeedsDigest.class);
    }
}
