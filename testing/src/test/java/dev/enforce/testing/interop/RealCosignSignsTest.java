package dev.enforce.testing.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.PinnedReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Unmodified cosign signs with the private sigstore into our registry, and verifies what it finds there. */
class RealCosignSignsTest {

    @TempDir
    Path home;

    private RealTools tools;
    private Playground playground;

    @BeforeEach
    void start() {
        tools = RealTools.require(home, "cosign2", "cosign3");
        playground = new Playground(true);
    }

    @AfterEach
    void stop() {
        if (playground != null) {
            playground.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cosign2SignsKeyless(boolean timestamp) {
        PinnedReference image = playground.push("two");
        tools.with(playground.sigstore().writeCosign2Trust(home.resolve("trust")));
        List<String> sign = command("cosign2", "sign", "-y", "--allow-http-registry");
        sign.addAll(cosign2Services(timestamp));
        sign.add(image.toString());
        tools.run(sign).succeeded();

        List<String> verify = command("cosign2", "verify", "--allow-http-registry");
        verify.addAll(identity(Playground.PERSON));
        verify.addAll(List.of("--rekor-url", playground.url()));
        if (timestamp) {
            verify.add("--use-signed-timestamps");
        }
        verify.add(image.toString());
        assertThat(tools.run(verify).succeeded().output())
                .contains(image.digest().toString());
    }

    @Test
    void cosign2AttestsKeyless() {
        PinnedReference image = playground.push("two-attested");
        tools.with(playground.sigstore().writeCosign2Trust(home.resolve("trust")));
        String predicate = Playground.file(tools, "predicate.json", "{\"built\":\"here\"}");
        List<String> attest =
                command("cosign2", "attest", "-y", "--allow-http-registry", "--type", "https://enforce.test/built");
        attest.addAll(List.of("--predicate", predicate));
        attest.addAll(cosign2Services(false));
        attest.add(image.toString());
        tools.run(attest).succeeded();

        List<String> verify = command("cosign2", "verify-attestation", "--allow-http-registry");
        verify.addAll(List.of("--type", "https://enforce.test/built", "--rekor-url", playground.url()));
        verify.addAll(identity(Playground.PERSON));
        verify.add(image.toString());
        assertThat(tools.run(verify).succeeded().output()).contains("application/vnd.in-toto+json");
    }

    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "2,true"})
    void cosign3SignsKeyless(int rekorVersion, boolean timestamp) {
        PinnedReference image = playground.push("three");
        List<String> sign = command("cosign3", "sign", "-y", "--allow-http-registry");
        sign.addAll(cosign3Services(rekorVersion, timestamp));
        sign.add(image.toString());
        tools.run(sign).succeeded();

        List<String> verify = command("cosign3", "verify", "--allow-http-registry", "--trusted-root", trustedRoot());
        verify.addAll(identity(Playground.PERSON));
        verify.add(image.toString());
        assertThat(tools.run(verify).succeeded().output()).contains("https://sigstore.dev/cosign/sign/v1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cosign3AttestsWithAndWithoutReferrersApi(boolean referrers) {
        try (Playground other = new Playground(referrers)) {
            PinnedReference image = other.push("attested");
            String predicate = Playground.file(tools, "predicate.json", "{\"built\":\"here\"}");
            String root =
                    Playground.file(tools, "other-root.json", other.sigstore().trustedRootJson());
            String config =
                    Playground.file(tools, "other-config.json", other.sigstore().signingConfigJson(2, true));
            List<String> attest = command("cosign3", "attest", "-y", "--allow-http-registry", "--predicate", predicate);
            attest.addAll(List.of("--type", "https://enforce.test/built", "--trusted-root", root));
            attest.addAll(List.of("--signing-config", config));
            attest.addAll(List.of("--identity-token", other.sigstore().issuer().tokenForSubject(Playground.WORKLOAD)));
            attest.add(image.toString());
            tools.run(attest).succeeded();

            List<String> verify =
                    command("cosign3", "verify-attestation", "--allow-http-registry", "--trusted-root", root);
            verify.addAll(List.of("--type", "https://enforce.test/built"));
            verify.addAll(identity(Playground.WORKLOAD));
            verify.add(image.toString());
            tools.run(verify).succeeded();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cosign2", "cosign3"})
    void tufRepositoryInitializesCosign(String cosign) {
        PinnedReference image = playground.push("initialized");
        String root = Playground.file(
                tools,
                "root.json",
                new String(playground.sigstore().tufRoot(), java.nio.charset.StandardCharsets.UTF_8));
        tools.run(
                        cosign,
                        "initialize",
                        "--mirror",
                        playground.sigstore().tufUrl().toString(),
                        "--root",
                        root)
                .succeeded();
        List<String> sign = command(cosign, "sign", "-y", "--allow-http-registry");
        sign.addAll(cosign.equals("cosign2") ? cosign2Services(false) : cosign3Services(1, true));
        sign.add(image.toString());
        tools.run(sign).succeeded();
        List<String> verify = command(cosign, "verify", "--allow-http-registry");
        verify.addAll(identity(Playground.PERSON));
        verify.add(image.toString());
        tools.run(verify).succeeded();
    }

    private List<String> cosign2Services(boolean timestamp) {
        List<String> options = new ArrayList<>(List.of(
                "--fulcio-url", playground.url(), "--rekor-url", playground.url(), "--identity-token", personToken()));
        if (timestamp) {
            options.addAll(List.of(
                    "--timestamp-server-url",
                    playground.sigstore().timestampUrl().toString()));
        }
        return options;
    }

    private List<String> cosign3Services(int rekorVersion, boolean timestamp) {
        String config =
                Playground.file(tools, "config.json", playground.sigstore().signingConfigJson(rekorVersion, timestamp));
        return List.of("--signing-config", config, "--trusted-root", trustedRoot(), "--identity-token", personToken());
    }

    private String trustedRoot() {
        return Playground.file(tools, "trusted_root.json", playground.sigstore().trustedRootJson());
    }

    private String personToken() {
        return playground.sigstore().issuer().tokenForEmail(Playground.PERSON);
    }

    private static List<String> identity(String subject) {
        return List.of("--certificate-identity", subject, "--certificate-oidc-issuer", Playground.ISSUER);
    }

    private static List<String> command(String tool, String... arguments) {
        List<String> command = new ArrayList<>(List.of(RealTools.path(tool).toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
