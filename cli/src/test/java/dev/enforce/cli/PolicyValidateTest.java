package dev.enforce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.enforce.cli.EnforceCommandLine.Group;
import dev.enforce.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

/** {@code enforce policy validate}, as people and scripts meet it. */
class PolicyValidateTest {

    private static final String GOOD = """
            apiVersion: policy.sigstore.dev/v1alpha1
            kind: ClusterImagePolicy
            metadata:
              name: good
            spec:
              images:
              - glob: "ghcr.io/team/**"
              authorities:
              - keyless:
                  identities:
                  - issuer: https://issuer.example
                    subject: dev@example.com
            """;
    private static final String BAD = """
            apiVersion: policy.sigstore.dev/v1alpha1
            kind: ClusterImagePolicy
            metadata:
              name: bad
            spec:
              mode: enforc
              images:
              - globb: "**"
              authorities:
              - static: {action: pass}
            """;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void saysThatAGoodPolicyIsValid() throws IOException {
        String file = file("good.yaml", GOOD);

        assertThat(run("policy", "validate", file)).isZero();
        assertThat(out()).isEqualTo(file + ": ClusterImagePolicy \"good\" is valid\n");
    }

    @Test
    void showsPlaceTextAndMendOfEveryMistake() throws IOException {
        String file = file("bad.yaml", BAD);

        assertThat(run("policy", "validate", file)).isEqualTo(1);
        assertThat(out().replace(file, "F")).isEqualTo("""
                F:6:3: error: invalid value: enforc: spec.mode
                    unsupported mode
                    > Write enforce or warn.
                F:8:5: error: json: unknown field "globb"
                    in spec.images[0]; did you mean "glob"?
                F:8:5: error: missing field(s): spec.images[0].glob
                    > Add glob.
                F: ClusterImagePolicy "bad" is not valid (3 errors)
                """);
    }

    @Test
    void readsStandardInputAndAnswersInJson() throws IOException {
        int code = runWith(GOOD + "---\n" + BAD, "policy", "validate", "-o", "json", "-");

        JsonNode json = new ObjectMapper().readTree(out());
        assertThat(code).isEqualTo(1);
        assertThat(json.get("valid").booleanValue()).isFalse();
        assertThat(json.at("/files/0/documents/0/valid").booleanValue()).isTrue();
        assertThat(json.at("/files/0/documents/1/diagnostics/0/text").textValue())
                .isEqualTo("invalid value: enforc: spec.mode\nunsupported mode");
        assertThat(json.at("/files/0/documents/1/diagnostics/0/line").intValue())
                .isEqualTo(19);
    }

    @Test
    void allowsWarnings() throws IOException {
        String file = file("w.yaml", GOOD.replaceAll("(?s)keyless:.*", "keyless: {}\n"));

        assertThat(run("policy", "validate", file)).isZero();
        assertThat(out()).contains(": warning: missing field(s): spec.authorities[0].keyless.identities");
        assertThat(run("policy", "validate", "--require-identities", file)).isEqualTo(1);
    }

    @Test
    void acceptsEmptyAuthoritiesWhenAsked() throws IOException {
        String file = file("e.yaml", GOOD.replaceAll("(?s)  authorities:.*", ""));

        assertThat(run("policy", "validate", file)).isEqualTo(1);
        assertThat(run("policy", "validate", "--allow-empty-authorities", file)).isZero();
    }

    @Test
    void wantsANameAndAPolicy() throws IOException {
        assertThat(run("policy", "validate", file("n.yaml", GOOD.replace("  name: good\n", "  labels: {}\n"))))
                .isEqualTo(1);
        assertThat(out()).contains(":1:1: error: missing field(s): metadata.name");
        assertThat(run("policy", "validate", file("o.yaml", "apiVersion: v1\nkind: Secret\n")))
                .isEqualTo(1);
        assertThat(out()).contains("no ClusterImagePolicy or TrustRoot in it", "1 other object not looked at");
    }

    @Test
    void tellsAFileThatCannotBeReadFromOneThatIsNotValid() throws IOException {
        assertThat(run("policy", "validate", folder.resolve("absent").toString(), file("bad.yaml", BAD)))
                .isEqualTo(2);
        assertThat(out()).contains("absent: error: no such file", "is not valid");
        assertThat(run("policy", "validate", folder.toString())).isEqualTo(2);
        assertThat(out()).contains("it is a directory");
        assertThat(run("policy", "validate", "\0")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "policy", "policy validate", "policy validate -o xml f", "policy validate --what f", "what"})
    void answersWrongUsageWithoutAStackTrace(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(err()).isNotEmpty().contains("--help").doesNotContain("\tat ", "Exception");
    }

    @Test
    void suggestsTheNearestCommand() {
        run("polcy");
        assertThat(err()).contains("Did you mean \"policy\"?");
        run("policy", "valdate", "f");
        assertThat(err()).contains("Did you mean \"validate\"?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "policy --help", "policy validate --help"})
    void helpFitsAScreenAndShowsAnExample(String line) {
        assertThat(run(line.split(" "))).isZero();
        assertThat(out().lines().count()).isLessThanOrEqualTo(24);
        assertThat(out().lines()).allMatch(text -> text.length() <= 80);
        assertThat(out()).contains("xample", "enforce policy validate");
    }

    @Test
    void makesOnlyTheGroupThatIsCalled() {
        List<String> made = new ArrayList<>();
        List<Group> groups = List.of(
                new Group("a", "A.", _ -> {
                    made.add("a");
                    return new Failing();
                }),
                new Group("b", "B.", _ -> {
                    made.add("b");
                    return new Failing();
                }));

        int code = new EnforceCommandLine(groups, terminal("")).run("a");

        assertThat(made).containsExactly("a");
        assertThat(code).isEqualTo(2);
        assertThat(err()).isEqualTo("enforce a failed: out of luck\n");
    }

    @Command(name = "a")
    private static final class Failing implements Runnable {

        @Override
        public void run() {
            throw new IllegalStateException("out of luck");
        }
    }

    private int run(String... args) {
        return runWith("", args);
    }

    private int runWith(String input, String... args) {
        out.reset();
        err.reset();
        return new EnforceCommandLine(EnforceCommandLine.defaultGroups(), terminal(input)).run(args);
    }

    private Terminal terminal(String input) {
        return new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
