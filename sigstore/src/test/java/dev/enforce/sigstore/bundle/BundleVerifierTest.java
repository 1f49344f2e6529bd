package dev.enforce.sigstore.bundle;

import static dev.enforce.sigstore.testing.Results.assertRejected;
import static dev.enforce.sigstore.testing.Results.verified;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.model.Digest;
import dev.enforce.sigstore.SignatureVerifier;
import dev.enforce.sigstore.certificate.CertificateIdentity;
import dev.enforce.sigstore.dsse.Dsse;
import dev.enforce.sigstore.encoding.Base64Text;
import dev.enforce.sigstore.encoding.Json;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.log.RekorEntry;
import dev.enforce.sigstore.outcome.FailureCode;
import dev.enforce.sigstore.outcome.SignatureFacts;
import dev.enforce.sigstore.outcome.SignatureResult;
import dev.enforce.sigstore.testing.Leaf;
import dev.enforce.sigstore.testing.LegacySignatures;
import dev.enforce.sigstore.testing.TestKeys;
import dev.enforce.sigstore.testing.TestSigstore;
import dev.enforce.sigstore.trust.TrustRequirements;
import dev.enforce.sigstore.trust.TrustRoot;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class BundleVerifierTest {

    private static final byte[] CONTENT = "artifact".getBytes(StandardCharsets.UTF_8);
    private static final Digest IMAGE = Digest.sha256(CONTENT);
    private static final TestSigstore SIGSTORE = new TestSigstore();
    private static final TrustRoot ROOT = SIGSTORE.trustRoot();
    private static final TrustRequirements WANTED = TrustRequirements.keyless(ROOT, List.of(CertificateIdentity.any()));
    private static final String OLD = "application/vnd.dev.sigstore.bundle+json;version=";
    private static final Leaf LEAF = SIGSTORE.leaf();

    private final SignatureVerifier verifier = new SignatureVerifier(() -> TestSigstore.NOW.plus(Duration.ofDays(300)));

    @Test
    void verifiesEveryVersionWithAnEnvelope() {
        for (String type : List.of(OLD + "0.1", OLD + "0.2", OLD + "0.3", Bundle.MEDIA_TYPE_V03)) {
            ObjectNode bundle = envelopeBundle();
            bundle.put("mediaType", type);
            SignatureFacts facts = verified(verify(bundle));
            assertThat(facts.findStatement().orElseThrow().isAbout(IMAGE)).isTrue();
        }
    }

    @Test
    void verifiesAMessageSignatureByDigestAndByContent() {
        verified(verify(messageBundle()));
        verified(verifier.verifyBundle(Json.write(messageBundle()), Artifact.of(CONTENT), WANTED));
    }

    @Test
    void verifiesTheSecondGenerationOfLogsWithATimestamp() {
        SignatureFacts facts = verified(verify(tilesBundle()));

        assertThat(facts.logEntries().getFirst().logUrl()).isEqualTo("https://tiles.example.test");
        assertThat(facts.logEntries().getFirst().integratedTime()).isNull();
        assertThat(facts.times()).hasSize(1);
    }

    @Test
    void refusesTheSecondGenerationOfLogsWithoutATimestamp() {
        ObjectNode bundle = tilesBundle();
        material(bundle).remove("timestampVerificationData");

        assertRejected(verify(bundle), FailureCode.TIMESTAMP_MISSING, "no verified time");
    }

    @Test
    void refusesWhenOneOfSeveralTimestampsIsOutsideOfTheCertificatesValidity() {
        ObjectNode bundle = tilesBundle();
        byte[] signature =
                Base64Text.decode(bundle.at("/dsseEnvelope/signatures/0/sig").textValue());
        byte[] late = SIGSTORE.timestamps.stamp(signature, TestSigstore.NOW.plusSeconds(3600));
        ((ArrayNode) bundle.at("/verificationMaterial/timestampVerificationData/rfc3161Timestamps"))
                .addObject()
                .put("signedTimestamp", Base64Text.encode(late));

        assertRejected(verify(bundle), FailureCode.CERTIFICATE_EXPIRED, "expired before observed time");
    }

    @Test
    void countsNoTimeThatTheLogDidNotSign() {
        ObjectNode bundle = envelopeBundle();
        entry(bundle).remove("inclusionPromise");

        assertRejected(verify(bundle), FailureCode.TIMESTAMP_MISSING, "no verified time");
    }

    @Test
    void verifiesAKeyWithoutAnyTime() {
        KeyPair keys = TestKeys.ec();
        ObjectNode bundle = messageBundle(keys, null);
        TrustRequirements wanted = TrustRequirements.keys(
                List.of(TestKeys.verification(TestKeys.ec()), TestKeys.verification(keys)), HashAlgorithm.SHA256);

        verified(verifier.verifyBundle(Json.write(bundle), Artifact.of(IMAGE), wanted));
        assertRejected(verify(bundle), FailureCode.SIGNER_KIND_MISMATCH, "not key");
        assertRejected(
                verifier.verifyBundle(Json.write(messageBundle()), Artifact.of(IMAGE), wanted),
                FailureCode.SIGNER_KIND_MISMATCH,
                "not certificate");
    }

    @Test
    void treatsNullAsAbsentAndIgnoresUnknownFields() {
        ObjectNode bundle = envelopeBundle();
        material(bundle).putNull("timestampVerificationData");
        material(bundle).put("newField", true);

        verified(verify(bundle));
    }

    @Test
    void refusesUnknownVersions() {
        for (String type : List.of("", OLD + "0.4", "application/vnd.dev.sigstore.bundle.v0.4+json")) {
            refuse(b -> b.put("mediaType", type), FailureCode.MALFORMED, "media type");
        }
    }

    @Test
    void usesOnlyTheFirstCertificateOfAChain() {
        ObjectNode bundle = envelopeBundle();
        bundle.put("mediaType", OLD + "0.1");
        ObjectNode material = material(bundle);
        ArrayNode chain = material.putObject("x509CertificateChain").putArray("certificates");
        chain.add(material.remove("certificate"));
        chain.addObject().put("rawBytes", "AAAA");
        verified(verify(bundle));

        bundle.put("mediaType", Bundle.MEDIA_TYPE_V03);
        assertRejected(verify(bundle), FailureCode.MALFORMED, "0.3 with a certificate chain");
    }

    @Test
    void refusesMissingPromiseOrProof() {
        ObjectNode first = envelopeBundle();
        first.put("mediaType", OLD + "0.1");
        entry(first).remove("inclusionPromise");
        assertRejected(verify(first), FailureCode.LOG_ENTRY_INVALID, "0.1");

        refuse(b -> entry(b).remove("inclusionProof"), FailureCode.LOG_ENTRY_INVALID, "inclusion proof missing");
    }

    @Test
    void refusesBrokenProofs() {
        refuse(b -> proof(b).put("logIndex", "3"), FailureCode.LOG_ENTRY_INVALID, "inclusion proof");
        refuse(b -> proof(b).put("treeSize", "6"), FailureCode.LOG_ENTRY_INVALID, "another tree");
        refuse(
                b -> proof(b).put("rootHash", Base64Text.encode(new byte[32])),
                FailureCode.LOG_ENTRY_INVALID,
                "another tree");
        refuse(b -> proof(b).putArray("hashes"), FailureCode.LOG_ENTRY_INVALID, "inclusion proof");
        refuse(b -> proof(b).remove("checkpoint"), FailureCode.LOG_ENTRY_INVALID, "without a checkpoint");
        refuse(
                b -> checkpoint(b, text -> text.replace("4711", "4712")),
                FailureCode.LOG_ENTRY_INVALID,
                "checkpoint's signature");
        refuse(
                b -> checkpoint(b, text -> text.substring(0, text.indexOf("\u2014"))),
                FailureCode.LOG_ENTRY_INVALID,
                "checkpoint");
    }

    @Test
    void refusesACheckpointOfAnotherOriginForTheSecondGeneration() {
        ObjectNode bundle = tilesBundle();
        checkpoint(bundle, text -> text.replace("tiles.example.test", "other.example.test"));

        assertRejected(verify(bundle), FailureCode.LOG_ENTRY_INVALID, "another log");
    }

    @Test
    void refusesTheEntryOfAnotherBundle() {
        ObjectNode other = envelopeBundle();
        refuse(
                b -> ((ArrayNode) material(b).get("tlogEntries")).set(0, entry(other)),
                FailureCode.LOG_ENTRY_MISMATCH,
                "signature in bundle does not match");
    }

    @Test
    void refusesAKindThatIsNotTheBodys() {
        refuse(
                b -> ((ObjectNode) entry(b).get("kindVersion")).put("kind", "intoto"),
                FailureCode.LOG_ENTRY_MISMATCH,
                "another kind");
    }

    @Test
    void refusesDuplicatesNegativesAndFloods() {
        refuse(
                b -> ((ArrayNode) material(b).get("tlogEntries")).add(entry(b).deepCopy()),
                FailureCode.MALFORMED,
                "duplicate tlog entries");
        refuse(b -> entry(b).put("logIndex", "-1"), FailureCode.MALFORMED, "negative");
        refuse(
                b -> {
                    ArrayNode entries = (ArrayNode) material(b).get("tlogEntries");
                    for (int i = 0; i < 33; i++) {
                        entries.addObject();
                    }
                },
                FailureCode.MALFORMED,
                "at most 32");
    }

    @Test
    void passesOverUnknownLogsButNotWithoutAnyKnownOne() {
        ObjectNode foreign = new TestSigstore().entry("dsse", new byte[] {1}, TestSigstore.NOW);
        ObjectNode bundle = envelopeBundle();
        ((ArrayNode) material(bundle).get("tlogEntries")).add(foreign);
        verified(verify(bundle));

        refuse(b -> ((ArrayNode) material(b).get("tlogEntries")).set(0, foreign), FailureCode.LOG_UNKNOWN, "0 < 1");
        refuse(b -> material(b).remove("tlogEntries"), FailureCode.LOG_ENTRY_MISSING, "0 < 1");
    }

    @Test
    void refusesAnotherArtifact() {
        for (ObjectNode bundle : List.of(envelopeBundle(), messageBundle(), tilesBundle())) {
            assertRejected(
                    verifier.verifyBundle(Json.write(bundle), Artifact.of(new byte[] {7}), WANTED),
                    FailureCode.SUBJECT_MISMATCH,
                    "digest");
        }
    }

    @Test
    void refusesAMessageDigestThatIsNotTheArtifacts() {
        refuse(
                messageBundle(),
                b -> ((ObjectNode) b.at("/messageSignature/messageDigest"))
                        .put("digest", Base64Text.encode(new byte[32])),
                FailureCode.LOG_ENTRY_MISMATCH,
                "another payload");
    }

    @Test
    void refusesStatementsOfUnknownOrMissingType() {
        for (String type : List.of("\"_type\":\"https://example.test/Statement\",", "")) {
            byte[] statement = new String(LegacySignatures.statement(IMAGE, "p"), StandardCharsets.UTF_8)
                    .replace("\"_type\":\"https://in-toto.io/Statement/v0.1\",", type)
                    .getBytes(StandardCharsets.UTF_8);
            assertRejected(verify(envelopeBundle(statement)), FailureCode.MALFORMED, "type");
        }
    }

    @Test
    void refusesASignatureChangedInEnvelopeAndEntryAlike() {
        Dsse signed = LegacySignatures.envelope(
                Dsse.IN_TOTO,
                LegacySignatures.statement(IMAGE, "p"),
                TestKeys.ec().getPrivate());
        assertRejected(verify(bundleOf(signed)), FailureCode.SIGNATURE_INVALID, "accepted signatures do not match");
    }

    @Test
    void readsTheDoubledBase64OfAnEarlierInTotoEntry() {
        String pem = Base64Text.encode(LEAF.certificate().toPem().getBytes(StandardCharsets.US_ASCII));
        String sig = Base64Text.encode(Base64Text.encode(new byte[] {1, 2, 3}).getBytes(StandardCharsets.US_ASCII));
        RekorEntry entry = RekorEntry.parse(("{\"apiVersion\":\"0.0.2\",\"kind\":\"intoto\",\"spec\":{\"content\":"
                        + "{\"envelope\":{\"signatures\":[{\"publicKey\":\"" + pem + "\",\"sig\":\"" + sig + "\"}]},"
                        + "\"payloadHash\":{\"algorithm\":\"sha256\",\"value\":\"" + IMAGE.hex() + "\"}}}}")
                .getBytes(StandardCharsets.UTF_8));

        assertThat(entry.signatures().getFirst().signature()).containsExactly(1, 2, 3);
        assertThat(entry.payloadHash().isOf(CONTENT)).isTrue();
    }

    private void refuse(Consumer<ObjectNode> change, FailureCode code, String text) {
        refuse(envelopeBundle(), change, code, text);
    }

    private void refuse(ObjectNode bundle, Consumer<ObjectNode> change, FailureCode code, String text) {
        change.accept(bundle);
        assertRejected(verify(bundle), code, text);
    }

    private SignatureResult verify(ObjectNode bundle) {
        return verifier.verifyBundle(Json.write(bundle), Artifact.of(IMAGE), WANTED);
    }

    private static ObjectNode material(ObjectNode bundle) {
        return (ObjectNode) bundle.get("verificationMaterial");
    }

    private static ObjectNode entry(ObjectNode bundle) {
        return (ObjectNode) bundle.at("/verificationMaterial/tlogEntries/0");
    }

    private static ObjectNode proof(ObjectNode bundle) {
        return (ObjectNode) entry(bundle).get("inclusionProof");
    }

    private static void checkpoint(ObjectNode bundle, java.util.function.UnaryOperator<String> change) {
        ObjectNode checkpoint = (ObjectNode) proof(bundle).get("checkpoint");
        checkpoint.put("envelope", change.apply(checkpoint.get("envelope").textValue()));
    }

    static ObjectNode envelopeBundle() {
        return envelopeBundle(LegacySignatures.statement(IMAGE, "https://example.test/p"));
    }

    private static ObjectNode envelopeBundle(byte[] statement) {
        return bundleOf(
                LegacySignatures.envelope(Dsse.IN_TOTO, statement, LEAF.keys().getPrivate()));
    }

    private static ObjectNode bundleOf(Dsse envelope) {
        ObjectNode bundle = withCertificate();
        byte[] body = TestSigstore.dsse(envelope, LEAF.certificate().toPem());
        material(bundle).putArray("tlogEntries").add(SIGSTORE.entry("dsse", body, TestSigstore.NOW));
        bundle.set("dsseEnvelope", Json.parse(envelope.toJson()));
        return bundle;
    }

    private static ObjectNode tilesBundle() {
        Dsse envelope = LegacySignatures.envelope(
                Dsse.IN_TOTO,
                LegacySignatures.statement(IMAGE, "https://example.test/p"),
                LEAF.keys().getPrivate());
        byte[] signature = envelope.signatures().getFirst().signature();
        ObjectNode bundle = withCertificate();
        byte[] body = TestSigstore.hashedRekord2(envelope.pae(), signature, LEAF.certificate());
        material(bundle).putArray("tlogEntries").add(SIGSTORE.tilesEntry(body));
        material(bundle)
                .putObject("timestampVerificationData")
                .putArray("rfc3161Timestamps")
                .addObject()
                .put("signedTimestamp", Base64Text.encode(SIGSTORE.timestamps.stamp(signature, TestSigstore.NOW)));
        bundle.set("dsseEnvelope", Json.parse(envelope.toJson()));
        return bundle;
    }

    private static ObjectNode messageBundle() {
        return messageBundle(LEAF.keys(), LEAF);
    }

    private static ObjectNode messageBundle(KeyPair keys, Leaf leaf) {
        byte[] signature = TestKeys.sign(keys.getPrivate(), CONTENT);
        ObjectNode bundle = leaf != null ? withCertificate() : Json.newObject().put("mediaType", Bundle.MEDIA_TYPE_V03);
        if (leaf == null) {
            bundle.putObject("verificationMaterial").putObject("publicKey").put("hint", "x");
        } else {
            byte[] body = TestSigstore.hashedRekord(
                    CONTENT, signature, leaf.certificate().toPem());
            material(bundle).putArray("tlogEntries").add(SIGSTORE.entry("hashedrekord", body, TestSigstore.NOW));
        }
        ObjectNode message = bundle.putObject("messageSignature").put("signature", Base64Text.encode(signature));
        message.putObject("messageDigest").put("algorithm", "SHA2_256").put("digest", Base64Text.encode(IMAGE.bytes()));
        return bundle;
    }

    private static ObjectNode withCertificate() {
        ObjectNode bundle = Json.newObject().put("mediaType", Bundle.MEDIA_TYPE_V03);
        bundle.putObject("verificationMaterial")
                .putObject("certificate")
                .put("rawBytes", Base64Text.encode(LEAF.certificate().encoded()));
        return bundle;
    }
}
