package dev.enforce.testing.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unmodified gitsign signs commits with the private sigstore and verifies them. */
class RealGitsignTest {

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(strings = {"online", "offline"})
    void gitsignSignsAndVerifiesACommit(String mode) {
        RealTools tools = RealTools.require(home, "gitsign");
        try (Playground playground = new Playground(true)) {
            String root = Playground.file(
                    tools, "root.json", new String(playground.sigstore().tufRoot(), StandardCharsets.UTF_8));
            tools.run(
                            "gitsign",
                            "initialize",
                            "--mirror",
                            playground.sigstore().tufUrl().toString(),
                            "--root",
                            root)
                    .succeeded();
            tools.with(playground.sigstore().writeCosign2Trust(home.resolve("trust")))
                    .with(Map.of(
                            "GITSIGN_FULCIO_URL",
                            playground.url(),
                            "GITSIGN_REKOR_URL",
                            playground.url(),
                            "GITSIGN_REKOR_MODE",
                            mode,
                            "SIGSTORE_ID_TOKEN",
                            playground.sigstore().issuer().tokenForEmail(Playground.PERSON)));
            git(tools, "init", "-q", ".");
            git(tools, "commit", "-q", "--allow-empty", "-m", "signed");
            RealTools.Outcome outcome = tools.run(
                            "gitsign",
                            "verify",
                            "--certificate-identity",
                            Playground.PERSON,
                            "--certificate-oidc-issuer",
                            Playground.ISSUER,
                            "HEAD")
                    .succeeded();
            assertThat(outcome.output()).contains("Validated Git signature: true");
        }
    }

    private static void git(RealTools tools, String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("git"));
        for (String setting : List.of(
                "user.name=Dev",
                "user.email=" + Playground.PERSON,
                "gpg.format=x509",
                "gpg.x509.program=" + RealTools.path("gitsign"),
                "commit.gpgsign=true")) {
            command.addAll(List.of("-c", setting));
        }
        command.addAll(List.of(arguments));
        tools.run(command).succeeded();
    }
}
