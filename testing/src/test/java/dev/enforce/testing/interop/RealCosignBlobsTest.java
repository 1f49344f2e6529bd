package dev.enforce.testing.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.cli.conformance.SigstoreClientCommandLine;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bundles over files: what cosign 3 signs our conformance client verifies, and the other way round. */
class RealCosignBlobsTest {

    @TempDir
    Path home;

    private RealTools tools;
    private Playground playground;
    private String root;
    private String artifact;
    private String other;

    @BeforeEach
    void start() {
        tools = RealTools.require(home, "cosign3");
        playground = new Playground(true);
        root = Playground.file(tools, "root.json", playground.sigstore().trustedRootJson());
        artifact = Playground.file(tools, "artifact", "an artifact");
        other = Playground.file(tools, "other", "another artifact");
    }

    @AfterEach
    void stop() {
        if (playground != null) {
            playground.close();
        }
    }

    private String config(int rekor, boolean timestamp) {
        return Playground.file(tools, "config.json", playground.sigstore().signingConfigJson(rekor, timestamp));
    }

    private String token() {
        return playground.sigstore().issuer().tokenForEmail(Playground.PERSON);
    }

    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "2,true"})
    void verifiesWhatCosignSigned(int rekor, boolean timestamp) {
        String bundle = home.resolve("cosign.json").toString();
        cosign(
                        "sign-blob",
                        "-y",
                        "--bundle",
                        bundle,
                        "--signing-config",
                        config(rekor, timestamp),
                        "--trusted-root",
                        root,
                        "--identity-token",
                        token(),
                        artifact)
                .succeeded();

        assertThat(verify(bundle, Playground.PERSON, artifact)).isZero();
        assertThat(verify(bundle, Playground.PERSON, other)).isEqualTo(1);
        assertThat(verify(bundle, "nobody@enforce.test", artifact)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "2,true"})
    void signsWhatCosignVerifies(int rekor, boolean timestamp) {
        String bundle = home.resolve("ours.json").toString();
        assertThat(client(
                        "sign-bundle",
                        "--identity-token",
                        token(),
                        "--bundle",
                        bundle,
                        "--trusted-root",
                        root,
                        "--signing-config",
                        config(rekor, timestamp),
                        artifact))
                .isZero();

        List<String> verify = new ArrayList<>(List.of(
                "verify-blob",
                "--bundle",
                bundle,
                "--trusted-root",
                root,
                "--certificate-identity",
                Playground.PERSON,
                "--certificate-oidc-issuer",
                Playground.ISSUER));
        if (rekor == 2) {
            verify.add("--use-signed-timestamps");
        }
        verify.add(artifact);
        cosign(verify.toArray(String[]::new)).succeeded();
        verify.set(verify.size() - 1, other);
        assertThat(cosign(verify.toArray(String[]::new)).exitCode()).isNotZero();
    }

    @Test
    void verifiesWhatCosignSignedWithAKey() {
        tools.run("cosign3", "generate-key-pair").succeeded();
        String bundle = home.resolve("key.json").toString();
        cosign(
                        "sign-blob",
                        "-y",
                        "--bundle",
                        bundle,
                        "--signing-config",
                        config(1, false),
                        "--trusted-root",
                        root,
                        "--key",
                        "cosign.key",
                        artifact)
                .succeeded();
        String key = home.resolve("cosign.pub").toString();

        assertThat(client("verify-bundle", "--bundle", bundle, "--key", key, "--trusted-root", root, artifact))
                .isZero();
        assertThat(client("verify-bundle", "--bundle", bundle, "--key", key, "--trusted-root", root, other))
                .isEqualTo(1);
    }

    private RealTools.Outcome cosign(String... arguments) {
        return tools.run("cosign3", arguments);
    }

    private int verify(String bundle, String subject, String file) {
        return client(
                "verify-bundle",
                "--bundle",
                bundle,
                "--certificate-identity",
                subject,
                "--certificate-oidc-issuer",
                Playground.ISSUER,
                "--trusted-root",
                root,
                file);
    }

    private static int client(String... arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        return new SigstoreClientCommandLine(InstantSource.system(), new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of(arguments));
    }
}
