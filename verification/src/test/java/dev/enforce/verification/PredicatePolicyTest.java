package dev.enforce.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.ImagePattern;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Repository;
import dev.enforce.policy.AuthorityOptions;
import dev.enforce.policy.CompiledAttestation;
import dev.enforce.policy.CompiledAuthority;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.CompiledPredicate;
import dev.enforce.policy.KeyAuthority;
import dev.enforce.policy.PolicyMode;
import dev.enforce.policy.PredicateProgram;
import dev.enforce.policy.SignatureFormat;
import dev.enforce.policy.SignatureHash;
import dev.enforce.signing.certificate.KeyKind;
import dev.enforce.signing.certificate.SigningKey;
import dev.enforce.signing.signer.Attestation;
import dev.enforce.signing.signer.Signer;
import dev.enforce.signing.signer.SignerIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Policies in Rego and CUE over attestations that are really signed, and over all that was found. */
class PredicatePolicyTest {

    private static final String SPDX = "https://spdx.dev/Document";
    private static final SigningKey KEY = SigningKey.generate(KeyKind.ECDSA_P256);
    private static final String LOG4SHELL = """
            package sigstore
            vulnerable[name] {
              found := input.predicate.packages[_]
              found.name == "log4j-core"
              startswith(found.versionInfo, "2.14")
              name := sprintf("%s %s", [found.name, found.versionInfo])
            }
            isCompliant[response] {
              count(vulnerable) == 0
              response := {"result": true, "error": "", "warning": ""}
            }
            isCompliant[response] {
              count(vulnerable) > 0
              response := {"result": false, "error": sprintf("Log4Shell in %s", [vulnerable[_]]), "warning": ""}
            }
            """;

    private final Bench bench = new Bench();
    private final PinnedReference image = bench.registry.push("registry.test/team/app", "hello");

    @ParameterizedTest
    @EnumSource(Signer.Layout.class)
    void catchesLog4ShellInTheSbomOfAnImage(Signer.Layout layout) {
        attest(layout, "{\"packages\":[{\"name\":\"log4j-core\",\"versionInfo\":\"2.14.1\"}]}");

        assertThat(failure(verify(attesting("rego", LOG4SHELL))))
                .isEqualTo("failed evaluating rego policy for type sbom: policy is not compliant for query"
                        + " 'isCompliant = data.sigstore.isCompliant' with errors: Log4Shell in log4j-core 2.14.1");
    }

