package dev.enforce.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.Digest;
import dev.enforce.model.ImageReference;
import dev.enforce.policy.Compilation.Compiled;
import dev.enforce.policy.Compilation.NotCompiled;
import dev.enforce.policy.DecodedDocument.PolicyDocument;
import dev.enforce.policy.ReferenceResolver.Found;
import dev.enforce.policy.ReferenceResolver.Missing;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a policy to what evaluation works on. */
class PolicyCompilerTest {

    private static final String KEY = TestResources.text("keys/ec-p256.pem");
    private static final String OTHER_KEY = TestResources.text("keys/ed25519.pem");

    private static final String REGO = "package sigstore\nisCompliant { true }\n";
    private static final ReferenceResolver NONE = ReferenceResolver.NONE;

    private final PolicyCompiler compiler = new PolicyCompiler(PolicySettings.DEFAULT);

    @Test
    void inlinesTheKeyOfASecret() {
        ClusterImagePolicy policy = authority("{key: {secretRef: {name: s}, hashAlgorithm: SHA512}}");

        assertThat(PolicyCompiler.references(policy)).containsExactly(new Reference.Secret("s"));
        CompiledPolicy compiled = compiled(policy, secret(Map.of("cosign.pub", KEY)));
        assertThat(compiled.authorities())
                .containsExactly(
                        new KeyAuthority("authority-0", List.of(KEY), SignatureHash.SHA512, AuthorityOptions.NONE));
    }

    @Test
    void refusesCueUntilItsEngineIsProven() {
        ClusterImagePolicy policy =
                authority("{key: {secretRef: {name: s}}, attestations: [{name: a, predicateType: 'https://e.com/t',"
                        + " policy: {type: cue, data: 'x: 1'}}]}");

        assertThat(compiler.validate(policy))
                .filteredOn(diagnostic -> diagnostic.level() == PolicyDiagnostic.Level.ERROR)
                .singleElement()
                .satisfies(diagnostic ->
                        assertThat(diagnostic.text()).startsWith("not supported yet: cue policy: spec.authorities[0]"));
        assertThat(new PolicyCompiler(PolicySettings.DEFAULT.withPredicateLanguages(Set.of("cue"))).validate(policy))
                .noneMatch(diagnostic -> diagnostic.level() == PolicyDiagnostic.Level.ERROR);
    }

    @Test
    void keepsEveryKeyOfOnePem() {
        CompiledPolicy compiled =
                compiled(authority("{key: {secretRef: {name: s}}}"), secret(Map.of("k", KEY + "\n" + OTHER_KEY)));

        assertThat(((KeyAuthority) compiled.authorities().getFirst()).publicKeys())
                .containsExactly(KEY, OTHER_KEY);
    }

