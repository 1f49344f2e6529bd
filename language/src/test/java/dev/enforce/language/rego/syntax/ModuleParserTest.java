package dev.enforce.language.rego.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.enforce.language.PolicyTextException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar: what is read, and where a mistake is said to be. */
class ModuleParserTest {

    @Test
    void readsWhatPublishedPoliciesWrite() {
        Module module = ModuleParser.parse("""
                package sigstore

                default isCompliant = false

                isCompliant {
                  attestationsKeylessATT := input.authorityMatches.keylessatt.attestations
                  count(attestationsKeylessATT) == 1
                  not endswith(input.x, "a")
                } {
                  input.y[_].z != {"a": 1, "b": [1, 2.50]}
                }

                errors[msg] { msg := sprintf("%v", [x | x := input.list[_]; x > 1]) }

                f(x) = y { y := {k: v | v := x[k]} } else = 3 { true }
                """, false);

        assertThat(module.packagePath()).containsExactly("sigstore");
        assertThat(module.rules()).hasSize(5);
        assertThat(module.rules().get(4).otherwise()).hasSize(1);
    }

    @Test
    void readsTheKeywordsOfVersionOneWhenImported() {
        Module module = ModuleParser.parse("""
                package p
                import rego.v1
                deny contains msg if {
                  some i, c in input.containers
                  every k, v in c.labels { k != v }
                  "x" in c.names
                  msg := c.name
                }
                allow if input.x == 1
                """, false);

        assertThat(module.version1()).isTrue();
        assertThat(module.rules()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "package",
                "package p\nx {",
                "package p\nx { 1 2 }",
                "package p\nimport foo",
                "package p\nx = ",
                "package p\nx = \"abc",
                "package p\nx = 01",
                "package p\nx { not y := 1 }",
                "package p\nx { f(1 }",
                "package p\nx { {1: } }",
                "package p\nimport rego.v1\nx { true }"
            })
    void refusesWhatIsNoPolicy(String text) {
        assertThatThrownBy(() -> ModuleParser.parse(text, false)).isInstanceOf(PolicyTextException.class);
    }

    @Test
    void namesThePlaceOfAMistake() {
        assertThatThrownBy(() -> ModuleParser.parse("package p\nx {\n  a = = 1\n}", false))
                .hasMessageStartingWith("3:7: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{", "(", "{a|", "[a|", "{a:", "f("})
    void refusesDeepNestingQuickly(String opener) {
        String text = "package p\nx { y = " + opener.repeat(20_000);

        assertThatThrownBy(() -> ModuleParser.parse(text, false)).isInstanceOf(PolicyTextException.class);
    }

    @Test
    void neverThrowsAnythingButItsOwnError() {
        Random random = new Random(5);
        String[] words = {
            "package p\n",
            "x",
            "{",
            "}",
            "[",
            "]",
            "|",
            "=",
            ":=",
            "not ",
            "some ",
            "with ",
            "as ",
            "1",
            "\"s\"",
            ".",
            ",",
            ";",
            "\n",
            "default ",
            "else ",
            "in ",
            "(",
            ")",
            ":",
            "-",
            "_",
            " "
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder("package p\n");
            for (int n = random.nextInt(30); n > 0; n--) {
                text.append(words[random.nextInt(words.length)]);
            }
            try {
                ModuleParser.parse(text.toString(), random.nextBoolean());
            } catch (PolicyTextException expected) {
                assertThat(expected.location().line()).isPositive();
            }
        }
    }
}
