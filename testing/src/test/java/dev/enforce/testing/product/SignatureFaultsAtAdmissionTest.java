package dev.enforce.testing.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.PinnedReference;
import dev.enforce.sigstore.trust.TrustRoot;
import dev.enforce.testing.product.Reviewing.Answer;
import dev.enforce.testing.signing.Expectation;
import dev.enforce.testing.signing.FixtureRegistry;
import dev.enforce.testing.signing.Mutation;
import dev.enforce.testing.signing.Mutations;
import dev.enforce.verification.TrustedRoots;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures that real cosign wrote, with one defect each, end in a refusal of the Pod whose text names the defect. */
class SignatureFaultsAtAdmissionTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2030-01-01T00:00:00Z"));

    private static FixtureRegistry fixtures;
    private static Mutations mutations;
    private static Reviewing reviewing;

    @BeforeAll
    static void serve() {
        fixtures = FixtureRegistry.serve(Path.of("fixtures", "data"), true);
        mutations = new Mutations(fixtures);
        TrustRoot root = TrustRoot.require(fixtures.file("trusted_root.json").getBytes(StandardCharsets.UTF_8));
        reviewing = new Reviewing(
                Reviewing.policies("""
                        apiVersion: policy.sigstore.dev/v1beta1
                        kind: ClusterImagePolicy
                        metadata:
                          name: signed
                        spec:
                          images:
                          - glob: "**"
                          authorities:
                          - name: dev
                            keyless:
                              url: https://fulcio.enforce.test
                              trustRootRef: fixtures
                              identities:
                              - issuer: %s
                                subject: dev@enforce.test
                            ctlog:
                              url: https://rekor.enforce.test
                              trustRootRef: fixtures
                        """.formatted(Expectation.ISSUER), new TrustedRoots(Map.of("fixtures", root), null)),
                CLOCK,
                Duration.ofMinutes(10));
    }

    @AfterAll
    static void stop() {
        reviewing.close();
        fixtures.close();
    }

    @Test
    void admitsTheGenuineSignatures() {
        assertThat(reviewing.admit(fixtures.image("keyless").name()).message()).isEmpty();
        assertThat(reviewing
                        .admit(fixtures.image("bundle-keyless-rekor1").name())
                        .message())
                .isEmpty();
    }

    @Test
    void refusesAnUnsignedImage() {
        assertRefused(fixtures.image("unsigned"), "no signatures found");
    }

    @Test
    void refusesTheSignatureOfAnotherIdentity() {
        assertRefused(
                fixtures.image("keyless-uri"),
                "no matching signatures: none of the expected identities matched what was in the certificate, got subjects [https://ci.enforce.test/build/1] with issuer https://issuer.enforce.test");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SWAPPED_PAYLOAD | error verifying bundle: matching bundle to payload: the log entry is about another payload",
                "FLIPPED_SIGNATURE | error verifying bundle: signature in bundle does not match signature being verified",
                "EMPTY_SIGNATURE | signature layer without a signature",
                "STRIPPED_CERTIFICATE | no certificate found on signature",
                "STRIPPED_EVIDENCE | offline verification failed",
                "SHIFTED_TIME | error verifying bundle: unable to verify SET",
                "UNKNOWN_LOG | error verifying bundle: verifying bundle: rekor log public key not found for payload",
            })
    void refusesALegacySignatureWithADefect(Mutation mutation, String cause) {
        assertRefused(mutations.legacy("keyless", mutation), "no matching signatures: " + cause);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SWAPPED_PAYLOAD | matching bundle to payload: the log entry is about another payload",
                "FLIPPED_SIGNATURE | signature in bundle does not match signature being verified",
                "EMPTY_SIGNATURE | signature in bundle does not match signature being verified",
                "STRIPPED_CERTIFICATE | bundle without exactly one of certificate and public key",
                "STRIPPED_EVIDENCE | not enough verified log entries from transparency log: 0 < 1",
                "SHIFTED_TIME | unable to verify SET",
                "UNKNOWN_LOG | not enough verified log entries from transparency log: 0 < 1",
            })
    void refusesABundleWithADefect(Mutation mutation, String cause) {
        assertRefused(mutations.bundles("bundle-keyless-rekor1", mutation), "no matching signatures: " + cause);
    }

    @Test
    void refusesLegacySignaturesCopiedFromAnotherImage() {
        assertRefused(
                mutations.legacySignaturesOf("keyless", "unsigned"),
                "no matching signatures: invalid or missing digest in claim: "
                        + fixtures.image("keyless").digest());
    }

    @Test
    void refusesBundlesCopiedFromAnotherImage() {
        assertRefused(
                mutations.bundlesOf("bundle-keyless-rekor1", "unsigned"),
                "no matching signatures: no matching subject digest found");
    }

    private static void assertRefused(PinnedReference image, String cause) {
        Answer answer = reviewing.admit(image.name());

        assertThat(answer.message())
                .isEqualTo("validation failed: failed policy: signed: spec.containers[0].image\n" + image.name()
                        + " signature keyless validation failed for authority dev for " + image.name() + ": " + cause);
        assertThat(answer.allowed()).isFalse();
        assertThat(answer.decision()).isEqualTo("DENIED");
    }
}