    @ParameterizedTest
    @EnumSource(Signer.Layout.class)
    void passesAnSbomWithoutLog4Shell(Signer.Layout layout) {
        attest(layout, "{\"packages\":[{\"name\":\"log4j-core\",\"versionInfo\":\"2.17.1\"}]}");

        assertThat(verify(attesting("rego", LOG4SHELL))).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void oneAttestationThatSatisfiesIsEnough() {
        attest(Signer.Layout.LEGACY, "{\"packages\":[{\"name\":\"log4j-core\",\"versionInfo\":\"2.14.1\"}]}");
        attest(Signer.Layout.LEGACY, "{\"packages\":[]}");

        assertThat(verify(attesting("rego", LOG4SHELL)))
                .isInstanceOfSatisfying(
                        Verdict.Passed.class,
                        passed -> assertThat(passed.passes()
                                        .getFirst()
                                        .matches()
                                        .getFirst()
                                        .attestations()
                                        .get("sbom"))
                                .hasSize(1));
    }

    @Test
    void judgesInCue() {
        attest(Signer.Layout.LEGACY, "{\"Data\":\"bad\"}");

        assertThat(verify(attesting("cue", "predicateType: \"https://spdx.dev/Document\"")))
                .isInstanceOf(Verdict.Passed.class);
        assertThat(failure(verify(attesting("cue", "predicate: Data: \"good\""))))
                .startsWith("failed evaluating cue policy for sbom: failed to evaluate the policy with error:"
                        + " predicate.Data: conflicting values ");
    }

    @Test
    void catchesLog4ShellInCue() {
        attest(Signer.Layout.LEGACY, "{\"packages\":[{\"name\":\"log4j-core\",\"versionInfo\":\"2.14.1\"}]}");

        assertThat(failure(verify(attesting("cue", """
                predicate: packages: [...{name: string, versionInfo: string, if name == "log4j-core" {versionInfo: !="2.14.1"}}]
                """))))
                .startsWith("failed evaluating cue policy for sbom: failed to evaluate the policy with error: ");
    }

    @Test
    void aWarningRefusesInModeEnforce() {
        attest(Signer.Layout.LEGACY, "{}");

        assertThat(failure(verify(attesting("rego", """
                package sigstore
                isCompliant[r] { r := {"result": true, "warning": "old"} }
                """)))).isEqualTo("warning: old");
    }

    @Test
    void aPolicyThatReachesALimitDecidesNothing() {
        attest(Signer.Layout.LEGACY, "{}");

        assertThat(verify(attesting("rego", """
                package sigstore
                isCompliant { xs := numbers.range(1, 100000); xs[a] == xs[b]; a > 99998; b < 1; a == b }
                """))).isInstanceOf(Verdict.Undecided.class);
    }

    @Test
    void aPolicyThatLooksAtTheClockIsAskedAgain() {
        attest(Signer.Layout.LEGACY, "{}");
        CompiledPolicy policy = attesting("rego", """
                package sigstore
                isCompliant { time.now_ns() < time.parse_rfc3339_ns("2026-03-01T12:00:15Z") }
                """);

        Verdict first = verify(policy);
        assertThat(first).isInstanceOf(Verdict.Passed.class);
        assertThat(first.basis().validUntil()).isEqualTo("2026-03-01T12:00:10Z");
        bench.pass(Duration.ofSeconds(20));
        assertThat(verify(policy)).isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void thePolicyOverAllMatchesSeesWhatWasMet() {
        attest(Signer.Layout.LEGACY, "{}");
        CompiledPolicy counted =
                withWhole(attesting("rego", "package sigstore\nisCompliant { true }"), whole("rego", """
                        package sigstore
                        isCompliant {
                          count(input.authorityMatches.key.attestations.sbom) == 1
                          input.authorityMatches.key.attestations.sbom[0].predicateType == "https://spdx.dev/Document"
                          not input.authorityMatches.other
                        }
                        """, false));

        assertThat(verify(counted)).isInstanceOf(Verdict.Passed.class);
        attest(Signer.Layout.LEGACY, "{\"more\":1}");
        bench.pass(Duration.ofSeconds(20));
        assertThat(failure(verify(counted))).startsWith("failed evaluating rego policy for type ClusterImagePolicy: ");
    }

    @Test
    void thePolicyOverAllMatchesSeesTheObject() {
        CompiledPolicy policy = withWhole(
                Bench.policy("p", Bench.pass("a")),
                whole("rego", "package sigstore\nisCompliant { not input.spec.hostNetwork }", true));

        assertThat(verify(policy, "{\"containers\":[]}")).isInstanceOf(Verdict.Passed.class);
        assertThat(verify(policy, "{\"hostNetwork\":true}")).isInstanceOf(Verdict.Failed.class);
        assertThat(verify(policy)).isInstanceOf(Verdict.Undecided.class);
    }

    @Test
    void verdictsOfOneImageDifferByTheObject() {
        bench.sign(image, "k");
        CompiledPolicy policy = withWhole(
                Bench.policy("p", Bench.key("a", "k")),
                whole("rego", "package sigstore\nisCompliant { not input.spec.hostNetwork }", true));
        PolicySet set = bench.set(policy);

        assertThat(verify(set, "{}")).isInstanceOf(Verdict.Passed.class);
        assertThat(verify(set, "{\"hostNetwork\":true}")).isInstanceOf(Verdict.Failed.class);
        assertThat(verify(set, "{}")).isInstanceOf(Verdict.Passed.class);
    }

    private Verdict verify(CompiledPolicy policy) {
        return bench.verify(image, PolicySet.of(List.of(policy)));
    }

    private Verdict verify(CompiledPolicy policy, String spec) {
        return verify(PolicySet.of(List.of(policy)), spec);
    }

    private Verdict verify(PolicySet set, String spec) {
        WorkloadFacts facts = Bench.POD.with(() -> new WorkloadObject.Read(bytes(spec), bytes("{\"name\":\"x\"}")));
        return bench.verification.verify(
                image, facts, Keychain.anonymous(), set, Deadline.after(Duration.ofSeconds(5)));
    }

    private static String failure(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Failed.class);
        return ((Verdict.Failed) verdict).failures().getFirst().reasons().getFirst();
    }

    private static PredicateProgram program(String type, String text) {
        return PredicateProgram.compile(type, text).orElseThrow();
    }

    private static CompiledPredicate whole(String type, String text, boolean readsSpec) {
        return new CompiledPredicate(program(type, text), false, readsSpec, false, false);
    }

    private static CompiledPolicy attesting(String type, String text) {
        CompiledAttestation wanted = CompiledAttestation.of("sbom", SPDX, CompiledPredicate.of(program(type, text)));
        AuthorityOptions options =
                new AuthorityOptions(List.of(), null, List.of(wanted), false, null, SignatureFormat.LEGACY);
        CompiledAuthority authority =
                new KeyAuthority("key", List.of(KEY.publicKeyPem()), SignatureHash.SHA256, options);
        return Bench.policy("p", authority);
    }

    private static CompiledPolicy withWhole(CompiledPolicy policy, CompiledPredicate predicate) {
        return new CompiledPolicy(
                policy.name(),
                policy.uid(),
                policy.resourceVersion(),
                PolicyMode.ENFORCE,
                List.of(ImagePattern.parse("**")),
                List.of(),
                policy.authorities(),
                predicate,
                policy.contentHash() + predicate.source());
    }

    private void attest(Signer.Layout layout, String predicate) {
        new Signer(new SignerIdentity.Key(KEY), Optional.empty(), Optional.empty(), bench.clock)
                .attest(
                        bench.registry.store(Repository.of(image)),
                        new Signer.Target(image.context(), image.digest()),
                        layout,
                        Attestation.of(SPDX, bytes(predicate), bench.now.get()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
