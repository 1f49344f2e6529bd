package dev.enforce.sigstore.cosign;

import static dev.enforce.sigstore.testing.Results.assertRejected;
import static dev.enforce.sigstore.testing.Results.verified;
import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.SignatureVerifier;
import dev.enforce.sigstore.dsse.Dsse;
import dev.enforce.sigstore.encoding.Base64Text;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.outcome.FailureCode;
import dev.enforce.sigstore.outcome.SignatureFacts;
import dev.enforce.sigstore.testing.LegacySignatures;
import dev.enforce.sigstore.testing.TestKeys;
import dev.enforce.sigstore.testing.TestSigstore;
import dev.enforce.sigstore.trust.TrustRequirements;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LegacyKeyTest {

    private static final Digest IMAGE = Digest.sha256(new byte[] {1});
    private static final Digest OTHER = Digest.sha256(new byte[] {2});
    private static final KeyPair EC = TestKeys.ec();
    private static final KeyPair RSA = TestKeys.rsa(2048);
    private static final KeyPair ED = TestKeys.ed25519();

    private final SignatureVerifier verifier = new SignatureVerifier(() -> TestSigstore.NOW);

    @Test
    void verifiesEveryKindOfKey() {
        for (KeyPair keys : List.of(EC, RSA, ED, TestKeys.ec("secp521r1"))) {
            LegacySignature signature = LegacySignatures.withKey(LegacySignatures.payload(IMAGE), keys);
            SignatureFacts facts = verified(verifier.verifySignature(signature, IMAGE, keys(keys)));
            assertThat(facts.keyFingerprint())
                    .isEqualTo(TestKeys.verification(keys).fingerprintHex());
            assertThat(facts.subject()).isEmpty();
        }
    }

    @Test
    void honoursTheHashAlgorithmOfTheKey() {
        byte[] payload = LegacySignatures.payload(IMAGE);
        byte[] signature = TestKeys.sign("SHA512withRSA", RSA.getPrivate(), payload);
        LegacySignature input = LegacySignature.of(payload, Map.of(WireNames.SIGNATURE, Base64Text.encode(signature)));

        verified(verifier.verifySignature(
                input, IMAGE, TrustRequirements.keys(List.of(TestKeys.verification(RSA)), HashAlgorithm.SHA512)));
        assertRejected(
                verifier.verifySignature(input, IMAGE, keys(RSA)),
                FailureCode.SIGNATURE_INVALID,
                "crypto/rsa: verification error");
    }

    @Test
    void acceptsAnyOfSeveralKeys() {
        LegacySignature signature = LegacySignatures.withKey(LegacySignatures.payload(IMAGE), EC);

        verified(verifier.verifySignature(signature, IMAGE, keys(RSA, ED, EC)));
    }

    @Test
    void refusesAnotherKey() {
        LegacySignature signature = LegacySignatures.withKey(LegacySignatures.payload(IMAGE), EC);

        assertRejected(
                verifier.verifySignature(signature, IMAGE, keys(TestKeys.ec())),
                FailureCode.SIGNATURE_INVALID,
                "invalid signature when validating ASN.1 encoded signature");
    }

    @Test
    void refusesSignatureCopiedFromAnotherImage() {
        LegacySignature signature = LegacySignatures.withKey(LegacySignatures.payload(OTHER), EC);

        assertRejected(
                verifier.verifySignature(signature, IMAGE, keys(EC)),
                FailureCode.SUBJECT_MISMATCH,
                "invalid or missing digest in claim: " + OTHER);
    }

    @Test
    void refusesASwappedPayload() {
        LegacySignature signature = LegacySignatures.withKey(LegacySignatures.payload(OTHER), EC);
        LegacySignature swapped =
                LegacySignature.of(LegacySignatures.payload(IMAGE), Map.of(WireNames.SIGNATURE, signature.signature()));

        assertRejected(verifier.verifySignature(swapped, IMAGE, keys(EC)), FailureCode.SIGNATURE_INVALID, "invalid");
    }

    @Test
    void refusesAPayloadOfAnotherType() {
        byte[] payload = new String(LegacySignatures.payload(IMAGE), StandardCharsets.UTF_8)
                .replace("cosign container image signature", "atomic container signature")
                .getBytes(StandardCharsets.UTF_8);

        assertRejected(
                verifier.verifySignature(LegacySignatures.withKey(payload, EC), IMAGE, keys(EC)),
                FailureCode.PAYLOAD_TYPE_UNEXPECTED,
                "unknown type");
    }

    @Test
    void givesTheSignedAnnotations() {
        byte[] payload = new String(LegacySignatures.payload(IMAGE), StandardCharsets.UTF_8)
                .replace("\"optional\":null", "\"optional\":{\"env\":\"prod\",\"n\":1}")
                .getBytes(StandardCharsets.UTF_8);

        SignatureFacts facts =
                verified(verifier.verifySignature(LegacySignatures.withKey(payload, EC), IMAGE, keys(EC)));
        assertThat(facts.annotations()).isEqualTo(Map.of("env", "prod", "n", "1"));
    }

    @Test
    void refusesASignatureThatIsNotBase64OrMissing() {
        byte[] payload = LegacySignatures.payload(IMAGE);
        for (String bad : List.of("!", "", "AA==", "§")) {
            assertThat(verifier.verifySignature(
                            LegacySignature.of(payload, Map.of(WireNames.SIGNATURE, bad)), IMAGE, keys(EC)))
                    .isInstanceOf(dev.enforce.sigstore.outcome.SignatureResult.Rejected.class);
        }
    }

    @Test
    void wantsTheLogEntryWhenTheLogIsRequired() {
        TestSigstore sigstore = new TestSigstore();
        TrustRequirements wanted =
                keys(EC).withLogEntries(new TrustRequirements.LogEntryRequired(sigstore.trustRoot()));
        byte[] payload = LegacySignatures.payload(IMAGE);
        LegacySignature plain = LegacySignatures.withKey(payload, EC);
        String own = TestKeys.verification(EC).toPem();
        byte[] raw = Base64Text.decode(plain.signature());

        assertRejected(
                verifier.verifySignature(plain, IMAGE, wanted),
                FailureCode.LOG_ENTRY_MISSING,
                "offline verification failed");
        verified(verifier.verifySignature(
                logged(sigstore, plain, TestSigstore.hashedRekord(payload, raw, own)), IMAGE, wanted));
    }

    @Test
    void refusesALogEntryOfAnUnexpectedPublicKey() {
        TestSigstore sigstore = new TestSigstore();
        TrustRequirements wanted =
                keys(EC).withLogEntries(new TrustRequirements.LogEntryRequired(sigstore.trustRoot()));
        byte[] payload = LegacySignatures.payload(IMAGE);
        LegacySignature plain = LegacySignatures.withKey(payload, EC);
        String foreign = TestKeys.verification(TestKeys.ec()).toPem();
        byte[] body = TestSigstore.hashedRekord(payload, Base64Text.decode(plain.signature()), foreign);

        assertRejected(
                verifier.verifySignature(logged(sigstore, plain, body), IMAGE, wanted),
                FailureCode.LOG_ENTRY_MISMATCH,
                "error verifying bundle: comparing public key PEMs");
    }

    @Test
    void verifiesAnAttestation() {
        Dsse envelope = envelope(IMAGE, Dsse.IN_TOTO);

        SignatureFacts facts =
                verified(verifier.verifyAttestation(LegacySignatures.attestation(envelope), IMAGE, keys(RSA, EC)));
        assertThat(facts.findStatement().orElseThrow().predicateType()).isEqualTo("https://example.test/p");
        assertThat(facts.findStatement().orElseThrow().predicate()).asString().isEqualTo("{\"Data\":\"x\"}");
    }

    @Test
    void refusesAnAttestationOfAnotherImage() {
        assertRejected(
                verifier.verifyAttestation(
                        LegacySignatures.attestation(envelope(OTHER, Dsse.IN_TOTO)), IMAGE, keys(EC)),
                FailureCode.SUBJECT_MISMATCH,
                "no matching subject digest found");
    }

    @Test
    void refusesAnEnvelopeOfAnotherPayloadType() {
        assertRejected(
                verifier.verifyAttestation(
                        LegacySignatures.attestation(envelope(IMAGE, "text/plain")), IMAGE, keys(EC)),
                FailureCode.PAYLOAD_TYPE_UNEXPECTED,
                "invalid payloadType text/plain on envelope. Expected application/vnd.in-toto+json");
    }

    @Test
    void refusesAnUnsignedAttestation() {
        Dsse signed = envelope(IMAGE, Dsse.IN_TOTO);
        Dsse forged =
                new Dsse(Dsse.IN_TOTO, signed.payload(), List.of(new Dsse.EnvelopeSignature("", new byte[] {0x30, 0})));

        assertRejected(
                verifier.verifyAttestation(LegacySignatures.attestation(forged), IMAGE, keys(EC)),
                FailureCode.SIGNATURE_INVALID,
                "accepted signatures do not match threshold");
    }

    private static Dsse envelope(Digest image, String type) {
        byte[] statement = LegacySignatures.statement(image, "https://example.test/p");
        return LegacySignatures.envelope(type, statement, EC.getPrivate());
    }

    private static LegacySignature logged(TestSigstore sigstore, LegacySignature plain, byte[] body) {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(WireNames.SIGNATURE, plain.signature());
        annotations.put(WireNames.BUNDLE, LegacySignatures.text(sigstore.legacyBundle(body, TestSigstore.NOW)));
        return LegacySignature.of(plain.payload(), annotations);
    }

    private static TrustRequirements keys(KeyPair... keys) {
        return TrustRequirements.keys(
                java.util.Arrays.stream(keys).map(TestKeys::verification).toList(), HashAlgorithm.SHA256);
    }
}
