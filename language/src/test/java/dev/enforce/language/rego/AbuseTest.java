package dev.enforce.language.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.enforce.language.PolicyTextException;
import dev.enforce.language.rego.limit.RegoLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies and inputs that want more than their share. */
class AbuseTest {

    private static final RegoLimits LIMITS = new RegoLimits(2_000_000, Duration.ofMillis(800), 400, 1 << 20, 1_000_000);

    private static RegoOutcome evaluate(String body, String input) {
        return RegoPolicy.compile("package sigstore\n" + body)
                .evaluate(input.getBytes(StandardCharsets.UTF_8), LIMITS, InstantSource.fixed(Instant.EPOCH));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "isCompliant { xs := numbers.range(1, 1000000000) }",
                "isCompliant { xs := numbers.range(1, 3000); xs[_] + xs[_] + xs[_] < 0 }",
                "isCompliant { x := bits.lsh(1, 1000000000) }",
                "isCompliant { x := 9999999999999999999999999999999999999999 * 1e900; x * x > 0 }",
                "a = concat(\"\", [\"0123456789abcdef\" | numbers.range(1, 60000)[_]])\n"
                        + "isCompliant { b := concat(\"\", [a, a]); c := concat(\"\", [b, b]); count(c) > 0 }",
                "isCompliant { x := sprintf(\"%999999999d\", [1]) }",
                "isCompliant { {[a, b] | a := numbers.range(1, 3000)[_]; b := numbers.range(1, 3000)[_]} == set() }",
                "isCompliant { replace(concat(\"\", [\"a\" | numbers.range(1, 60000)[_]]), \"a\","
                        + " concat(\"\", [\"b\" | numbers.range(1, 60000)[_]])) == \"\" }",
                "isCompliant { count(net.cidr_expand(\"10.0.0.0/1\")) > 0 }"
            })
    void endsGreedyPoliciesWithALimit(String body) {
        assertThat(evaluate(body, "{}"))
                .isInstanceOfSatisfying(
                        RegoOutcome.Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(RegoOutcome.Failed.Kind.LIMIT));
    }

    @Test
    void matchesAnExpressionThatMakesOthersBacktrackForever() {
        assertThat(evaluate(
                        "isCompliant { not regex.match(`^(a+)+$`, input.x) }",
                        "{\"x\": \"" + "a".repeat(5000) + "!\"}"))
                .isEqualTo(new RegoOutcome.Defined(dev.enforce.language.rego.value.BooleanValue.TRUE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e1000000", "1e1000000000", "-1e-999999999"})
    void refusesNumbersBeyondTheBounds(String number) {
        assertThat(evaluate("isCompliant { input.x > 0 }", "{\"x\": " + number + "}"))
                .isInstanceOf(RegoOutcome.Failed.class);
        assertThatThrownBy(() -> RegoPolicy.compile("package sigstore\nisCompliant { input.x > " + number + " }"))
                .isInstanceOf(PolicyTextException.class);
    }

    @Test
    void refusesInputNestedTooDeeply() {
        assertThat(evaluate("isCompliant { input }", "[".repeat(100_000))).isInstanceOf(RegoOutcome.Failed.class);
        assertThat(evaluate("isCompliant { input }", "[".repeat(300) + "]".repeat(300)))
                .isInstanceOf(RegoOutcome.Failed.class);
    }

    @Test
    void refusesTextsNestedTooDeeply() {
        String deep = "package sigstore\nisCompliant { x := " + "[".repeat(20_000) + "]".repeat(20_000) + " }";

        assertThatThrownBy(() -> RegoPolicy.compile(deep)).isInstanceOf(PolicyTextException.class);
    }

    @Test
    void evaluatesALongChainOfRulesOrSaysThatItIsTooLong() {
        StringBuilder text = new StringBuilder("p0 = 1 { true }\n");
        for (int i = 1; i < 900; i++) {
            text.append("p").append(i).append(" = p").append(i - 1).append(" { true }\n");
        }

        assertThat(evaluate(text + "isCompliant { p899 == 1 }", "{}")).isInstanceOf(RegoOutcome.Failed.class);
    }
}
