package dev.enforce.language.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.enforce.language.PolicyTextException;
import dev.enforce.language.rego.limit.RegoLimits;
import dev.enforce.language.rego.value.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegoPolicyTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-04T05:06:07Z"));

    private static RegoOutcome outcome(String body, String input) {
        return RegoPolicy.compile("package sigstore\n" + body)
                .evaluate(input.getBytes(StandardCharsets.UTF_8), RegoLimits.DEFAULT, CLOCK);
    }

    private static String value(String body, String input) {
        return switch (outcome(body, input)) {
            case RegoOutcome.Defined(Value value) -> value.json();
            case RegoOutcome.Undefined _ -> "undefined";
            case RegoOutcome.Failed failed -> failed.message();
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "isCompliant { not endswith(input.missing, \"x\") }",
                "isCompliant { not count(input.missing) }",
                "isCompliant { not lower(input.missing) }",
                "f(x) { x == 1 }\nisCompliant { not f(input.missing) }",
                "isCompliant { x := {\"a\": 1}; not x[input.missing] }",
                "isCompliant { not startswith(lower(input.missing), \"x\") }",
                "isCompliant { not [input.missing] == [1] }"
            })
    void isUndefinedWhereANegatedCallHasAnUndefinedArgument(String body) {
        assertThat(value(body, "{}")).isEqualTo("undefined");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "isCompliant { not startswith(input.nope[_], \"a\") }",
                "isCompliant { not x == 1 }",
                "isCompliant { x > 1 }",
                "isCompliant[x] { true }",
                "isCompliant { http.send({\"method\": \"GET\", \"url\": \"x\"}) }",
                "isCompliant { opa.runtime() }",
                "isCompliant { net.lookup_ip_addr(\"a\") }",
                "isCompliant { io.jwt.decode(\"a\") }",
                "isCompliant { isCompliant }",
                "isCompliant { startswith(1, \"a\") }",
                "isCompliant { not startswith(1, \"a\") }",
                "isCompliant { count(1, 2, 3) }",
                "isCompliant { x := 1; x := 2 }",
                "isCompliant { some x; true }",
                "f(x) { true }\nf(x, y) { true }\nisCompliant { f(1) }",
                "isCompliant = 1 { true }\nisCompliant[x] { x := 1 }"
            })
    void refusesWhenItIsCompiled(String body) {
        assertThatThrownBy(() -> RegoPolicy.compile("package sigstore\n" + body))
                .isInstanceOf(PolicyTextException.class)
                .hasMessageMatching("(?s)\\d+:\\d+: .*");
    }

    @Test
    void namesTheFunctionThatDoesNotExist() {
        assertThatThrownBy(() -> RegoPolicy.compile("package sigstore\nisCompliant {\n  http.send({})\n}"))
                .hasMessage("3:3: rego_type_error: undefined function http.send");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "isCompliant = x { x := 1 / 3 } ~ 0.33333333333333333334",
                "isCompliant = x { x := 0.1 + 0.2 } ~ 0.3",
                "isCompliant = x { x := input.n } ~ 1.10",
                "isCompliant = x { x := json.marshal(input) } ~ \"{\\\"n\\\":1.10}\"",
                "isCompliant = x { x := sprintf(\"%d\", [[\"a\"]]) } ~ \"%!d(string=[\\\"a\\\"])\"",
                "isCompliant = x { x := 9007199254740993 + 1 } ~ 9007199254740994",
                "isCompliant = x { x := [1, \"a\", null, {1}, {\"k\": 2}, true] } ~ [1,\"a\",null,[1],{\"k\":2},true]",
                "isCompliant = x { x := sort([{1}, {\"k\": 2}, [0], \"a\", 1, true, null]) } ~"
                        + " [null,true,1,\"a\",[0],{\"k\":2},[1]]"
            })
    void writesValuesAsTheReferenceDoes(String body, String expected) {
        assertThat(value(body, "{\"n\": 1.10}")).isEqualTo(expected);
    }

    @Test
    void evaluatesVersionOne() {
        String policy = """
                import rego.v1
                default isCompliant := false
                isCompliant if {
                    some vulnerability in input.predicate.vulnerabilities
                    every fix in vulnerability.fixes { fix.version != "" }
                    not forbidden
                }
                forbidden if "CRITICAL" in {v.severity | some v in input.predicate.vulnerabilities}
                """;
        String input = "{\"predicate\":{\"vulnerabilities\":[{\"severity\":\"%s\",\"fixes\":[{\"version\":\"2\"}]}]}}";

        assertThat(value(policy, input.formatted("LOW"))).isEqualTo("true");
        assertThat(value(policy, input.formatted("CRITICAL"))).isEqualTo("false");
    }

    @Test
    void reportsRulesThatContradictEachOther() {
        assertThat(outcome("isCompliant = 1 { true }\nisCompliant = 2 { true }", "{}"))
                .isInstanceOfSatisfying(
                        RegoOutcome.Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(RegoOutcome.Failed.Kind.CONFLICT));
    }

    @Test
    void knowsWhetherTheClockMatters() {
        assertThat(RegoPolicy.compile("package sigstore\nisCompliant { input.x }")
                        .deterministic())
                .isTrue();
        assertThat(RegoPolicy.compile("package sigstore\nisCompliant { time.now_ns() > input.x }")
                        .deterministic())
                .isFalse();
        assertThat(value("isCompliant = time.now_ns() { true }", "{}")).isEqualTo("1772600767000000000");
    }

    @Test
    void takesResponsesAsThePolicyControllerDoes() {
        String body = "isCompliant[r] { r := {\"result\": input.ok, \"error\": input.e, \"warning\": input.w} }";

        assertThat(SigstoreCompliance.of(outcome(body, "{\"ok\":true,\"e\":\"\",\"w\":\"\"}")))
                .isEqualTo(new SigstoreCompliance.Compliant());
        assertThat(SigstoreCompliance.of(outcome(body, "{\"ok\":true,\"e\":\"\",\"w\":\"old\"}")))
                .isEqualTo(new SigstoreCompliance.Warned("warning: old"));
        assertThat(SigstoreCompliance.of(outcome(body, "{\"ok\":false,\"e\":\"bad\",\"w\":\"\"}")))
                .isEqualTo(new SigstoreCompliance.NotCompliant(SigstoreCompliance.NOT_COMPLIANT + " with errors: bad"));
        assertThat(SigstoreCompliance.of(outcome("isCompliant = \"yes\" { true }", "{}")))
                .isEqualTo(new SigstoreCompliance.NotCompliant(SigstoreCompliance.NOT_COMPLIANT));
        assertThat(SigstoreCompliance.of(outcome("isCompliant { true }", "{")))
                .isInstanceOf(SigstoreCompliance.NotEvaluated.class);
    }
}
