package dev.enforce.verification;

import static dev.enforce.verification.Bench.key;
import static dev.enforce.verification.Bench.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.Digest;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.RegistryException;
import dev.enforce.oci.Repository;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.PolicyMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the registry is asked, and when what is known is enough. */
class EvidenceFreshnessTest {

    private static final RegistryException DOWN = new RegistryException(
            RegistryException.Code.UNAVAILABLE, "registry.test", "registry registry.test does not answer");

    private final Bench bench = new Bench();
    private final FakeRegistry registry = bench.registry;
    private final PinnedReference image = registry.push("registry.test/team/app", "hello");
    private final PolicySet signedByAlice = bench.set(policy("signed", key("a", "alice")));

    @Test
    void admitsKnownImageAgainWithoutAnyRequest() {
        bench.sign(image, "alice");
        Verdict first = bench.verify(image, signedByAlice);
        registry.requests.clear();
        bench.pass(Duration.ofSeconds(9));

        Verdict second = bench.verify(image, signedByAlice);

        assertThat(second).isSameAs(first).isInstanceOf(Verdict.Passed.class);
        assertThat(registry.requests).isEmpty();
        assertThat(bench.verification.statistics().remembered()).isEqualTo(1);
    }

    @Test
    void revalidatesPassedVerdictByConditionalReadOnceItIsOld() {
        bench.sign(image, "alice");
        Verdict first = bench.verify(image, signedByAlice);
        registry.requests.clear();
        bench.pass(Duration.ofSeconds(16));

        Verdict second = bench.verify(image, signedByAlice);

        assertThat(second).isSameAs(first);
        assertThat(registry.requests).containsExactly("HEAD registry.test/team/app " + Bench.tag(image, ".sig"));
        assertThat(bench.verification.statistics().evaluated()).isEqualTo(1);
    }

