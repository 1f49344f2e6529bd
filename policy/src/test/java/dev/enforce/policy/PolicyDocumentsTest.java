package dev.enforce.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.enforce.policy.DecodedDocument.OtherDocument;
import dev.enforce.policy.DecodedDocument.PolicyDocument;
import dev.enforce.policy.DecodedDocument.TrustRootDocument;
import dev.enforce.policy.PolicyDocuments.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading documents: strict, complete, with places, within bounds. */
class PolicyDocumentsTest {

    private static final String HEAD = """
            apiVersion: policy.sigstore.dev/v1alpha1
            kind: ClusterImagePolicy
            metadata:
              name: p
            """;

    @Test
    void namesEveryUnknownFieldWithWhatWasMeant() {
        Reading reading = PolicyDocuments.read(HEAD + """
                spec:
                  images:
                  - globb: "**"
                  authorites: []
                  authorities:
                  - keyless:
                      identitys: []
                      zzz: 1
                """);

        List<PolicyDiagnostic> diagnostics =
                ((PolicyDocument) reading.documents().getFirst()).origin().diagnostics();
        assertThat(diagnostics)
                .extracting(d -> d.line() + ":" + d.column() + " " + d.text())
                .containsExactly(
                        "8:3 json: unknown field \"authorites\"\nin spec; did you mean \"authorities\"?",
                        "7:5 json: unknown field \"globb\"\nin spec.images[0]; did you mean \"glob\"?",
                        "11:7 json: unknown field \"identitys\"\nin spec.authorities[0].keyless; did you mean"
                                + " \"identities\"?",
                        "12:7 json: unknown field \"zzz\"\nin spec.authorities[0].keyless; known are: url,"
                                + " identities, ca-cert, trustRootRef, insecureIgnoreSCT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "images: x|a list is wanted, not text: spec.images",
                "images: [x]|an object is wanted, not text: spec.images[0]",
                "images: [{glob: 1}]|text is wanted, not a number: spec.images[0].glob",
                "images: [{glob: yes}]|text is wanted, not true or false: spec.images[0].glob",
                "images: {}|a list is wanted, not an object: spec.images",
                "mode: []|text is wanted, not a list: spec.mode",
                "authorities: [{key: x}]|an object is wanted, not text: spec.authorities[0].key",
                "authorities: [{keyless: {insecureIgnoreSCT: 'yes'}}]|true or false is wanted, not text:"
                        + " spec.authorities[0].keyless.insecureIgnoreSCT",
                "match: [{selector: {matchLabels: {a: 1}}}]|text is wanted, not a number:"
                        + " spec.match[0].selector.matchLabels.a",
            })
    void namesTheTypeThatIsWanted(String spec, String expected) {
        Reading reading = PolicyDocuments.read(HEAD + "spec: {" + spec + "}");

        assertThat(((PolicyDocument) reading.documents().getFirst()).origin().diagnostics())
                .extracting(PolicyDiagnostic::text)
                .containsExactly("wrong type: " + expected);
    }

    @Test
    void readsOtherDocumentsThoughOneIsBroken() {
        Reading reading = PolicyDocuments.read("# comment\n---\n" + HEAD + "---\na: [\n---\n" + HEAD + "---\n"
                + "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n---\n"
                + "apiVersion: policy.sigstore.dev/v1alpha1\nkind: TrustRoot\nmetadata: {name: t}\n");

        assertThat(reading.documents()).hasSize(4);
        assertThat(reading.documents().get(1).line()).isEqualTo(10);
        assertThat(reading.documents().get(2)).isInstanceOf(OtherDocument.class);
        assertThat(reading.documents().get(3)).isInstanceOf(TrustRootDocument.class);
        assertThat(reading.diagnostics()).singleElement().satisfies(d -> {
            assertThat(d.message()).startsWith("yaml: ");
            assertThat(d.line()).isBetween(8, 9);
        });
    }

    @Test
    void readsJsonWithPlaces() {
        Reading reading = PolicyDocuments.read("""
                {"apiVersion": "policy.sigstore.dev/v1beta1", "kind": "ClusterImagePolicy",
                 "metadata": {"name": "p", "uid": "u", "resourceVersion": "7", "generation": 2},
                 "spec": {"images": [{"glob": "**", "x": 1}]}}
                """);

        PolicyDocument document = (PolicyDocument) reading.documents().getFirst();
        assertThat(document.policy().metadata().generation()).isEqualTo(2);
        assertThat(document.origin().diagnostics())
                .singleElement()
                .satisfies(d -> assertThat(d.line() + ":" + d.column()).isEqualTo("3:37"));
    }

