package dev.enforce.testing.product;

import static dev.enforce.testing.product.FaultyRegistry.answering;
import static dev.enforce.testing.product.FaultyRegistry.endless;
import static dev.enforce.testing.product.FaultyRegistry.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import dev.enforce.model.Digest;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Manifest;
import dev.enforce.oci.Repository;
import dev.enforce.testing.product.Reviewing.Answer;
import dev.enforce.testing.signing.FixtureRegistry;
import dev.enforce.verification.PolicySet;
import dev.enforce.verification.TrustedRoots;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a registry does wrong ends in a refusal of the Pod whose text names the cause. */
class RegistryFaultsAtAdmissionTest {

    private static final Predicate<String> EVERYTHING = _ -> true;
    private static final Predicate<String> SIGNATURE_TAG = path -> path.endsWith(".sig");
    private static final Predicate<String> BLOBS = path -> path.contains("/blobs/");
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private static FixtureRegistry fixtures;
    private static PolicySet policies;
    private static String payload;

    private FaultyRegistry registry;
    private Reviewing reviewing;
    private String image;

    @BeforeAll
    static void serve() {
        fixtures = FixtureRegistry.serve(Path.of("fixtures", "data"), true);
        payload = payloadDigest();
        String key = fixtures.file("keys/release.pub").strip().replace("\n", "\n        ");
        policies = Reviewing.policies("""
                apiVersion: policy.sigstore.dev/v1beta1
                kind: ClusterImagePolicy
                metadata:
                  name: signed
                spec:
                  images:
                  - glob: "**"
                  authorities:
                  - name: release
                    key:
                      data: |
                """ + "        " + key + "\n", TrustedRoots.NONE);
    }

    private static String payloadDigest() {
        PinnedReference genuine = fixtures.image("key");
        String tag = "sha256-" + genuine.digest().hex() + ".sig";
        Manifest.ImageManifest signatures = (Manifest.ImageManifest) fixtures.client()
                .findManifest(Repository.of(genuine), tag, Keychain.anonymous())
                .orElseThrow()
                .parse();
        return signatures.layers().getFirst().digest().toString();
    }

    @AfterAll
    static void stop() {
        fixtures.close();
    }

    @BeforeEach
    void open() {
        registry = new FaultyRegistry(fixtures.registry());
        PinnedReference genuine = fixtures.image("key");
        image = registry.registry() + "/" + genuine.repository() + "@" + genuine.digest();
        reviewing = new Reviewing(policies, InstantSource.system(), Duration.ofMinutes(10));
    }

    @AfterEach
    void close() {
        reviewing.close();
        registry.close();
    }

    private Answer afterFault(Predicate<String> paths, HttpHandler how) {
        registry.fail(paths, how);
        return reviewing.admit(image);
    }

    private String refusal(String cause) {
        return "validation failed: failed policy: signed: spec.containers[0].image\n" + image
                + " signature key validation failed for authority release for " + image + ": "
                + cause.replace("REGISTRY", registry.registry())
                        .replace("IMAGE", registry.registry() + "/fixtures/key")
                        .replace(
                                "PAGE",
                                Digest.sha256("<html>welcome</html>".getBytes(StandardCharsets.UTF_8))
                                        .toString())
                        .replace("PAYLOAD", payload)
                        .replace("TAG", "sha256-" + image.substring(image.indexOf("sha256:") + 7) + ".sig");
    }

    private void assertUndecided(Answer answer, String cause) {
        assertThat(answer.message()).isEqualTo(refusal(cause));
        assertThat(answer.allowed()).isFalse();
        assertThat(answer.decision()).isEqualTo("UNDECIDED");
    }

    @Test
    void admitsWhileNothingIsWrong() {
        assertThat(reviewing.admit(image)).isEqualTo(new Answer(true, "ALLOWED", ""));
    }

    @Test
    void registryIsDown() {
        registry.close();

        assertUndecided(reviewing.admit(image), "cannot connect to registry REGISTRY");
    }

