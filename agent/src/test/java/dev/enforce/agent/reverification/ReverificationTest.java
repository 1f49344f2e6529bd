package dev.enforce.agent.reverification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.agent.admission.PodCredentials;
import dev.enforce.model.ImagePattern;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.RegistryException;
import dev.enforce.policy.AuthorityOptions;
import dev.enforce.policy.CompiledAuthority;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.KeyAuthority;
import dev.enforce.policy.PolicyMode;
import dev.enforce.policy.SignatureHash;
import dev.enforce.policy.StaticAuthority;
import dev.enforce.verification.PolicySet;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What is judged when, and what is told of it. */
class ReverificationTest {

    private static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final String APP = "registry.test/team/app@" + DIGEST;

    private final FakeCluster cluster = new FakeCluster();
    private final FakeVerification verification = new FakeVerification();
    private final AtomicReference<PolicySet> policies = new AtomicReference<>(PolicySet.of(List.of(signed("signed"))));
    private final AtomicReference<Duration> resync = new AtomicReference<>(Duration.ofSeconds(10));
    private final AtomicBoolean leading = new AtomicBoolean(true);
    private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<ImageChanges> told = new ArrayList<>();
    private final List<String> resolvedTags = new ArrayList<>();
    private final Reverification reverification = new Reverification(
            new ReverificationInputs(
                    cluster,
                    verification,
                    (image, keychain, deadline) -> {
                        resolvedTags.add(image.toString());
                        if (image.repository().contains("gone")) {
                            throw new RegistryException(RegistryException.Code.NOT_FOUND, image.toString(), "gone");
                        }
                        return PinnedReference.parse(image.context() + "@" + DIGEST);
                    },
                    PodCredentials.anonymous(),
                    policies::get,
                    resync::get,
                    leading::get),
            List.of(told::add),
            new ReverificationMetrics(meters),
            now::get,
            nanos::get,
            Runnable::run);

    @Test
    void tellsViolationOfRunningImageInTheFirstTurn() {
        cluster.run("web", APP, "");

        reverification.turn();

        assertThat(told).singleElement().satisfies(changes -> {
            assertThat(changes.image().name()).isEqualTo(APP);
            assertThat(changes.workloads()).extracting("name").containsExactly("web");
            assertThat(changes.changes())
                    .containsExactly(new PolicyChange(
                            "signed",
                            PolicyChange.Kind.NEW,
                            false,
                            "failed policy: signed\n" + APP + " no signatures found",
                            now.get()));
        });
    }

    @Test
    void tellsNothingTwice() {
        cluster.run("web", APP, "");
        turns(Duration.ofSeconds(60));

        assertThat(told).hasSize(1);
    }

    @Test
    void tellsWhenTheImageIsSignedWithinOnePeriod() {
        cluster.run("web", APP, "");
        reverification.turn();
        verification.signed.add(APP);

        turns(Duration.ofSeconds(10));

        assertThat(kinds()).containsExactly("new false", "improved true");
        assertThat(told.getLast().changes().getFirst().diagnostic()).isEmpty();
    }

    @Test
    void tellsWhenTheSignatureIsRemoved() {
        verification.signed.add(APP);
        cluster.run("web", APP, "");
        reverification.turn();
        verification.signed.clear();

        turns(Duration.ofSeconds(10));

        assertThat(kinds()).containsExactly("new true", "degraded false");
    }

    @Test
    void judgesAtOnceWhenThePoliciesChange() {
        policies.set(PolicySet.of(List.of()));
        cluster.run("web", APP, "");
        reverification.turn();
        assertThat(told).isEmpty();

        policies.set(PolicySet.of(List.of(signed("signed"))));
        reverification.turn();

        assertThat(kinds()).containsExactly("new false");
    }

    @Test
    void takesEvidenceOfThisPeriodWhenThePoliciesChange() {
        cluster.run("web", APP, "");
        reverification.turn();
        verification.notBefore.clear();

        policies.set(PolicySet.of(List.of(signed("signed"), signed("too"))));
        reverification.turn();

        assertThat(verification.notBefore)
                .allMatch(
                        moment -> moment == nanos.get() - Duration.ofSeconds(10).toNanos());
    }

    @Test
    void asksForEvidenceOncePerPeriod() {
        cluster.run("web", APP, "");
        turns(Duration.ofSeconds(10));
        verification.asked.clear();

        turns(Duration.ofSeconds(100));

        assertThat(verification.asked).hasSize(20).containsOnly(APP + " in Pod", APP + " in Deployment");
    }

    @Test
    void spreadsManyImagesOverThePeriod() {
        for (int i = 0; i < 200; i++) {
            cluster.run("web" + i, "registry.test/team/app" + i + "@" + DIGEST, "");
        }
        reverification.turn();
        turns(Duration.ofSeconds(10));
        verification.asked.clear();

        int most = 0;
        for (int i = 0; i < 20; i++) {
            int before = verification.asked.size();
            turns(Duration.ofMillis(500));
            most = Math.max(most, verification.asked.size() - before);
        }

        assertThat(verification.asked).hasSizeBetween(396, 404);
        assertThat(most).isLessThan(80);
    }

    @Test
    void staticPoliciesCostNothingWhileNothingChanges() {
        policies.set(PolicySet.of(List.of(
                policy("static", new StaticAuthority("a", StaticAuthority.Action.PASS, "", AuthorityOptions.NONE)))));
        cluster.run("web", APP, "");
        reverification.turn();
        verification.asked.clear();

        turns(Duration.ofMinutes(10));

        assertThat(verification.asked).isEmpty();
    }