    @Test
    void seesNewSignatureSoonAfterRefusal() {
        assertThat(bench.verify(image, signedByAlice)).isInstanceOf(Verdict.Failed.class);
        bench.sign(image, "alice");
        assertThat(bench.verify(image, signedByAlice)).isInstanceOf(Verdict.Failed.class);

        bench.pass(Duration.ofSeconds(1));

        assertThat(bench.verify(image, signedByAlice)).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void refusalNeverLivesLongerThanOneResync() {
        bench.resync.set(Duration.ofMillis(500));
        assertThat(bench.verify(image, signedByAlice)).isInstanceOf(Verdict.Failed.class);
        bench.sign(image, "alice");

        bench.pass(Duration.ofMillis(500));

        assertThat(bench.verify(image, signedByAlice)).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void seesThatSignatureWasRemovedOnceTheVerdictIsOld() {
        bench.sign(image, "alice");
        bench.verify(image, signedByAlice);
        registry.removeTag(Repository.of(image), Bench.tag(image, ".sig"));

        bench.pass(Duration.ofSeconds(16));

        assertThat(bench.verify(image, signedByAlice)).isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void asksEverywhereOnceTheSignatureThatCountedIsGone() {
        bench.sign(image, "alice");
        bench.verify(image, signedByAlice);
        registry.removeTag(Repository.of(image), Bench.tag(image, ".sig"));
        bench.bundle(image, "alice signs " + image.digest());

        bench.pass(Duration.ofSeconds(16));

        assertThat(bench.verify(image, signedByAlice)).isInstanceOf(Verdict.Passed.class);
        assertThat(registry.requests).anyMatch(request -> request.startsWith("REFERRERS"));
    }

    @Test
    void oldPartOfTheEvidenceIsReadAgainForWhoeverNeedsIt() {
        bench.sign(image, "alice");
        bench.verify(image, signedByAlice);
        bench.pass(Duration.ofSeconds(16));
        bench.verify(image, signedByAlice);
        bench.bundle(image, "bob signs " + image.digest());

        assertThat(bench.verify(image, bench.set(policy("signed", key("a", "bob")))))
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void changedPolicyMeetsNoOldVerdict() {
        bench.sign(image, "alice");
        bench.verify(image, signedByAlice);

        assertThat(bench.verify(image, bench.set(policy("signed", key("a", "bob")))))
                .isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void changedPolicyIsJudgedOnEvidenceThatIsKnown() {
        bench.sign(image, "alice");
        bench.verify(image, signedByAlice);
        registry.requests.clear();

        Verdict verdict = bench.verify(image, bench.set(policy("signed", key("renamed", "alice"))));

        assertThat(verdict).isInstanceOf(Verdict.Passed.class);
        assertThat(registry.requests).isEmpty();
    }

    @Test
    void changedTrustRootMeetsNoOldVerdict() {
        bench.sign(image, "alice");
        List<CompiledPolicy> policies = List.of(policy("signed", key("a", "alice")));
        bench.verify(image, signedByAlice);

        PolicySet distrusting = PolicySet.of(
                policies, "other roots", (authority, clock) -> new EvidenceVerifier.Setup.Unusable("the root is gone"));

        assertThat(bench.verify(image, distrusting)).isInstanceOf(Verdict.Undecided.class);
    }

    @Test
    void keepsTrustingEvidenceForSomeTimeWhileTheRegistryIsAway() {
        bench.sign(image, "alice");
        bench.verify(image, signedByAlice);
        registry.fail(DOWN);

        bench.pass(Duration.ofMinutes(9));
        assertThat(bench.verify(image, signedByAlice)).isInstanceOf(Verdict.Passed.class);
        bench.pass(Duration.ofMinutes(2));
        assertThat(bench.verify(image, signedByAlice)).isInstanceOf(Verdict.Undecided.class);
    }

    @Test
    void doesNotRememberWhatIsUndecided() {
        bench.sign(image, "alice");
        registry.fail(DOWN);
        assertThat(bench.verify(image, signedByAlice)).isInstanceOf(Verdict.Undecided.class);
        registry.fail(null);

        bench.pass(Duration.ofSeconds(1));

        assertThat(bench.verify(image, signedByAlice)).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void readsEvidenceAgainWhenItIsTold() {
        bench.sign(image, "alice");
        bench.verify(image, signedByAlice);
        registry.requests.clear();
        bench.nanos.incrementAndGet();

        bench.verification.reverify(
                image,
                Bench.POD,
                Keychain.anonymous(),
                signedByAlice,
                bench.nanos.get(),
                Deadline.after(Duration.ofSeconds(5)));

        assertThat(registry.requests).hasSize(1);
    }

    @Test
    void judgesImageOnceForManyReviewsAtTheSameTime() throws Exception {
        bench.sign(image, "alice");
        CountDownLatch everybodyCame = new CountDownLatch(1);
        registry.beforeEach(() -> awaitQuietly(everybodyCame));
        List<Future<Verdict>> verdicts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                verdicts.add(threads.submit(() -> bench.verify(image, signedByAlice)));
            }
            everybodyCame.countDown();
        }

        for (Future<Verdict> verdict : verdicts) {
            assertThat(verdict.get()).isInstanceOf(Verdict.Passed.class);
        }
        assertThat(registry.requests).hasSize(3);
    }

    @Test
    void readsNoContentTwiceFromTheRegistryAfterRestart(@TempDir Path directory) {
        PinnedReference signed = signedIn(new Bench(onDisk(directory)));
        Bench restarted = new Bench(onDisk(directory));
        restarted.registry.push("registry.test/team/app", "hello");
        restarted.sign(signed, "alice");

        Verdict verdict = restarted.verify(signed, restarted.set(policy("signed", key("a", "alice"))));

        assertThat(verdict).isInstanceOf(Verdict.Passed.class);
        assertThat(restarted.registry.requests).noneMatch(request -> request.startsWith("BLOB"));
    }

    @Test
    void readsDamagedContentAnewFromTheRegistry(@TempDir Path directory) throws Exception {
        PinnedReference signed = signedIn(new Bench(onDisk(directory)));
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.writeString(file, "damaged");
            }
        }
        Bench restarted = new Bench(onDisk(directory));
        restarted.registry.push("registry.test/team/app", "hello");
        restarted.sign(signed, "alice");

        assertThat(restarted.verify(signed, restarted.set(policy("signed", key("a", "alice")))))
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void goesOnWithoutDirectoryThatCannotBeUsedAndSaysSo(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "in the way");
        List<String> notices = new ArrayList<>();
        Bench bench = new Bench(EvidenceCache.onDisk(1 << 20, file, 1 << 20, notices::add));
        PinnedReference signed = signedIn(bench);

        assertThat(bench.verify(signed, bench.set(policy("signed", key("a", "alice")))))
                .isInstanceOf(Verdict.Passed.class);
        assertThat(notices).singleElement().asString().startsWith("evidence is no longer kept in " + file);
    }

    @Test
    void keepsMemoryInsideItsBounds() {
        EvidenceCache cache = EvidenceCache.inMemory(1000);
        for (int i = 0; i < 100; i++) {
            byte[] content = new byte[200];
            content[0] = (byte) i;
            cache.put(Digest.sha256(content), content);
        }
        byte[] huge = new byte[900];
        cache.put(Digest.sha256(huge), huge);

        assertThat(cache.bytesInMemory()).isLessThanOrEqualTo(1000);
        assertThat(cache.find(Digest.sha256(huge))).isEmpty();
    }

    @Test
    void keepsTheDiskInsideItsBounds(@TempDir Path directory) throws Exception {
        EvidenceCache cache = EvidenceCache.onDisk(1, directory, 1000, notice -> {});
        for (int i = 0; i < 20; i++) {
            byte[] content = new byte[200];
            content[0] = (byte) i;
            cache.put(Digest.sha256(content), content);
        }

        try (var files = Files.list(directory)) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThanOrEqualTo(1000);
        }
    }

    @Test
    void remembersWarningsNoLongerThanRefusals() {
        PolicySet warning = bench.set(policy("careful", PolicyMode.WARN, key("a", "alice")));
        bench.verify(image, warning);
        bench.sign(image, "alice");

        bench.pass(Duration.ofSeconds(1));

        assertThat(((Verdict.Passed) bench.verify(image, warning)).warnings()).isEmpty();
    }

    private static EvidenceCache onDisk(Path directory) {
        return EvidenceCache.onDisk(1 << 20, directory, 1 << 20, notice -> {});
    }

    private static PinnedReference signedIn(Bench bench) {
        PinnedReference image = bench.registry.push("registry.test/team/app", "hello");
        bench.sign(image, "alice");
        assertThat(bench.verify(image, bench.set(policy("signed", key("a", "alice")))))
                .isInstanceOf(Verdict.Passed.class);
        return image;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
