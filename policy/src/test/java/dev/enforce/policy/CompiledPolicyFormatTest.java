package dev.enforce.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.policy.Compilation.Compiled;
import dev.enforce.policy.Compilation.NotCompiled;
import dev.enforce.policy.DecodedDocument.PolicyDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compiled form in its ConfigMap. */
class CompiledPolicyFormatTest {

    private static final String KEY = TestResources.text("keys/ec-p256.pem");
    private static final String QUOTED_KEY = quoted(KEY);

    @Test
    void writesEveryFieldInItsOrder() {
        String entry = """
                {"uid":"u-1","resourceVersion":"42","images":[{"glob":"ghcr.io/team/**"}],"authorities":[\
                {"name":"authority-0","key":{"data":%s,"hashAlgorithm":"sha256"},\
                "source":[{"oci":"ghcr.io/team/signatures","signaturePullSecrets":[{"name":"r"}],"tagPrefix":"p-"}],\
                "ctlog":{"url":"https://rekor.example","trustRootRef":"t"},\
                "attestations":[{"name":"a","predicateType":"https://slsa.dev/provenance/v1"}],\
                "rfc3161timestamp":{"trustRootRef":"t"}},\
                {"name":"k","keyless":{"url":"https://fulcio.example","identities":[{"issuer":"i","subjectRegExp":"^s$"}],\
                "trustRootRef":"t","insecureIgnoreSCT":true},"ctlog":{},"signatureFormat":"bundle"},\
                {"name":"s","static":{"action":"fail","message":"no"}}],"mode":"warn","match":[\
                {"group":"apps","version":"v1","resource":"deployments","selector":{"matchLabels":{"a":"b"},\
                "matchExpressions":[{"key":"k","operator":"NotIn","values":["v"]}]}}]}""".formatted(QUOTED_KEY);

        Compilation compilation = CompiledPolicyFormat.read("p", entry);

        assertThat(compilation).isInstanceOf(Compiled.class);
        assertThat(CompiledPolicyFormat.write(((Compiled) compilation).policy()))
                .isEqualTo(entry);
    }

    @Test
    void writesNotationAuthoritiesAsItReadsThem() {
        String entry = """
                {"uid":"","resourceVersion":"","images":[{"glob":"**"}],"authorities":[{"name":"a","notation":{\
                "certs":[%s],"trustedIdentities":["x509.subject: C=US, O=Example"],"level":"permissive"},\
                "rfc3161timestamp":{"trustRootRef":"t"}}],"mode":"enforce"}""".formatted(quoted(TestResources.text("keys/ca.pem")));

        CompiledPolicy policy = ((Compiled) CompiledPolicyFormat.read("p", entry)).policy();

        assertThat(policy.authorities()).singleElement().isInstanceOfSatisfying(NotationAuthority.class, notation -> {
            assertThat(notation.identities().getFirst().attributes()).isEqualTo(Map.of("C", "US", "O", "Example"));
            assertThat(notation.level()).isEqualTo(NotationLevel.PERMISSIVE);
        });
        assertThat(CompiledPolicyFormat.write(policy)).isEqualTo(entry);
    }

    @Test
    void compilesNotationThatSkipsToAStaticPass() {
        String entry = """
                {"images":[{"glob":"**"}],"authorities":[{"name":"a","notation":{"level":"skip"}}],"mode":"enforce"}""";
        CompiledPolicy policy = ((Compiled) CompiledPolicyFormat.read("p", entry)).policy();
        assertThat(policy.authorities())
                .containsExactly(new StaticAuthority("a", StaticAuthority.Action.PASS, "", AuthorityOptions.NONE));
    }

    @Test
    void keepsPredicatePoliciesThatItReads() {
        String entry = """
                {"uid":"","resourceVersion":"","images":[{"glob":"**"}],"authorities":[{"name":"a","key":{"data":%s,\
                "hashAlgorithm":"sha256"},"attestations":[{"name":"v","predicateType":"vuln","type":"rego","data":"package sigstore"}]}],\
                "policy":{"name":"","predicateType":"","type":"rego","data":"package sigstore","fetchConfigFile":true,\
                "includeSpec":true},"mode":"enforce"}""".formatted(QUOTED_KEY);

        CompiledPolicy policy = ((Compiled) CompiledPolicyFormat.read("p", entry)).policy();

        assertThat(policy.hasPredicates()).isTrue();
        assertThat(CompiledPolicyFormat.write(policy)).isEqualTo(entry);
    }

