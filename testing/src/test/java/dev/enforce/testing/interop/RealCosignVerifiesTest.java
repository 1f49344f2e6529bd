package dev.enforce.testing.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.PinnedReference;
import dev.enforce.signing.certificate.KeyKind;
import dev.enforce.signing.certificate.SigningKey;
import dev.enforce.signing.signer.Attestation;
import dev.enforce.signing.signer.LogClient;
import dev.enforce.signing.signer.Signer;
import dev.enforce.signing.signer.Signer.Layout;
import dev.enforce.signing.signer.SignerIdentity;
import dev.enforce.signing.signer.TimestampClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Unmodified cosign verifies what our signer makes. */
class RealCosignVerifiesTest {

    private static final Attestation ATTESTATION = Attestation.of(
            "https://enforce.test/built", "{\"built\":\"here\"}".getBytes(StandardCharsets.UTF_8), Instant.EPOCH);

    @TempDir
    Path home;

    private RealTools tools;
    private Playground playground;

    @BeforeEach
    void start() {
        tools = RealTools.require(home, "cosign2", "cosign3");
        playground = new Playground(true);
        tools.with(playground.sigstore().writeCosign2Trust(home.resolve("trust")));
    }

    @AfterEach
    void stop() {
        if (playground != null) {
            playground.close();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyKind.class,
            names = {"ECDSA_P256", "ED25519", "RSA_2048", "RSA_4096"})
    void cosign2VerifiesLegacySignatureByKey(KeyKind kind) {
        SigningKey key = SigningKey.generate(kind);
        PinnedReference image = playground.push("key");
        sign("key", image, new SignerIdentity.Key(key), Optional.empty(), Optional.empty(), Layout.LEGACY);
        verify("cosign2", "verify", image, withKey(key, "--insecure-ignore-tlog"));
    }

    @Test
    void cosign2VerifiesLegacySignatureByKeyInTheLog() {
        PinnedReference image = playground.push("key-logged");
        sign("key-logged", image, playground.keyIdentity(), playground.log(1), Optional.empty(), Layout.LEGACY);
        verify("cosign2", "verify", image, withKey(playground.key(), "--rekor-url", playground.url(), "--offline"));
    }

    @ParameterizedTest
    @CsvSource({"cosign2,false", "cosign2,true"})
    void cosign2VerifiesLegacyKeylessSignature(String cosign, boolean timestamp) {
        PinnedReference image = playground.push("keyless");
        sign("keyless", image, playground.keyless(), playground.log(1), timestamps(timestamp), Layout.LEGACY);
        verify(cosign, "verify", image, withIdentity(timestamp ? "--use-signed-timestamps" : "--offline"));
    }

    @Test
    void cosign2VerifiesBothOfTwoSignaturesUnderOneTag() {
        PinnedReference image = playground.push("two");
        sign("two", image, playground.keyIdentity(), Optional.empty(), Optional.empty(), Layout.LEGACY);
        sign("two", image, playground.keyless(), playground.log(1), Optional.empty(), Layout.LEGACY);
        verify("cosign2", "verify", image, withKey(playground.key(), "--insecure-ignore-tlog"));
        verify("cosign2", "verify", image, withIdentity("--offline"));
    }

    @Test
    void cosignAppendsToASignatureOfOurs() {
        PinnedReference image = playground.push("appended");
        sign("appended", image, playground.keyless(), playground.log(1), Optional.empty(), Layout.LEGACY);
        tools.run("cosign2", "generate-key-pair", "--output-key-prefix", home + "/own")
                .succeeded();
        List<String> options = List.of("-y", "--tlog-upload=false", "--key", home + "/own.key");
        run("cosign2", "sign", image, options).succeeded();
        verify("cosign2", "verify", image, List.of("--key", home + "/own.pub", "--insecure-ignore-tlog"));
        verify("cosign2", "verify", image, withIdentity("--offline"));
    }

    @Test
    void cosign2ComparesAnnotations() {
        PinnedReference image = playground.push("annotated");
        playground
                .signer(playground.keyIdentity(), Optional.empty(), Optional.empty())
                .sign(
                        playground.store("annotated"),
                        playground.target("annotated", image),
                        Layout.LEGACY,
                        Map.of("team", "red"));
        verify("cosign2", "verify", image, withKey(playground.key(), "--insecure-ignore-tlog", "-a", "team=red"));
        List<String> wrong = withKey(playground.key(), "--insecure-ignore-tlog", "-a", "team=blue");
        assertThat(run("cosign2", "verify", image, wrong).output()).contains("missing or incorrect annotation");
    }

    @Test
    void cosign2VerifiesLegacyAttestation() {
        PinnedReference image = playground.push("attested");
        playground
                .signer(playground.keyless(), playground.log(1), Optional.empty())
                .attest(playground.store("attested"), playground.target("attested", image), Layout.LEGACY, ATTESTATION);
        List<String> options = withIdentity("--offline", "--type", "https://enforce.test/built");
        verify("cosign2", "verify-attestation", image, options);
    }

    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "2,true"})
    void cosign3VerifiesKeylessBundle(int rekorVersion, boolean timestamp) {
        PinnedReference image = playground.push("bundle");
        sign("bundle", image, playground.keyless(), playground.log(rekorVersion), timestamps(timestamp), Layout.BUNDLE);
        verify("cosign3", "verify", image, withIdentity("--trusted-root", trustedRoot()));
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void cosign3VerifiesBundleByKey(int rekorVersion) {
        PinnedReference image = playground.push("bundle-key");
        sign(
                "bundle-key",
                image,
                playground.keyIdentity(),
                playground.log(rekorVersion),
                Optional.empty(),
                Layout.BUNDLE);
        verify("cosign3", "verify", image, withKey(playground.key(), "--trusted-root", trustedRoot()));
    }

    @Test
    void cosign3VerifiesAttestationBundle() {
        PinnedReference image = playground.push("bundle-attested");
        playground
                .signer(playground.keyless(), playground.log(2), playground.timestamps())
                .attest(
                        playground.store("bundle-attested"),
                        playground.target("bundle-attested", image),
                        Layout.BUNDLE,
                        ATTESTATION);
        List<String> options = withIdentity("--trusted-root", trustedRoot(), "--type", "https://enforce.test/built");
        verify("cosign3", "verify-attestation", image, options);
    }

    @Test
    void cosign3RefusesBundleOfAnotherIdentity() {
        PinnedReference image = playground.push("other");
        sign("other", image, playground.keyless(), playground.log(1), Optional.empty(), Layout.BUNDLE);
        List<String> options = new ArrayList<>(List.of("--trusted-root", trustedRoot(), "--certificate-identity"));
        options.addAll(List.of("nobody@enforce.test", "--certificate-oidc-issuer", Playground.ISSUER));
        assertThat(run("cosign3", "verify", image, options).exitCode()).isNotZero();
    }

    private void sign(
            String name,
            PinnedReference image,
            SignerIdentity identity,
            Optional<LogClient> log,
            Optional<TimestampClient> timestamps,
            Layout layout) {
        Signer signer = playground.signer(identity, log, timestamps);
        signer.sign(playground.store(name), playground.target(name, image), layout, Map.of());
    }

    private Optional<TimestampClient> timestamps(boolean wanted) {
        return wanted ? playground.timestamps() : Optional.empty();
    }

    private void verify(String cosign, String verb, PinnedReference image, List<String> options) {
        run(cosign, verb, image, options).succeeded();
    }

    private RealTools.Outcome run(String cosign, String verb, PinnedReference image, List<String> options) {
        List<String> command =
                new ArrayList<>(List.of(RealTools.path(cosign).toString(), verb, "--allow-http-registry"));
        command.addAll(options);
        command.add(image.toString());
        return tools.run(command);
    }

    private List<String> withKey(SigningKey key, String... more) {
        List<String> options = new ArrayList<>(List.of("--key", Playground.file(tools, "key.pub", key.publicKeyPem())));
        options.addAll(List.of(more));
        return options;
    }

    private static List<String> withIdentity(String... more) {
        List<String> options = new ArrayList<>(
                List.of("--certificate-identity", Playground.PERSON, "--certificate-oidc-issuer", Playground.ISSUER));
        options.addAll(List.of(more));
        return options;
    }

    private String trustedRoot() {
        return Playground.file(tools, "trusted_root.json", playground.sigstore().trustedRootJson());
    }
}
