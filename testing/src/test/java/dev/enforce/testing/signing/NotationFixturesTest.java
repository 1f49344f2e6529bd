package dev.enforce.testing.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Keychain;
import dev.enforce.policy.Compilation;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.DecodedDocument;
import dev.enforce.policy.PolicyCompiler;
import dev.enforce.policy.PolicyDocuments;
import dev.enforce.policy.PolicySettings;
import dev.enforce.policy.ReferenceResolver;
import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.verification.EvidenceCache;
import dev.enforce.verification.EvidenceVerification;
import dev.enforce.verification.PolicySet;
import dev.enforce.verification.Verdict;
import dev.enforce.verification.VerificationSettings;
import dev.enforce.verification.WorkloadFacts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a policy document to a verdict over what unmodified notation pushed, with and without the referrers API. */
class NotationFixturesTest {

    private static final String SIGNER = "x509.subject: C=US, ST=WA, L=Seattle, O=Notary";
    private static final WorkloadFacts POD = new WorkloadFacts("", "v1", "pods", "Pod", "default", Map.of());

    @ParameterizedTest
    @CsvSource({"notation-jws,true", "notation-jws,false", "notation-cose,true", "notation-cose,false"})
    void judgesByThePolicy(String name, boolean referrers) {
        try (FixtureRegistry fixtures = FixtureRegistry.serve(Path.of("fixtures", "data"), referrers)) {
            String pem = fixtures.file("keys/notation.crt");
            Certificate signer = Certificate.ofPem(pem);
            Instant thatDay = signer.notBefore().plusSeconds(600);
            Instant later = signer.notAfter().plusSeconds(600);

            Verdict passed = verify(fixtures, name, pem, SIGNER, "strict", thatDay);
            assertThat(passed)
                    .isInstanceOfSatisfying(
                            Verdict.Passed.class,
                            verdict -> assertThat(verdict.basis().validUntil())
                                    .isEqualTo(signer.notAfter().plusSeconds(1)));
            assertThat(verify(fixtures, name, pem, "x509.subject: O=Other", "strict", thatDay))
                    .isInstanceOfSatisfying(
                            Verdict.Failed.class,
                            verdict -> assertThat(verdict.toString())
                                    .contains("signature notation validation failed for authority authority-0")
                                    .contains("the signer is none of the trusted identities"));
            assertThat(verify(fixtures, name, pem, SIGNER, "strict", later)).isInstanceOf(Verdict.Failed.class);
            assertThat(verify(fixtures, name, pem, SIGNER, "permissive", later)).isInstanceOf(Verdict.Passed.class);
            assertThat(verify(fixtures, "unsigned", pem, "*", "audit", thatDay))
                    .isInstanceOfSatisfying(
                            Verdict.Failed.class,
                            verdict -> assertThat(verdict.toString()).contains("no signatures found"));
            assertThat(verify(fixtures, name, pem, "*", "skip", later)).isInstanceOf(Verdict.Passed.class);
        }
    }

    private static Verdict verify(
            FixtureRegistry fixtures, String name, String pem, String identity, String level, Instant now) {
        InstantSource clock = InstantSource.fixed(now);
        EvidenceVerification verification = new EvidenceVerification(
                fixtures.client(),
                (namespace, secrets) -> Keychain.anonymous(),
                EvidenceCache.inMemory(1 << 20),
                VerificationSettings.defaults(() -> Duration.ofSeconds(10)),
                clock);
        PinnedReference image = fixtures.image(name);
        return verification.verify(
                image,
                POD,
                Keychain.anonymous(),
                PolicySet.of(List.of(policy(pem, identity, level))),
                Deadline.after(Duration.ofSeconds(20)));
    }

    private static CompiledPolicy policy(String pem, String identity, String level) {
        String text = """
                apiVersion: policy.sigstore.dev/v1beta1
                kind: ClusterImagePolicy
                metadata: {name: notation}
                spec:
                  images: [{glob: "**"}]
                  authorities:
                  - notation:
                      level: %s
                      certs: ["%s"]
                      trustedIdentities: ["%s"]
                """.formatted(level, pem.strip().replace("\n", "\\n"), identity);
        DecodedDocument.PolicyDocument document = (DecodedDocument.PolicyDocument)
                PolicyDocuments.read(text).documents().getFirst();
        Compilation compilation =
                new PolicyCompiler(PolicySettings.DEFAULT).compile(document.policy(), ReferenceResolver.NONE);
        assertThat(compilation).isInstanceOf(Compilation.Compiled.class);
        return ((Compilation.Compiled) compilation).policy();
    }
}