    @Test
    void turnsAnOldRsaKeyIntoThePlainForm() {
        CompiledPolicy compiled = compiled(
                authority("{key: {secretRef: {name: s}}}"),
                secret(Map.of("k", TestResources.text("keys/rsa-2048-pkcs1.pem"))));

        assertThat(((KeyAuthority) compiled.authorities().getFirst()).publicKeys())
                .containsExactly(TestResources.text("keys/rsa-2048.pem"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, contains no data",
        "2, 'contains multiple data entries, only one is supported'",
        "1, contains an invalid public key: nothing of the kind in PEM"
    })
    void namesWhatASecretLacks(int entries, String expected) {
        Map<String, String> data = new HashMap<>();
        for (int i = 0; i < entries; i++) {
            data.put("k" + i, "no key");
        }

        assertThat(notCompiled(authority("{key: {secretRef: {name: s}}}"), secret(data)))
                .isEqualTo("secret \"s\" " + expected + ": spec.authorities[0].key.secretref");
    }

    @Test
    void namesASecretThatIsMissing() {
        assertThat(notCompiled(authority("{key: {secretRef: {name: s}}}"), _ -> new Missing("not found")))
                .isEqualTo("secret \"s\" not found: spec.authorities[0].key.secretref");
    }

    @Test
    void inlinesKeysOfKeyManagementServices() {
        ClusterImagePolicy policy = authority("{key: {kms: 'gcpkms://k'}}");
        assertThat(PolicyCompiler.references(policy)).containsExactly(new Reference.ManagedKey("gcpkms://k"));
        CompiledPolicy compiled = compiled(policy, _ -> new Found(Map.of("key", KEY.getBytes(StandardCharsets.UTF_8))));
        assertThat(compiled.authorities())
                .singleElement()
                .isInstanceOfSatisfying(
                        KeyAuthority.class, key -> assertThat(key.publicKeys()).hasSize(1));
        assertThat(notCompiled(policy, _ -> new Missing("cannot be fetched: it was refused")))
                .isEqualTo("kms key \"gcpkms://k\" cannot be fetched: it was refused: spec.authorities[0].key.kms");
        assertThat(notCompiled(policy, _ -> new Found(Map.of("key", new byte[] {1}))))
                .isEqualTo("kms key \"gcpkms://k\" is no public key: spec.authorities[0].key.kms");
    }

    @Test
    void namesThePlaceOfAMistakeInAPredicatePolicy() {
        assertThat(notCompiled(predicate("data: \"package sigstore\\nisCompliant {\\n  nosuch(1)\\n}\""), NONE))
                .startsWith("failed to compile the rego policy with error: 3:")
                .endsWith(": spec.policy.data");
    }

    @Test
    void compilesPredicatePoliciesOfConfigMaps() {
        ClusterImagePolicy policy = predicate("configMapRef: {name: m, key: k}");

        assertThat(PolicyCompiler.references(policy)).containsExactly(new Reference.ConfigMap("m"));
        assertThat(compiled(policy, secret(Map.of("k", REGO))).predicate())
                .isEqualTo(CompiledPredicate.of(
                        PredicateProgram.compile("rego", REGO).orElseThrow()));
        assertThat(notCompiled(policy, secret(Map.of("other", REGO))))
                .isEqualTo("configmap \"m\" does not contain key k: spec.policy.configMapRef");
        assertThat(notCompiled(policy, secret(Map.of())))
                .isEqualTo("configmap \"m\" contains no data: spec.policy.configMapRef");
        assertThat(notCompiled(policy, secret(Map.of("k", "package"))))
                .startsWith("failed to compile the rego policy with error: 1:");
    }

    @Test
    void refusesRemotePolicyWithAnotherSum() {
        String sum = Digest.sha256(REGO.getBytes(StandardCharsets.UTF_8)).hex();
        ClusterImagePolicy policy = predicate("remote: {url: 'https://e.com/p', sha256sum: " + sum + "}");

        assertThat(compiled(policy, secret(Map.of("", REGO))).predicate()).isNotNull();
        assertThat(notCompiled(policy, secret(Map.of("", REGO + " "))))
                .startsWith("failed to check sha256sum from policy remote: " + sum + " got ");
    }

    private static ClusterImagePolicy predicate(String source) {
        return policy("{images: [{glob: '**'}], authorities: [{static: {action: pass}}], policy: {type: rego, " + source
                + "}}");
    }

    @Test
    void setsDefaults() {
        CompiledPolicy compiled =
                compiled(authority("{keyless: {identities: [{issuer: i, subjectRegExp: s}]}}"), ReferenceResolver.NONE);

        assertThat(compiled.mode()).isEqualTo(PolicyMode.ENFORCE);
        assertThat(compiled.authorities()).singleElement().isInstanceOfSatisfying(KeylessAuthority.class, keyless -> {
            assertThat(keyless.url()).isEqualTo("https://fulcio.sigstore.dev");
            assertThat(keyless.trustRootRef()).isNull();
            assertThat(keyless.identities().getFirst().issuer().matches("i")).isTrue();
            assertThat(keyless.identities().getFirst().issuer().matches("ii")).isFalse();
            assertThat(keyless.identities().getFirst().subject().matches("xsx")).isTrue();
        });
    }

    @Test
    void resolvesShortPredicateTypes() {
        CompiledPolicy compiled = compiled(
                authority(
                        "{key: {data: \"" + KEY.replace("\n", "\\n")
                                + "\"}, attestations: [{name: a, predicateType: vuln}, {name: b, predicateType: 'https://x/y'}]}"),
                ReferenceResolver.NONE);

        assertThat(compiled.authorities().getFirst().options().attestations())
                .extracting(CompiledAttestation::predicateType)
                .containsExactly("https://cosign.sigstore.dev/attestation/vuln/v1", "https://x/y");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "apps/v1|Deployment|app=web|yes",
                "apps/v1|Deployment|app=db|no",
                "apps/v1|Deployment||no",
                "apps/v1beta1|Deployment|app=web|no",
                "apps/v1|ReplicaSet|app=web|no",
                "v1|Pod||yes",
                "v2|Pod||yes",
                "batch/v1|CronJob|tier=a|yes",
                "batch/v1|CronJob|tier=c|no",
                "batch/v1|CronJob||no",
                "batch/v1|Job|x=1|no",
                "batch/v1|Job||yes",
            })
    void matchesObjectsByKindAndLabels(String apiVersion, String kind, String label, String expected) {
        CompiledPolicy policy = compiled(policy("""
                        {images: [{glob: '**'}], authorities: [{static: {action: fail}}], match: [
                          {group: apps, version: v1, resource: deployments, selector: {matchLabels: {app: web}}},
                          {version: '*', resource: pods},
                          {group: batch, version: v1, resource: cronjobs, selector: {matchExpressions: [
                            {key: tier, operator: In, values: [a, b]}, {key: tier, operator: Exists}]}},
                          {group: batch, version: v1, resource: jobs, selector: {matchExpressions: [
                            {key: x, operator: NotIn, values: ['1']}, {key: y, operator: DoesNotExist}]}}]}
                        """), ReferenceResolver.NONE);
        Map<String, String> labels = label == null ? Map.of() : Map.of(label.split("=")[0], label.split("=")[1]);

        assertThat(policy.covers(ImageReference.parse("ubuntu"), WorkloadKind.of(apiVersion, kind), labels))
                .isEqualTo(expected.equals("yes"));
    }

