package dev.enforce.sigstore.cosign;

import static dev.enforce.sigstore.testing.Results.assertRejected;
import static dev.enforce.sigstore.testing.Results.verified;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.model.Digest;
import dev.enforce.sigstore.SignatureVerifier;
import dev.enforce.sigstore.certificate.CertificateIdentity;
import dev.enforce.sigstore.dsse.Dsse;
import dev.enforce.sigstore.encoding.Base64Text;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.outcome.FailureCode;
import dev.enforce.sigstore.outcome.SignatureFacts;
import dev.enforce.sigstore.outcome.TrustedTime;
import dev.enforce.sigstore.testing.Authority;
import dev.enforce.sigstore.testing.Leaf;
import dev.enforce.sigstore.testing.LeafRequest;
import dev.enforce.sigstore.testing.LegacySignatures;
import dev.enforce.sigstore.testing.TestKeys;
import dev.enforce.sigstore.testing.TestSigstore;
import dev.enforce.sigstore.testing.TestTimestampAuthority;
import dev.enforce.sigstore.trust.CertificateAuthority;
import dev.enforce.sigstore.trust.TrustRequirements;
import dev.enforce.sigstore.trust.TrustRoot;
import dev.enforce.sigstore.trust.Validity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LegacyKeylessTest {

    private static final Digest IMAGE = Digest.sha256(new byte[] {1});
    private static final byte[] PAYLOAD = LegacySignatures.payload(IMAGE);
    private static final Instant LATER = TestSigstore.NOW.plus(Duration.ofDays(300));
    private static final TestSigstore SIGSTORE = new TestSigstore();
    private static final TrustRoot ROOT = SIGSTORE.trustRoot();
    private static final LegacySignatures MADE = new LegacySignatures(SIGSTORE);
    private static final CertificateIdentity IDENTITY =
            CertificateIdentity.exactly("https://issuer.example.test", "https://ci.example.test/workflow");
    private static final TrustRequirements WANTED = TrustRequirements.keyless(ROOT, List.of(IDENTITY));

    private final SignatureVerifier verifier = new SignatureVerifier(() -> LATER);

    @Test
    void verifiesLongAfterTheCertificateHasExpired() {
        Leaf leaf = SIGSTORE.leaf();
        LegacySignature signature = MADE.keyless(PAYLOAD, leaf);

        SignatureFacts facts = verified(verifier.verifySignature(signature, IMAGE, WANTED));

        assertThat(facts.subject()).isEqualTo("https://ci.example.test/workflow");
        assertThat(facts.issuer()).isEqualTo("https://issuer.example.test");
        assertThat(facts.logEntries().getFirst().logIndex()).isEqualTo(42);
        assertThat(facts.times())
                .containsExactly(new TrustedTime(
                        TestSigstore.NOW, TrustedTime.Source.TRANSPARENCY_LOG, "https://rekor.example.test"));
        byte[] raw = Base64Text.decode(signature.signature());
        byte[] pem = leaf.certificate().toPem().getBytes(StandardCharsets.US_ASCII);
        assertThat(facts.id()).isEqualTo(HexFormat.of().formatHex(HashAlgorithm.SHA256.hash(raw, pem)));
    }

    @Test
    void verifiesAnAttestation() {
        Leaf leaf = SIGSTORE.leaf();
        Dsse envelope = LegacySignatures.envelope(
                Dsse.IN_TOTO,
                LegacySignatures.statement(IMAGE, "https://example.test/p"),
                leaf.keys().getPrivate());

        SignatureFacts facts =
                verified(verifier.verifyAttestation(MADE.keylessAttestation(envelope, leaf), IMAGE, WANTED));
        assertThat(facts.findStatement().orElseThrow().subjects()).hasSize(1);
    }

    @Test
    void refusesAnAttestationWhoseLogEntryIsOfAnotherPayload() {
        Leaf leaf = SIGSTORE.leaf();
        byte[] one = LegacySignatures.statement(IMAGE, "https://example.test/one");
        byte[] two = LegacySignatures.statement(IMAGE, "https://example.test/two");
        Dsse logged = LegacySignatures.envelope(Dsse.IN_TOTO, one, leaf.keys().getPrivate());
        Dsse shown = LegacySignatures.envelope(Dsse.IN_TOTO, two, leaf.keys().getPrivate());
        Map<String, String> annotations = Map.of(
                WireNames.CERTIFICATE,
                leaf.certificate().toPem(),
                WireNames.BUNDLE,
                MADE.keylessAttestation(logged, leaf).logBundle());

        assertRejected(
                verifier.verifyAttestation(
                        LegacySignature.of(shown.toJson().getBytes(StandardCharsets.UTF_8), annotations),
                        IMAGE,
                        WANTED),
                FailureCode.LOG_ENTRY_MISMATCH,
                "another payload");
    }

    @Nested
    class Identities {

        @Test
        void refusesAnotherIdentityWithCosignsText() {
            refuse(
                    MADE.keyless(PAYLOAD, SIGSTORE.leaf()),
                    TrustRequirements.keyless(
                            ROOT, List.of(CertificateIdentity.exactly("https://issuer.example.test", "other"))),
                    FailureCode.IDENTITY_MISMATCH,
                    "none of the expected identities matched what was in the certificate, got subjects "
                            + "[https://ci.example.test/workflow] with issuer https://issuer.example.test");
        }

        @Test
        void acceptsAnyOfSeveral() {
            CertificateIdentity other = CertificateIdentity.exactly("x", "y");
            verified(verifier.verifySignature(
                    MADE.keyless(PAYLOAD, SIGSTORE.leaf()),
                    IMAGE,
                    TrustRequirements.keyless(ROOT, List.of(other, IDENTITY))));
        }
    }

    @Nested
    class Chains {

        @Test
        void refusesAnUnknownAuthority() {
            Leaf leaf = new TestSigstore().leaf();
            refuse(
                    MADE.keyless(PAYLOAD, leaf),
                    WANTED,
                    FailureCode.CERTIFICATE_UNTRUSTED,
                    "cert verification failed: x509: certificate signed by unknown authority");
        }

        @Test
        void refusesACertificateForAnotherPurpose() {
            Leaf leaf = SIGSTORE.leaf(new LeafRequest().purpose(KeyPurposeId.id_kp_serverAuth));
            refuse(MADE.keyless(PAYLOAD, leaf), WANTED, FailureCode.CERTIFICATE_UNTRUSTED, "incompatible key usage");
        }

        @Test
        void refusesACertificateWithoutPurpose() {
            Leaf leaf = SIGSTORE.leaf(new LeafRequest().purpose(null));
            refuse(MADE.keyless(PAYLOAD, leaf), WANTED, FailureCode.CERTIFICATE_UNTRUSTED, "incompatible key usage");
        }

        @Test
        void refusesAnUnknownCriticalExtension() {
            Leaf leaf = SIGSTORE.leaf(new LeafRequest().unknownCritical("1.2.3.4.5"));
            refuse(MADE.keyless(PAYLOAD, leaf), WANTED, FailureCode.CERTIFICATE_UNTRUSTED, "unhandled critical");
        }

        @Test
        void refusesAnIssuerThatIsNoAuthority() {
            refuseIssuer(Authority.Spec.of("no ca").notCa(), "not authorized to sign");
        }

        @Test
        void refusesAnIssuerThatMayNotSignCertificates() {
            refuseIssuer(Authority.Spec.of("no keyCertSign").keyUsage(KeyUsage.digitalSignature), "not authorized");
        }

        @Test
        void refusesAnIssuerForAnotherPurpose() {
            refuseIssuer(Authority.Spec.of("tsa ca").purpose(KeyPurposeId.id_kp_timeStamping), "incompatible");
        }

        @Test
        void refusesMoreIntermediatesThanThePathLengthAllows() {
            Authority below = SIGSTORE.intermediate.issue(Authority.Spec.of("below"));
            refuseChain(below, List.of(SIGSTORE.intermediate, SIGSTORE.root), "path length");
        }

        @Test
        void refusesAnIssuerThatHadExpired() {
            Authority old = SIGSTORE.root.issue(Authority.Spec.of("old").until(TestSigstore.NOW.minusSeconds(1)));
            Leaf leaf = SIGSTORE.leaf(new LeafRequest().signedBy(old));
            TrustRoot root = ROOT.withCertificateAuthorities(
                    List.of(CertificateAuthority.of("", List.of(old.certificate(), SIGSTORE.root.certificate()))));
            refuse(
                    MADE.keyless(PAYLOAD, leaf),
                    TrustRequirements.keyless(root, List.of(IDENTITY)),
                    FailureCode.CERTIFICATE_EXPIRED,
                    "issuing CA certificate expired before observed time");
        }

        @Test
        void refusesAnAuthorityOutsideOfItsPeriod() {
            CertificateAuthority ended = new CertificateAuthority(
                    "", "", "", SIGSTORE.authority().chain(), new Validity(null, TestSigstore.NOW.minusSeconds(1)));
            refuse(
                    MADE.keyless(PAYLOAD, SIGSTORE.leaf()),
                    TrustRequirements.keyless(ROOT.withCertificateAuthorities(List.of(ended)), List.of(IDENTITY)),
                    FailureCode.CERTIFICATE_EXPIRED,
                    "not in use");
        }

        @Test
        void includesTheEndOfTheAuthoritysPeriod() {
            CertificateAuthority ended = new CertificateAuthority(
                    "", "", "", SIGSTORE.authority().chain(), new Validity(null, TestSigstore.NOW));
            verified(verifier.verifySignature(
                    MADE.keyless(PAYLOAD, SIGSTORE.leaf()),
                    IMAGE,
                    TrustRequirements.keyless(ROOT.withCertificateAuthorities(List.of(ended)), List.of(IDENTITY))));
        }

        @Test
        void findsTheWayThroughTheChainAnnotationWhenOnlyTheRootIsTrusted() {
            TrustRoot rootOnly = ROOT.withCertificateAuthorities(
                    List.of(CertificateAuthority.of("", List.of(SIGSTORE.root.certificate()))));
            verified(verifier.verifySignature(
                    MADE.keyless(PAYLOAD, SIGSTORE.leaf()),
                    IMAGE,
                    TrustRequirements.keyless(rootOnly, List.of(IDENTITY))));
        }

        @Test
        void neverTrustsARootFromTheChainAnnotation() {
            TestSigstore foreign = new TestSigstore();
            Leaf leaf = foreign.leaf();
            Map<String, String> annotations =
                    new LegacySignatures(foreign).annotations(PAYLOAD, leaf, TestSigstore.NOW);
            annotations.put(WireNames.BUNDLE, MADE.keyless(PAYLOAD, leaf).logBundle());
            Map<String, String> relogged = MADE.annotations(PAYLOAD, leaf, TestSigstore.NOW);
            relogged.put(WireNames.CHAIN, annotations.get(WireNames.CHAIN));
            refuse(
                    LegacySignature.of(PAYLOAD, relogged),
                    WANTED,
                    FailureCode.CERTIFICATE_UNTRUSTED,
                    "unknown authority");
        }

        private void refuseIssuer(Authority.Spec spec, String text) {
            refuseChain(SIGSTORE.root.issue(spec), List.of(SIGSTORE.root), text);
        }

        private void refuseChain(Authority issuer, List<Authority> above, String text) {
            Leaf leaf = SIGSTORE.leaf(new LeafRequest().signedBy(issuer));
            Map<String, String> annotations = MADE.annotations(PAYLOAD, leaf, TestSigstore.NOW);
            StringBuilder chain = new StringBuilder(issuer.certificate().toPem());
            above.forEach(authority -> chain.append(authority.certificate().toPem()));
            annotations.put(WireNames.CHAIN, chain.toString());
            refuse(LegacySignature.of(PAYLOAD, annotations), WANTED, FailureCode.CERTIFICATE_UNTRUSTED, text);
        }
    }

    @Nested
    class CertificateTimestamps {

        @Test
        void acceptsATimestampWithExtensions() {
            verified(verify(LeafRequest.Sct.WITH_EXTENSIONS, true));
        }

        @Test
        void refusesACertificateWithoutTimestamp() {
            assertRejected(
                    verify(LeafRequest.Sct.NONE, true),
                    FailureCode.CERTIFICATE_TIMESTAMP_MISSING,
                    "certificate does not include required embedded SCT and no detached SCT was set");
        }

        @Test
        void refusesATimestampForAnotherIssuer() {
            assertRejected(
                    verify(LeafRequest.Sct.OF_ANOTHER_ISSUER, true),
                    FailureCode.CERTIFICATE_TIMESTAMP_MISSING,
                    "error verifying embedded SCT");
        }

        @Test
        void refusesATimestampOfAnUnknownLog() {
            assertRejected(
                    verify(LeafRequest.Sct.OF_UNKNOWN_LOG, true), FailureCode.CERTIFICATE_TIMESTAMP_MISSING, "SCT");
        }

        @Test
        void refusesABrokenTimestamp() {
            assertRejected(verify(LeafRequest.Sct.BROKEN, true), FailureCode.CERTIFICATE_TIMESTAMP_MISSING, "SCT");
        }

        @Test
        void acceptsAllOfThemWhenTheyAreIgnored() {
            for (LeafRequest.Sct sct : LeafRequest.Sct.values()) {
                verified(verify(sct, false));
            }
        }

        @Test
        void findsTheIssuerAmongIntermediatesOfOneName() {
            TrustRoot root = ROOT.withCertificateAuthorities(List.of(CertificateAuthority.of(
                    "",
                    List.of(
                            SIGSTORE.twin.certificate(),
                            SIGSTORE.intermediate.certificate(),
                            SIGSTORE.root.certificate()))));
            verified(verifier.verifySignature(
                    MADE.keyless(PAYLOAD, SIGSTORE.leaf()), IMAGE, TrustRequirements.keyless(root, List.of(IDENTITY))));
        }

        private dev.enforce.sigstore.outcome.SignatureResult verify(LeafRequest.Sct sct, boolean required) {
            TrustRequirements wanted = new TrustRequirements(
                    new TrustRequirements.Keyless(ROOT, List.of(IDENTITY), required),
                    WANTED.logEntries(),
                    WANTED.timestamps());
            return verifier.verifySignature(
                    MADE.keyless(PAYLOAD, SIGSTORE.leaf(new LeafRequest().sct(sct))), IMAGE, wanted);
        }
    }

    @Nested
    class LogEntries {

        @Test
        void refusesASignatureWithoutEntry() {
            Map<String, String> annotations = annotations();
            annotations.remove(WireNames.BUNDLE);
            refuse(annotations, FailureCode.LOG_ENTRY_MISSING, "offline verification failed");
        }

        @Test
        void refusesAnUnknownLog() {
            TestSigstore foreign = new TestSigstore();
            Leaf leaf = SIGSTORE.leaf();
            refuse(
                    new LegacySignatures(foreign).annotations(PAYLOAD, leaf, TestSigstore.NOW),
                    FailureCode.LOG_UNKNOWN,
                    "error verifying bundle: verifying bundle: rekor log public key not found for payload");
        }

        @Test
        void refusesAnEntryWhoseTimeWasChanged() {
            refuse(
                    changed(payload -> payload.put("integratedTime", TestSigstore.NOW.getEpochSecond() + 1)),
                    FailureCode.LOG_ENTRY_INVALID,
                    "unable to verify SET");
        }

        @Test
        void refusesAnEntryWhoseIndexWasChanged() {
            refuse(changed(payload -> payload.put("logIndex", 7)), FailureCode.LOG_ENTRY_INVALID, "SET");
        }

        @Test
        void refusesTheEntryOfAnotherSignatureOfTheSameCertificate() {
            Leaf leaf = SIGSTORE.leaf();
            Map<String, String> annotations = MADE.annotations(PAYLOAD, leaf, TestSigstore.NOW);
            byte[] other = LegacySignatures.payload(Digest.sha256(new byte[] {9}));
            annotations.put(WireNames.BUNDLE, MADE.keyless(other, leaf).logBundle());
            refuse(annotations, FailureCode.LOG_ENTRY_MISMATCH, "another payload");
        }

        @Test
        void refusesTheEntryOfAnotherSignatureOverTheSamePayload() {
            Leaf leaf = SIGSTORE.leaf();
            Map<String, String> annotations = MADE.annotations(PAYLOAD, leaf, TestSigstore.NOW);
            annotations.put(WireNames.BUNDLE, MADE.keyless(PAYLOAD, leaf).logBundle());
            refuse(annotations, FailureCode.LOG_ENTRY_MISMATCH, "signature in bundle does not match");
        }

        @Test
        void refusesAnEntryOfTheBareKeyOfTheCertificate() {
            Leaf leaf = SIGSTORE.leaf();
            Map<String, String> annotations = MADE.annotations(PAYLOAD, leaf, TestSigstore.NOW);
            byte[] raw = Base64Text.decode(annotations.get(WireNames.SIGNATURE));
            byte[] body = TestSigstore.hashedRekord(
                    PAYLOAD, raw, leaf.certificate().key().toPem());
            annotations.put(WireNames.BUNDLE, LegacySignatures.text(SIGSTORE.legacyBundle(body, TestSigstore.NOW)));
            refuse(annotations, FailureCode.LOG_ENTRY_MISMATCH, "comparing public key PEMs");
        }

        @Test
        void refusesATimeAfterTheCertificateHadExpired() {
            refuse(
                    MADE.annotations(PAYLOAD, SIGSTORE.leaf(), TestSigstore.NOW.plusSeconds(3600)),
                    FailureCode.CERTIFICATE_EXPIRED,
                    "checking expiry on certificate with bundle: certificate expired before observed time");
        }

        @Test
        void refusesATimeBeforeTheCertificateWasIssued() {
            refuse(
                    MADE.annotations(PAYLOAD, SIGSTORE.leaf(), TestSigstore.NOW.minusSeconds(3600)),
                    FailureCode.CERTIFICATE_EXPIRED,
                    "certificate was issued after observed time");
        }

        @Test
        void refusesATimeInTheFuture() {
            refuse(
                    MADE.annotations(PAYLOAD, SIGSTORE.leaf(new LeafRequest().at(LATER)), LATER.plusSeconds(60)),
                    FailureCode.LOG_ENTRY_INVALID,
                    "future");
        }

        @Test
        void refusesATimeOutsideOfTheLogsPeriodWhoseEndCounts() {
            Validity ended = new Validity(Instant.EPOCH, TestSigstore.NOW);
            TrustRequirements wanted = TrustRequirements.keyless(SIGSTORE.trustRoot(ended), List.of(IDENTITY));
            verified(verifier.verifySignature(MADE.keyless(PAYLOAD, SIGSTORE.leaf()), IMAGE, wanted));
            Map<String, String> late = MADE.annotations(PAYLOAD, SIGSTORE.leaf(), TestSigstore.NOW.plusSeconds(1));
            LegacyKeylessTest.this.refuse(
                    LegacySignature.of(PAYLOAD, late), wanted, FailureCode.LOG_ENTRY_INVALID, "validity");
        }

        @Test
        void refusesALogWhoseBeginningIsNotKnown() {
            LegacyKeylessTest.this.refuse(
                    MADE.keyless(PAYLOAD, SIGSTORE.leaf()),
                    TrustRequirements.keyless(SIGSTORE.trustRoot(Validity.UNBOUNDED), List.of(IDENTITY)),
                    FailureCode.LOG_ENTRY_INVALID,
                    "no beginning");
        }

        private Map<String, String> annotations() {
            return MADE.annotations(PAYLOAD, SIGSTORE.leaf(), TestSigstore.NOW);
        }

        private Map<String, String> changed(java.util.function.Consumer<ObjectNode> change) {
            Leaf leaf = SIGSTORE.leaf();
            Map<String, String> annotations = MADE.annotations(PAYLOAD, leaf, TestSigstore.NOW);
            byte[] raw = Base64Text.decode(annotations.get(WireNames.SIGNATURE));
            byte[] body =
                    TestSigstore.hashedRekord(PAYLOAD, raw, leaf.certificate().toPem());
            ObjectNode bundle = SIGSTORE.legacyBundle(body, TestSigstore.NOW);
            change.accept((ObjectNode) bundle.get("Payload"));
            annotations.put(WireNames.BUNDLE, LegacySignatures.text(bundle));
            return annotations;
        }

        private void refuse(Map<String, String> annotations, FailureCode code, String text) {
            LegacyKeylessTest.this.refuse(LegacySignature.of(PAYLOAD, annotations), WANTED, code, text);
        }
    }

    @Nested
    class SignedTimestamps {

        private final TrustRequirements wanted = WANTED.withLogEntries(new TrustRequirements.LogEntriesIgnored())
                .withTimestamps(new TrustRequirements.TimestampRequired(ROOT));

        @Test
        void verifiesWithATimestampAlone() {
            SignatureFacts facts = verified(verifier.verifySignature(stamped(TestSigstore.NOW), IMAGE, wanted));
            assertThat(facts.times().getFirst().source()).isEqualTo(TrustedTime.Source.TIMESTAMP_AUTHORITY);
            assertThat(facts.times().getFirst().time()).isEqualTo(TestSigstore.NOW);
        }

        @Test
        void refusesAnExpiredCertificateWithoutAnyTime() {
            refuse(
                    MADE.keyless(PAYLOAD, SIGSTORE.leaf()),
                    wanted,
                    FailureCode.TIMESTAMP_MISSING,
                    "expected a signed timestamp to verify an expired certificate");
            refuse(
                    MADE.keyless(PAYLOAD, SIGSTORE.leaf()),
                    wanted.withTimestamps(new TrustRequirements.TimestampsIgnored()),
                    FailureCode.CERTIFICATE_EXPIRED,
                    "expected a signed timestamp to verify an expired certificate");
        }

        @Test
        void usesTheCurrentTimeWhenNothingElseIsWanted() {
            SignatureVerifier atOnce = new SignatureVerifier(() -> TestSigstore.NOW);
            verified(atOnce.verifySignature(
                    MADE.keyless(PAYLOAD, SIGSTORE.leaf()),
                    IMAGE,
                    wanted.withTimestamps(new TrustRequirements.TimestampsIgnored())));
        }

        @Test
        void refusesATimestampOutsideOfTheCertificatesValidity() {
            refuse(
                    stamped(TestSigstore.NOW.plusSeconds(3600)),
                    wanted,
                    FailureCode.CERTIFICATE_EXPIRED,
                    "checking expiry on certificate with timestamp");
        }

        @Test
        void refusesAnUnknownAuthority() {
            TestTimestampAuthority foreign = new TestTimestampAuthority("tsa");
            refuse(
                    MADE.timestamped(PAYLOAD, SIGSTORE.leaf(), foreign, TestSigstore.NOW),
                    wanted,
                    FailureCode.TIMESTAMP_INVALID,
                    "unable to verify RFC3161 timestamp bundle");
        }

        @Test
        void refusesATimestampOfAnotherSignature() {
            Leaf leaf = SIGSTORE.leaf();
            Map<String, String> annotations = MADE.annotations(PAYLOAD, leaf, TestSigstore.NOW);
            byte[] foreign = SIGSTORE.timestamps.stamp(new byte[] {1}, TestSigstore.NOW);
            annotations.put(WireNames.RFC3161_TIMESTAMP, LegacySignatures.timestamp(foreign));
            refuse(
                    LegacySignature.of(PAYLOAD, annotations),
                    wanted,
                    FailureCode.TIMESTAMP_INVALID,
                    "another signature");
        }

        @Test
        void checksBothTimesWhenBothAreThere() {
            Leaf leaf = SIGSTORE.leaf();
            Map<String, String> annotations = MADE.annotations(PAYLOAD, leaf, TestSigstore.NOW);
            byte[] raw = Base64Text.decode(annotations.get(WireNames.SIGNATURE));
            annotations.put(
                    WireNames.RFC3161_TIMESTAMP,
                    LegacySignatures.timestamp(SIGSTORE.timestamps.stamp(raw, TestSigstore.NOW.plusSeconds(3600))));
            refuse(LegacySignature.of(PAYLOAD, annotations), WANTED, FailureCode.CERTIFICATE_EXPIRED, "with timestamp");
        }

        @Test
        void doesNotBorrowThePeriodOfAnotherAuthority() {
            CertificateAuthority ended =
                    SIGSTORE.timestamps.authority(new Validity(Instant.EPOCH, TestSigstore.NOW.minusSeconds(1)));
            CertificateAuthority other = new TestTimestampAuthority("tsa").authority(Validity.always());
            TrustRoot root = TrustRoot.of(
                    ROOT.certificateAuthorities(), List.of(ended, other), List.of(), ROOT.certificateLogs());
            refuse(
                    stamped(TestSigstore.NOW),
                    wanted.withTimestamps(new TrustRequirements.TimestampRequired(root)),
                    FailureCode.TIMESTAMP_INVALID,
                    "unable to verify RFC3161 timestamp bundle");
        }

        @Test
        void findsTheAuthoritysCertificateInTheTimestampAmongSeveralAuthorities() {
            CertificateAuthority other = new TestTimestampAuthority("other").authorityWithoutLeaf();
            TrustRoot root = TrustRoot.of(
                    ROOT.certificateAuthorities(),
                    List.of(other, SIGSTORE.timestamps.authorityWithoutLeaf()),
                    List.of(),
                    ROOT.certificateLogs());
            verified(verifier.verifySignature(
                    stamped(TestSigstore.NOW),
                    IMAGE,
                    wanted.withTimestamps(new TrustRequirements.TimestampRequired(root))));
        }

        private LegacySignature stamped(Instant time) {
            return MADE.timestamped(PAYLOAD, SIGSTORE.leaf(), SIGSTORE.timestamps, time);
        }
    }

    @Test
    void refusesASignatureWithoutCertificate() {
        refuse(
                LegacySignatures.withKey(PAYLOAD, TestKeys.ec()),
                WANTED,
                FailureCode.SIGNER_KIND_MISMATCH,
                "no certificate found on signature");
    }

    private void refuse(LegacySignature signature, TrustRequirements wanted, FailureCode code, String text) {
        assertRejected(verifier.verifySignature(signature, IMAGE, wanted), code, text);
    }
}
