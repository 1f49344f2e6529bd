package dev.enforce.language.cue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a policy refuses when it is compiled, and what ends an evaluation. */
class CuePolicyTest {

    private static CueResult evaluate(String policy, String document) {
        return CuePolicy.compile(policy).evaluate(document.getBytes(StandardCharsets.UTF_8), CueLimits.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import \"tool/exec\"\na: 1",
                "import \"encoding/yaml\"\na: yaml.Marshal({})",
                "import \"list\"\na: list.Sort([1], list.Ascending)",
                "import \"time\"\na: time.Parse(\"Jan 2\", \"x\")",
                "a: error(\"x\")",
                "X=(\"a\"): 1\nb: X",
                "a: {...int}"
            })
    void refusesWhatIsNotInTheSubsetWhenItCompiles(String policy) {
        assertThatThrownBy(() -> CuePolicy.compile(policy))
                .isInstanceOfSatisfying(
                        PolicyTextException.class, e -> assertThat(e.code()).isEqualTo(Code.UNSUPPORTED));
    }

    @Test
    void saysWhereAReferenceLeadsNowhere() {
        assertThatThrownBy(() -> CuePolicy.compile("a: 1\nb: predicate"))
                .hasMessage("2:4: reference \"predicate\" not found");
    }

    @Test
    void namesTheFirstErrorAndCountsTheOthers() {
        CueResult result = evaluate("spec: {hostNetwork: false, hostPID: false}", """
                {"spec": {"hostNetwork": true, "hostPID": true}}
                """);

        assertThat(result)
                .isInstanceOfSatisfying(
                        CueResult.Failed.class,
                        failed -> assertThat(failed.text())
                                .isEqualTo("spec.hostNetwork: conflicting values true and false (and 1 more errors)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\":1}{", "{\"a\":1,\"a\":2}", "{\"a\":1e999999999}", "nul"})
    void refusesADocumentThatIsNoJson(String document) {
        assertThat(evaluate("a: _", document)).isInstanceOf(CueResult.DocumentError.class);
    }

    @Test
    void refusesADocumentThatIsNestedWithoutEnd() {
        assertThat(evaluate("a: _", "[".repeat(100_000))).isInstanceOf(CueResult.DocumentError.class);
    }

    @Test
    void refusesATextThatIsNestedWithoutEnd() {
        for (String open : List.of("(", "[", "{", "a: ", "-", "!", "{a: ", "\"\\(", "if true {")) {
            assertThatThrownBy(() -> CuePolicy.compile("x: " + open.repeat(20_000)))
                    .isInstanceOf(PolicyTextException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: 1e1000000000",
                "a: \"x\" * 100000000",
                "import \"list\"\na: list.Range(0, 1000000000, 1)",
                "import \"strings\"\na: strings.Repeat(\"xxxxxxxxxx\", 900000)",
            })
    void refusesAPolicyThatWouldFillTheMemory(String policy) {
        assertThatThrownBy(() -> CuePolicy.compile(policy)).isInstanceOf(PolicyTextException.class);
    }

    @Test
    void endsAnEvaluationThatTakesTooManySteps() {
        String policy = """
                l: [...int]
                x: {r: [for a in l for b in l for c in l for d in l {a + b + c + d}]}
                """;
        String list = "1,".repeat(200) + "1";

        CueResult result = CuePolicy.compile(policy)
                .evaluate(
                        ("{\"l\":[" + list + "]}").getBytes(StandardCharsets.UTF_8),
                        new CueLimits(200_000, Duration.ofSeconds(30), 200, 10_000, 1_000_000));

        assertThat(result).isEqualTo(new CueResult.LimitReached("more than 200000 steps"));
    }

    @Test
    void matchesRegularExpressionsInLinearTime() {
        assertThat(evaluate("a: =~\"^(a+)+$\"", "{\"a\":\"" + "a".repeat(5000) + "b\"}"))
                .isInstanceOf(CueResult.Failed.class);
    }

    @Test
    void letsManyThreadsUseOnePolicy() throws Exception {
        CuePolicy policy = CuePolicy.compile("#A: {x: int} | {y: string}\na: [...#A]");
        byte[] good = "{\"a\":[{\"x\":1},{\"y\":\"s\"}]}".getBytes(StandardCharsets.UTF_8);
        Callable<CueResult> task = () -> policy.evaluate(good, CueLimits.DEFAULT);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<CueResult> each : threads.invokeAll(Collections.nCopies(50, task))) {
                assertThat(each.get()).isEqualTo(new CueResult.Passed());
            }
        }
    }

    @Test
    void throwsNothingButItsOwnErrorOverBrokenText() {
        Random random = new Random(7);
        for (int seed = 0; seed < 400; seed++) {
            StringBuilder text = new StringBuilder(new CueGenerator(seed).policy());
            for (int i = 0; i < 3 && !text.isEmpty(); i++) {
                text.setCharAt(random.nextInt(text.length()), "{}[]()\"\\&|*?:.#\n'0".charAt(random.nextInt(18)));
            }
            try {
                CuePolicy.compile(text.toString())
                        .evaluate("{\"a\":1}".getBytes(StandardCharsets.UTF_8), CueLimits.DEFAULT);
            } catch (PolicyTextException e) {
                assertThat(e.location()).isNotNull();
            }
        }
    }
}