    @Test
    void hashesContentButNotVersions() {
        String spec = "{images: [{glob: '**'}], authorities: [{static: {action: fail}}]}";
        CompiledPolicy one = compiled(policy(spec), ReferenceResolver.NONE);
        ClusterImagePolicy again = policy(spec);
        CompiledPolicy later = compiled(
                new ClusterImagePolicy(
                        again.apiVersion(), new ObjectMetadata("p", "uid", "99", 4, Map.of(), Map.of()), again.spec()),
                ReferenceResolver.NONE);
        CompiledPolicy other = compiled(policy(spec.replace("'**'", "'*'")), ReferenceResolver.NONE);

        assertThat(one.contentHash()).hasSize(64).isEqualTo(later.contentHash());
        assertThat(one.contentHash()).isNotEqualTo(other.contentHash());
    }

    private static ClusterImagePolicy authority(String authority) {
        return policy("{images: [{glob: '**'}], authorities: [" + authority + "]}");
    }

    private static ClusterImagePolicy policy(String spec) {
        PolicyDocuments.Reading reading = PolicyDocuments.read(
                "{apiVersion: policy.sigstore.dev/v1beta1, kind: ClusterImagePolicy, metadata: {name: p}, spec: " + spec
                        + "}");
        assertThat(reading.diagnostics()).isEmpty();
        return ((PolicyDocument) reading.documents().getFirst()).policy();
    }

    private CompiledPolicy compiled(ClusterImagePolicy policy, ReferenceResolver resolver) {
        Compilation compilation = compiler.compile(policy, resolver);
        assertThat(compilation).isInstanceOf(Compiled.class);
        return ((Compiled) compilation).policy();
    }

    private String notCompiled(ClusterImagePolicy policy, ReferenceResolver resolver) {
        Compilation compilation = compiler.compile(policy, resolver);
        assertThat(compilation).isInstanceOf(NotCompiled.class);
        return PolicyDiagnostic.errorText(((NotCompiled) compilation).diagnostics());
    }

    private static ReferenceResolver secret(Map<String, String> texts) {
        Map<String, byte[]> data = new HashMap<>();
        texts.forEach((key, text) -> data.put(key, text.getBytes(StandardCharsets.UTF_8)));
        return _ -> new Found(data);
    }
}
