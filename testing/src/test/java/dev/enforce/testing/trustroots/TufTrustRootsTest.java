package dev.enforce.testing.trustroots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.agent.trustroots.RepositoryChecks;
import dev.enforce.agent.trustroots.TufSource;
import dev.enforce.agent.trustroots.TufTrustRoots;
import dev.enforce.policy.PolicyDiagnostic;
import dev.enforce.policy.TrustRootResource;
import dev.enforce.signing.PrivateSigstore;
import dev.enforce.sigstore.trust.TrustRoot;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trust roots that are followed by TUF, over real HTTP on loopback. */
class TufTrustRootsTest {

    @TempDir
    Path directory;

    private final AtomicInteger changes = new AtomicInteger();
    private PrivateSigstore sigstore;
    private Instant now = Instant.now();

    @BeforeEach
    void start() {
        sigstore = PrivateSigstore.start(PrivateSigstore.Settings.ephemeral(InstantSource.system()));
    }

    @AfterEach
    void stop() {
        sigstore.close();
    }

    private TufTrustRoots roots(TufSource.Mirror publicGood) {
        return new TufTrustRoots(directory, publicGood, () -> now, Runnable::run, changes::incrementAndGet);
    }

    private TufSource.Mirror mirror() {
        return new TufSource.Mirror(sigstore.tufUrl(), sigstore.tufRoot(), "targets", "trusted_root.json");
    }

    private String expected() {
        byte[] json = sigstore.trustedRootJson().getBytes(StandardCharsets.UTF_8);
        return new String(TrustRoot.require(json).toJson(), StandardCharsets.UTF_8);
    }

    @Test
    void readsAMirror() {
        try (TufTrustRoots roots = roots(null)) {
            assertThat(roots.read("ours", mirror())).isEqualTo(new TufTrustRoots.Reading(expected(), ""));
            assertThat(changes).hasValue(1);
            roots.refreshDue();
            assertThat(changes).as("nothing is due").hasValue(1);
        }
    }

    @Test
    void keepsTheLastGoodRootWhenTheMirrorIsAwayAndSaysSo() {
        try (TufTrustRoots roots = roots(null)) {
            var unused = roots.read("ours", mirror());
            TufSource.Mirror mirror = mirror();
            String good = expected();
            sigstore.close();
            now = now.plus(Duration.ofHours(25));
            roots.refreshDue();

            TufTrustRoots.Reading away = roots.read("ours", mirror);
            assertThat(away.json()).isEqualTo(good);
            assertThat(away.problem()).startsWith("TUF unavailable: " + mirror.url());

            now = now.plus(Duration.ofDays(8));
            assertThat(roots.read("ours", mirror).json()).isEqualTo(good);
        }
    }

    @Test
    void saysThatTheMetadataExpired() {
        try (TufTrustRoots roots = roots(null)) {
            var unused = roots.read("ours", mirror());
            now = now.plus(Duration.ofDays(8));

            assertThat(roots.read("ours", mirror()).problem())
                    .startsWith("the metadata of the TUF repository expired at ");
            assertThat(roots.read("ours", mirror()).json()).isNotNull();
        }
    }

    @Test
    void startsOfflineFromWhatWasKept() {
        String good = expected();
        TufSource.Mirror mirror = mirror();
        try (TufTrustRoots before = roots(null)) {
            var unused = before.read("ours", mirror);
        }
        sigstore.close();

        try (TufTrustRoots after = roots(null)) {
            TufTrustRoots.Reading reading = after.read("ours", mirror);
            assertThat(reading.json()).isEqualTo(good);
            assertThat(reading.problem()).startsWith("TUF unavailable");
        }
    }

    @Test
    void refusesAMirrorOfAnotherRoot() {
        try (PrivateSigstore other = PrivateSigstore.start(PrivateSigstore.Settings.ephemeral(InstantSource.system()));
                TufTrustRoots roots = roots(null)) {
            TufSource.Mirror mixed =
                    new TufSource.Mirror(sigstore.tufUrl(), other.tufRoot(), "targets", "trusted_root.json");

            TufTrustRoots.Reading reading = roots.read("ours", mixed);
            assertThat(reading.json()).isNull();
            assertThat(reading.problem()).startsWith("TUF threshold: timestamp metadata has 0 valid signatures");
        }
    }

    @Test
    void readsNoPlainHttpButOfLoopback() {
        try (TufTrustRoots roots = roots(null)) {
            TufSource.Mirror far = new TufSource.Mirror(
                    URI.create("http://mirror.enforce.test"), sigstore.tufRoot(), "targets", "trusted_root.json");

            assertThat(roots.read("ours", far).problem()).contains("it must begin with https://");
        }
    }

    @Test
    void readsTheOldLayoutWithoutATrustedRoot() {
        try (TufTrustRoots roots = roots(null)) {
            TufSource.Mirror old =
                    new TufSource.Mirror(sigstore.tufUrl(), sigstore.tufRoot(), "targets", "absent.json");

            TrustRoot root = TrustRoot.require(
                    String.valueOf(roots.read("old", old).json()).getBytes(StandardCharsets.UTF_8));
            assertThat(root.certificateAuthorities()).hasSize(1);
            assertThat(root.transparencyLogs()).hasSize(1);
            assertThat(root.certificateLogs()).hasSize(1);
            assertThat(root.timestampAuthorities()).hasSize(1);
        }
    }

    @Test
    void refreshesThePublicGoodRoot() {
        try (TufTrustRoots roots = roots(TufSource.publicGood(sigstore.tufUrl(), sigstore.tufRoot()))) {
            assertThat(roots.publicGood()).isEmpty();
            roots.refreshDue();
            assertThat(roots.publicGood()).contains(expected());
        }
    }

    @Test
    void carriesARootThatThePublicGoodKeysSigned() {
        TufSource.Mirror shipped = TufSource.publicGood(URI.create("https://tuf.enforce.test"));
        String root = Base64.getEncoder().encodeToString(shipped.root());

        assertThat(RepositoryChecks.problems(remote(root))).isEmpty();
    }

    @Test
    void refusesARootThatItsKeysDidNotSign() {
        String text =
                new String(sigstore.tufRoot(), StandardCharsets.UTF_8).replaceFirst("\"version\": ?1", "\"version\":7");
        String root = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));

        List<PolicyDiagnostic> problems = RepositoryChecks.problems(remote(root));
        assertThat(PolicyDiagnostic.errorText(problems))
                .startsWith(
                        "invalid value: failed to construct a TUF client: spec.remote.root\nroot metadata has 0 valid");
    }

    private static TrustRootResource.Spec remote(String root) {
        return new TrustRootResource.Spec(
                new TrustRootResource.Remote(root, "https://mirror.enforce.test", "targets", "trusted_root.json"),
                null,
                null);
    }
}
