package dev.enforce.sigstore.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.SignatureVerifier;
import dev.enforce.sigstore.certificate.CertificateIdentity;
import dev.enforce.sigstore.dsse.Dsse;
import dev.enforce.sigstore.dsse.Statement;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import dev.enforce.sigstore.outcome.FailureCode;
import dev.enforce.sigstore.outcome.SignatureFacts;
import dev.enforce.sigstore.outcome.SignatureResult;
import dev.enforce.sigstore.trust.PublicGoodTrustRoot;
import dev.enforce.sigstore.trust.TrustRequirements;
import dev.enforce.sigstore.trust.TrustRoot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bundles made by real producers, against real trust roots. */
class RealBundlesTest {

    private static final Instant NOW = Instant.parse("2026-11-20T00:00:00Z");
    private static final TrustRoot PUBLIC_GOOD = PublicGoodTrustRoot.load();
    private static final String NPM_SUBJECT =
            "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main";
    private static final String GITHUB = "https://token.actions.githubusercontent.com";

    private final SignatureVerifier verifier = new SignatureVerifier(() -> NOW);

    @Test
    void verifiesProvenanceOfThePublicGoodInstance() {
        SignatureFacts facts =
                verified("npm-provenance.json", PUBLIC_GOOD, CertificateIdentity.exactly(GITHUB, NPM_SUBJECT));

        assertThat(facts.issuer()).isEqualTo(GITHUB);
        assertThat(facts.subject()).isEqualTo(NPM_SUBJECT);
        assertThat(facts.extensions()).containsEntry("sourceRepositoryURI", "https://github.com/sigstore/sigstore-js");
        assertThat(facts.findStatement().orElseThrow().predicateType()).isEqualTo("https://slsa.dev/provenance/v1");
        assertThat(facts.logEntries()).hasSize(1);
        assertThat(facts.times()).hasSize(1);
    }

    @Test
    void verifiesAnEarlierBundle() {
        SignatureFacts facts = verified("bundle-provenance.json", PUBLIC_GOOD, CertificateIdentity.any());

        assertThat(facts.issuer()).isEqualTo(GITHUB);
    }

    @Test
    void verifiesACriticalOtherName() {
        SignatureResult result = verify(
                "other-name.json",
                Digest.parse("sha256:bc103b4a84971ef6459b294a2b98568a2bfb72cded09d4acd1e16366a401f95b"),
                TrustRequirements.keyless(
                        root("root-scaffolding.json"),
                        List.of(CertificateIdentity.exactly("http://oidc.local:8080", "foo!oidc.local"))));

        assertThat(result).isInstanceOf(SignatureResult.Verified.class);
        SignatureFacts facts = ((SignatureResult.Verified) result).facts();
        assertThat(facts.subjects()).containsExactly("foo!oidc.local");
    }

    @Test
    void refusesAnOtherNameThatIsAlmostThePolicys() {
        SignatureResult result = verify(
                "other-name.json",
                Digest.parse("sha256:bc103b4a84971ef6459b294a2b98568a2bfb72cded09d4acd1e16366a401f95b"),
                TrustRequirements.keyless(
                        root("root-scaffolding.json"),
                        List.of(CertificateIdentity.exactly("http://oidc.local:8080", "foo@oidc.local"))));

        assertThat(code(result)).isEqualTo(FailureCode.IDENTITY_MISMATCH);
        assertThat(((SignatureResult.Rejected) result).text())
                .isEqualTo("none of the expected identities matched what was in the certificate, "
                        + "got subjects [foo!oidc.local] with issuer http://oidc.local:8080");
    }

    @Test
    void refusesAnEnvelopeWithTwoSignatures() {
        SignatureResult result = verify(
                "dsse-two-signatures.json",
                Digest.sha256(new byte[0]),
                TrustRequirements.keyless(PUBLIC_GOOD, List.of(CertificateIdentity.any())));

        assertThat(code(result)).isEqualTo(FailureCode.MALFORMED);
    }

    @Test
    void verifiesAKeySignedMessageWithATimestamp() {
        TrustRoot root = root("root-public-key-validity.json");
        VerificationKey key = VerificationKey.ofPem(new String(read("public-key.pem"), StandardCharsets.UTF_8));
        TrustRequirements wanted = TrustRequirements.keys(List.of(key), HashAlgorithm.SHA256)
                .withTimestamps(new TrustRequirements.TimestampRequired(root));
        byte[] content = "test content".getBytes(StandardCharsets.UTF_8);

        assertThat(verifier.verifyBundle(read("public-key.json"), Artifact.of(content), wanted))
                .isInstanceOf(SignatureResult.Verified.class);
        assertThat(verifier.verifyBundle(read("public-key.json"), Artifact.of(new byte[1]), wanted))
                .isInstanceOf(SignatureResult.Rejected.class);
    }

    @Test
    void readsTheStagingRootWithBarePkcs1KeysAndEd25519Logs() {
        TrustRoot staging = root("root-staging.json");

        assertThat(staging.transparencyLogs()).hasSize(4);
        assertThat(TrustRoot.require(staging.toJson())).isEqualTo(staging);
    }

    private SignatureFacts verified(String name, TrustRoot root, CertificateIdentity identity) {
        Statement statement = statement(name);
        Map<String, String> digests = statement.subjects().getFirst().digests();
        Digest digest = digests.containsKey("sha512")
                ? Digest.parse("sha512:" + digests.get("sha512"))
                : Digest.parse("sha256:" + digests.get("sha256"));
        SignatureResult result = verify(name, digest, TrustRequirements.keyless(root, List.of(identity)));
        assertThat(result).isInstanceOf(SignatureResult.Verified.class);
        return ((SignatureResult.Verified) result).facts();
    }

    private SignatureResult verify(String name, Digest digest, TrustRequirements wanted) {
        return verifier.verifyBundle(read(name), Artifact.of(digest), wanted);
    }

    private static Statement statement(String name) {
        Bundle.Content content = Bundle.parse(read(name)).content();
        Dsse dsse = ((Bundle.Envelope) content).dsse();
        return Statement.parse(dsse.payload());
    }

    private static FailureCode code(SignatureResult result) {
        return ((SignatureResult.Rejected) result).failures().getFirst().code();
    }

    private static TrustRoot root(String name) {
        return TrustRoot.require(read(name));
    }

    private static byte[] read(String name) {
        try (InputStream in = RealBundlesTest.class.getResourceAsStream("/dev/enforce/sigstore/real/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