    @Test
    void shorterPeriodCountsAtOnce() {
        resync.set(Duration.ofHours(1));
        cluster.run("web", APP, "");
        reverification.turn();
        verification.signed.add(APP);
        turns(Duration.ofSeconds(1));

        resync.set(Duration.ofSeconds(1));
        turns(Duration.ofSeconds(2));

        assertThat(kinds()).contains("improved true");
    }

    @Test
    void judgesAgainWhenTimeLimitPasses() {
        resync.set(Duration.ofHours(1));
        verification.signed.add(APP);
        verification.validUntil = now.get().plusSeconds(3);
        cluster.run("web", APP, "");
        reverification.turn();
        verification.asked.clear();

        turns(Duration.ofSeconds(2));
        assertThat(verification.asked).isEmpty();
        turns(Duration.ofSeconds(2));
        assertThat(verification.asked).isNotEmpty();
    }

    @Test
    void undecidedChangesNothingThatWasDecided() {
        verification.signed.add(APP);
        cluster.run("web", APP, "");
        reverification.turn();
        verification.down = true;
        turns(Duration.ofSeconds(30));
        verification.down = false;
        turns(Duration.ofSeconds(30));

        assertThat(kinds()).containsExactly("new true");
    }

    @Test
    void showsUndecidedPoliciesInMetrics() {
        verification.down = true;
        cluster.run("web", APP, "");
        reverification.turn();

        assertThat(told).isEmpty();
        assertThat(gauge("undecided")).isZero();
        verification.down = false;
        turns(Duration.ofSeconds(10));
        assertThat(gauge("invalid")).isOne();
    }

    @Test
    void countsImagesForEachPolicy() {
        verification.signed.add(APP);
        cluster.run("web", APP, "");
        cluster.run("db", "registry.test/team/db@" + DIGEST, "");
        reverification.turn();

        assertThat(gauge("valid")).isOne();
        assertThat(gauge("invalid")).isOne();
    }

    @Test
    void forgetsImagesThatNoLongerRun() {
        cluster.run("web", APP, "");
        reverification.turn();
        cluster.stop("web");
        turns(Duration.ofSeconds(1));

        assertThat(reverification.images()).isEmpty();
        assertThat(meters.find("enforce.policy.images").gauges()).isEmpty();
    }

    @Test
    void onlyTheLeaderJudges() {
        leading.set(false);
        cluster.run("web", APP, "");
        turns(Duration.ofSeconds(20));
        assertThat(verification.asked).isEmpty();

        leading.set(true);
        reverification.turn();

        assertThat(kinds()).containsExactly("new false");
    }

    @Test
    void waitsUntilTheClusterWasListed() {
        cluster.complete = false;
        cluster.run("web", APP, "");
        reverification.turn();

        assertThat(verification.asked).isEmpty();
    }

    @Test
    void takesTheDigestThatTheNodeReports() {
        cluster.run("web", "registry.test/team/app:v1", "docker-pullable://registry.test/team/app@" + DIGEST);
        reverification.turn();

        assertThat(reverification.images()).containsExactly(APP);
        assertThat(resolvedTags).isEmpty();
    }

    @Test
    void asksTheRegistryOnceWhatATagMeansWhenTheNodeDoesNotSay() {
        cluster.run("web", "registry.test/team/app:v1", "sha256:" + "cd".repeat(32));
        turns(Duration.ofSeconds(60));

        assertThat(reverification.images()).containsExactly(APP);
        assertThat(resolvedTags).containsExactly("registry.test/team/app:v1");
        assertThat(kinds()).containsExactly("new false");
    }

    @Test
    void triesUnknownTagAgainEveryPeriod() {
        cluster.run("web", "registry.test/team/gone:v1", "");
        turns(Duration.ofSeconds(35));

        assertThat(resolvedTags).hasSize(4);
    }

    @Test
    void defectiveSinkKeepsNoOtherFromBeingTold() {
        List<ImageChanges> heard = new ArrayList<>();
        Reverification loop = new Reverification(
                new ReverificationInputs(
                        cluster,
                        verification,
                        (image, keychain, deadline) -> PinnedReference.parse(APP),
                        PodCredentials.anonymous(),
                        policies::get,
                        resync::get,
                        leading::get),
                List.of(
                        changes -> {
                            throw new IllegalStateException("broken");
                        },
                        heard::add),
                new ReverificationMetrics(new SimpleMeterRegistry()),
                now::get,
                nanos::get,
                Runnable::run);
        cluster.run("web", APP, "");

        loop.turn();

        assertThat(heard).hasSize(1);
    }

    private void turns(Duration time) {
        long end = nanos.get() + time.toNanos();
        reverification.turn();
        while (nanos.get() < end) {
            nanos.addAndGet(Duration.ofMillis(100).toNanos());
            now.updateAndGet(instant -> instant.plusMillis(100));
            reverification.turn();
        }
    }

    private List<String> kinds() {
        return told.stream()
                .flatMap(changes -> changes.changes().stream())
                .map(change -> change.kind().wireName() + " " + change.valid())
                .toList();
    }

    private double gauge(String result) {
        var gauge = meters.find("enforce.policy.images").tag("result", result).gauge();
        return gauge == null ? 0 : gauge.value();
    }

    private static CompiledPolicy signed(String name) {
        return policy(name, new KeyAuthority("a", List.of("key"), SignatureHash.SHA256, AuthorityOptions.NONE));
    }

    private static CompiledPolicy policy(String name, CompiledAuthority authority) {
        return new CompiledPolicy(
                name,
                "",
                "",
                PolicyMode.ENFORCE,
                List.of(ImagePattern.parse("**")),
                List.of(),
                List.of(authority),
                null,
                "hash of " + name);
    }
}