    @Test
    void decodesATreeWithoutPlaces() throws Exception {
        Reading reading = PolicyDocuments.decode(new ObjectMapper()
                .readTree("{\"apiVersion\":\"policy.sigstore.dev/v1alpha1\",\"kind\":\"ClusterImagePolicy\",\"x\":1}"));

        assertThat(((PolicyDocument) reading.documents().getFirst()).origin().diagnostics())
                .singleElement()
                .satisfies(d -> {
                    assertThat(d.text()).startsWith("json: unknown field \"x\"\nat the top of the document");
                    assertThat(d.line()).isZero();
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "policy.sigstore.dev/v1|ClusterImagePolicy",
                "policy.sigstore.dev/v1beta1|TrustRoot",
                "policy.sigstore.dev/v1alpha1|ImagePolicy"
            })
    void namesVersionsThatAreNotServed(String apiVersion, String kind) {
        assertThat(PolicyDocuments.read("apiVersion: " + apiVersion + "\nkind: " + kind)
                        .diagnostics())
                .singleElement()
                .satisfies(d -> assertThat(d.text())
                        .isEqualTo("no kind \"" + kind + "\" is registered for version \"" + apiVersion + "\""));
    }

    @Test
    void followsAnchorsAndMerges() {
        Reading reading = PolicyDocuments.read(HEAD + """
                spec:
                  images: [{glob: "**"}]
                  authorities:
                  - &a
                    name: a
                    static: &s {action: pass}
                  - <<: *a
                    name: b
                  - name: c
                    static: *s
                """);

        PolicyDocument document = (PolicyDocument) reading.documents().getFirst();
        assertThat(document.origin().diagnostics()).isEmpty();
        assertThat(document.policy().spec().authorities())
                .extracting(a -> a.name() + (a.fixed() == null ? "" : a.fixed().action()))
                .containsExactly("apass", "bpass", "cpass");
    }

    @Test
    void stopsAnAliasBomb() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 20; i++) {
            String previous = "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(",", Collections.nCopies(9, previous))));
        }

        assertThat(PolicyDocuments.read(bomb.toString()).diagnostics())
                .singleElement()
                .satisfies(d -> assertThat(d.message()).startsWith("yaml: "));
    }

    @Test
    void stopsAStructureThatHoldsItself() {
        assertThat(PolicyDocuments.read("a: &a\n  b: *a\n").diagnostics())
                .singleElement()
                .satisfies(d -> assertThat(d.message()).contains("nested too deeply"));
        assertThat(PolicyDocuments.read("a: &a\n  <<: *a\n").diagnostics()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void stopsDeepNesting(String opening) {
        Reading reading = PolicyDocuments.read(opening.repeat(20_000));

        assertThat(reading.documents()).isEmpty();
        assertThat(reading.diagnostics()).isNotEmpty();
    }

    @Test
    void refusesTextsThatAreTooLongOrNoText() {
        assertThat(PolicyDocuments.read(new byte[PolicyDocuments.MAX_BYTES + 1]).diagnostics())
                .hasSize(1);
        assertThat(PolicyDocuments.read(new byte[] {(byte) 0xc3, 0x28}).diagnostics())
                .singleElement()
                .satisfies(d -> assertThat(d.message()).isEqualTo("the text is not UTF-8"));
        assertThat(PolicyDocuments.read("a: \u0001").diagnostics()).hasSize(1);
        assertThat(PolicyDocuments.read("---\n{}\n".repeat(2000)).diagnostics().size())
                .isLessThan(300);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: 1\na: 2",
                "{\"a\":1,\"a\":2}",
                "a: !!python/object x",
                "a: .inf",
                "? [x]\n: y",
                "a: *nowhere",
                "- a",
                "just text",
                "a: 0x"
            })
    void refusesWhatIsNoDocument(String text) {
        Reading reading = PolicyDocuments.read(text);

        assertThat(reading.documents()).isEmpty();
        assertThat(reading.diagnostics()).isNotEmpty().allMatch(PolicyDiagnostic::isError);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "---\n---\n", "# nothing\n", "null"})
    void findsNothingInNothing(String text) {
        assertThat(PolicyDocuments.read(text)).isEqualTo(new Reading(List.of(), List.of()));
    }

    @Test
    void neverThrowsOnMutatedDocuments() {
        Random random = new Random(11);
        String seed = TestResources.text("samples/onboarding-private-registry.yaml");
        PolicyCompiler compiler = new PolicyCompiler(PolicySettings.DEFAULT);
        String alphabet = "&*<:-[]{}\"'|>!%@`#,?\n\t 01ay\u201c\u0000~\\";
        for (int i = 0; i < 4_000; i++) {
            StringBuilder text = new StringBuilder(seed);
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
                    case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                    default -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
                }
            }
            Reading reading = PolicyDocuments.read(text.toString());
            reading.documents().forEach(document -> {
                compiler.validateDefaulted(document);
                if (document instanceof PolicyDocument policy) {
                    compiler.compile(policy.policy(), ReferenceResolver.NONE);
                }
            });
        }
    }

    @Test
    void neverThrowsOnRandomBytes() {
        Random random = new Random(12);
        for (int i = 0; i < 3_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            PolicyDocuments.read(bytes);
            PolicyDocuments.read(new String(bytes, StandardCharsets.ISO_8859_1));
            PolicyDocuments.read("{" + new String(bytes, StandardCharsets.US_ASCII));
        }
    }
}