    @Test
    void readsYamlToo() {
        Compilation compilation = CompiledPolicyFormat.read(
                "p", "images:\n- glob: '**'\nauthorities:\n- name: a\n  static:\n    action: pass\nmode: enforce\n");

        assertThat(((Compiled) compilation).policy().authorities())
                .containsExactly(new StaticAuthority("a", StaticAuthority.Action.PASS, "", AuthorityOptions.NONE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{",
                "[]",
                "text",
                "{\"images\":[{\"glob\":\"?\"}]}",
                "{\"images\":[{\"glob\":\"**\"}],\"authorities\":[{\"name\":\"a\"}]}",
                "{\"images\":[{\"glob\":\"**\"}],\"authorities\":[{\"name\":\"a\",\"key\":{\"data\":\"x\"}}]}",
                "{\"images\":[{\"glob\":\"**\"}],\"authorities\":[{\"name\":\"a\",\"key\":{\"secretRef\":{\"name\":\"s\"}}}]}",
                "{\"images\":[{\"glob\":\"**\"}],\"mode\":\"x\"}",
                "{\"images\":[{\"glob\":\"**\"}],\"unheard\":1}"
            })
    void refusesABrokenEntry(String entry) {
        assertThat(CompiledPolicyFormat.read("p", entry))
                .isInstanceOfSatisfying(
                        NotCompiled.class, not -> assertThat(not.diagnostics()).anyMatch(PolicyDiagnostic::isError));
    }

    @Test
    void knowsTheExampleKey() {
        assertThat(CompiledPolicyFormat.isExample("_example")).isTrue();
        assertThat(CompiledPolicyFormat.isExample("example")).isFalse();
    }

    @Test
    void readsBackWhateverIsCompiled() {
        Random random = new Random(5);
        PolicyCompiler compiler = new PolicyCompiler(PolicySettings.DEFAULT);
        for (int i = 0; i < 300; i++) {
            PolicyDocument document = (PolicyDocument)
                    PolicyDocuments.read(randomPolicy(random)).documents().getFirst();
            CompiledPolicy policy = ((Compiled) compiler.compile(
                            document.policy(),
                            _ -> new ReferenceResolver.Found(Map.of("k", KEY.getBytes(StandardCharsets.UTF_8)))))
                    .policy();

            Compilation again = CompiledPolicyFormat.read(policy.name(), CompiledPolicyFormat.write(policy));

            assertThat(again)
                    .isInstanceOfSatisfying(
                            Compiled.class, c -> assertThat(c.policy()).isEqualTo(policy));
        }
    }

    private static String randomPolicy(Random random) {
        List<String> authorities = new ArrayList<>();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            authorities.add(randomAuthority(random));
        }
        return "{apiVersion: policy.sigstore.dev/v1alpha1, kind: ClusterImagePolicy,"
                + " metadata: {name: p, uid: u" + random.nextInt(9) + ", resourceVersion: '" + random.nextInt(99)
                + "'},"
                + " spec: {images: [{glob: 'a" + random.nextInt(9) + "/**'}, {glob: “b*”}],"
                + (random.nextBoolean() ? " mode: warn," : "")
                + (random.nextBoolean()
                        ? " match: [{resource: pods, version: v1, selector: {matchLabels: {b: c, a: d}}}],"
                        : "")
                + " authorities: [" + String.join(", ", authorities) + "]}}";
    }

    private static String randomAuthority(Random random) {
        String options = (random.nextBoolean() ? ", ctlog: {}" : ", ctlog: {url: 'https://r.example'}")
                + (random.nextBoolean() ? ", rfc3161timestamp: {}" : "")
                + (random.nextBoolean() ? ", source: [{tagPrefix: '', signaturePullSecrets: [{name: a}]}]" : "")
                + (random.nextBoolean() ? ", attestations: [{name: a, predicateType: spdx}]" : "")
                + (random.nextBoolean() ? ", signatureFormat: bundle" : "");
        return switch (random.nextInt(4)) {
            case 0 -> "{static: {action: fail, message: 'm " + random.nextInt(9) + "'}}";
            case 1 -> "{key: {secretRef: {name: s}, hashAlgorithm: sha384}" + options + "}";
            case 2 -> "{keyless: {}" + options + "}";
            default ->
                "{keyless: {ca-cert: {data: " + quoted(TestResources.text("keys/ca.pem"))
                        + "}, trustRootRef: t, identities: [{issuerRegExp: '^i.*$', subject: s}]}" + options + "}";
        };
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\n", "\\n") + "\"";
    }
}