    @Test
    void registryGoesDownOnceTheEvidenceIsKnown() {
        assertThat(reviewing.admit(image).allowed()).isTrue();
        registry.close();

        assertThat(reviewing.admit(image).allowed())
                .as("known evidence counts while it is fresh")
                .isTrue();
    }

    @Test
    void registryGoesDownAndKnownEvidenceIsNotFreshAnyMore() {
        try (Reviewing strict = new Reviewing(policies, InstantSource.system(), Duration.ZERO)) {
            assertThat(strict.admit(image).allowed()).isTrue();
            registry.close();

            assertUndecided(strict.admit(image), "cannot connect to registry REGISTRY");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | Unauthorized",
                "403 | Forbidden",
                "429 | Too Many Requests",
                "500 | Internal Server Error",
            })
    void registryAnswersWithAnError(int status, String text) {
        Answer answer = afterFault(EVERYTHING, answering(status, "text/plain", "no entry"));

        String said = "registry REGISTRY answered " + status + " " + text + " for IMAGE";
        assertUndecided(
                answer, said + ":TAG\n " + said + "@" + fixtures.image("key").digest());
    }

    @Test
    void registryKnowsNothing() {
        Answer answer = afterFault(EVERYTHING, answering(404, "text/plain", "404 page not found"));

        assertThat(answer.message()).isEqualTo(refusal("no signatures found"));
        assertThat(answer.decision()).isEqualTo("DENIED");
    }

    @Test
    void registryNeverAnswers() {
        registry.fail(SIGNATURE_TAG, registry.hanging());

        Answer answer = reviewing.admit(image, Duration.ofSeconds(1));

        assertUndecided(answer, "registry REGISTRY did not answer in time for IMAGE:TAG");
    }

    @Test
    void registryLiesAboutTheDigestOfTheSignatures() {
        String other = "sha256:" + "0".repeat(64);

        assertUndecided(
                afterFault(
                        SIGNATURE_TAG,
                        with("Docker-Content-Digest", other, answering(200, MANIFEST, "{\"schemaVersion\":2}"))),
                "registry REGISTRY lies about IMAGE:TAG: the content is not what its Docker-Content-Digest says");
    }

    @Test
    void registryServesAnotherPayloadThanTheOneThatWasSigned() {
        Answer answer = afterFault(BLOBS, answering(200, "application/octet-stream", "{\"critical\":{}}"));

        assertUndecided(answer, "registry REGISTRY lies about blob IMAGE@PAYLOAD: it has 15 bytes, not 244");
    }

    @Test
    void registrySendsSignaturesWithoutEnd() {
        assertUndecided(
                afterFault(SIGNATURE_TAG, endless(MANIFEST)),
                "registry REGISTRY sent more than 4194304 bytes for IMAGE:TAG");
    }

    @Test
    void registrySendsAPayloadWithoutEnd() {
        assertUndecided(
                afterFault(BLOBS, endless("application/octet-stream")),
                "registry REGISTRY lies about blob IMAGE@PAYLOAD: it is longer than the 244 bytes declared");
    }

    @Test
    void registrySendsSignaturesThatAreNoManifest() {
        assertUndecided(
                afterFault(SIGNATURE_TAG, answering(200, MANIFEST, "<html>welcome</html>")),
                "manifest IMAGE@PAGE is not JSON that can be read");
    }

    @Test
    void signatureHasAnAnnotationOfMegabytes() {
        String huge = "x".repeat(3 << 20);
        Answer answer = afterFault(SIGNATURE_TAG, answering(200, MANIFEST, """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
                 "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%1$s","size":2},
                 "layers":[{"mediaType":"application/vnd.dev.cosign.simplesigning.v1+json","digest":"sha256:%1$s",
                   "size":2,"annotations":{"dev.cosignproject.cosign/signature":"%2$s"}}]}
                """.formatted("0".repeat(64), huge)));

        assertThat(answer.allowed()).isFalse();
        assertThat(answer.message()).hasSizeLessThan(48 << 10);
    }
}
