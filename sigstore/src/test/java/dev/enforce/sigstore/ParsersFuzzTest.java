package dev.enforce.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.bundle.Artifact;
import dev.enforce.sigstore.bundle.Bundle;
import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.certificate.CertificateIdentity;
import dev.enforce.sigstore.certificate.SignedCertificateTimestamp;
import dev.enforce.sigstore.cosign.LegacySignature;
import dev.enforce.sigstore.cosign.SimpleSigning;
import dev.enforce.sigstore.cosign.WireNames;
import dev.enforce.sigstore.dsse.Statement;
import dev.enforce.sigstore.encoding.Json;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.key.VerificationKey;
import dev.enforce.sigstore.log.Checkpoint;
import dev.enforce.sigstore.log.LogEntry;
import dev.enforce.sigstore.log.RekorEntry;
import dev.enforce.sigstore.outcome.RefusedException;
import dev.enforce.sigstore.outcome.SignatureResult;
import dev.enforce.sigstore.testing.Leaf;
import dev.enforce.sigstore.testing.LegacySignatures;
import dev.enforce.sigstore.testing.TestKeys;
import dev.enforce.sigstore.testing.TestSigstore;
import dev.enforce.sigstore.timestamp.TimestampVerifier;
import dev.enforce.sigstore.trust.TrustRequirements;
import dev.enforce.sigstore.trust.TrustRoot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Every parser, on documents that are almost right: nothing but its own error may come out, and never a success. */
class ParsersFuzzTest {

    private static final int ROUNDS = 1500;
    private static final TestSigstore SIGSTORE = new TestSigstore();
    private static final TrustRoot ROOT = SIGSTORE.trustRoot();
    private static final Leaf LEAF = SIGSTORE.leaf();
    private static final Digest IMAGE = Digest.sha256(new byte[] {1});
    private static final byte[] PAYLOAD = LegacySignatures.payload(IMAGE);

    @Test
    void certificates() {
        fuzz(1, LEAF.certificate().encoded(), bytes -> {
            Certificate certificate = Certificate.ofDer(bytes);
            certificate.certificateTimestamps();
            certificate.fulcioExtensions();
            certificate.precertificate();
            ROOT.findChains(certificate, List.of());
        });
        fuzz(
                2,
                LEAF.certificate().toPem().getBytes(StandardCharsets.US_ASCII),
                bytes -> Certificate.ofPem(text(bytes)));
    }

    @Test
    void keys() {
        for (byte[] encoded : List.of(
                TestKeys.ec().getPublic().getEncoded(),
                TestKeys.rsa(2048).getPublic().getEncoded(),
                TestKeys.ed25519().getPublic().getEncoded())) {
            fuzz(
                    3,
                    encoded,
                    bytes -> VerificationKey.ofPemOrDer(bytes)
                            .verify(dev.enforce.sigstore.key.HashAlgorithm.SHA256, PAYLOAD, PAYLOAD));
        }
    }

    @Test
    void signatures() {
        for (var keys : List.of(TestKeys.ec(), TestKeys.rsa(2048), TestKeys.ed25519())) {
            byte[] signature = TestKeys.sign(keys.getPrivate(), PAYLOAD);
            VerificationKey key = TestKeys.verification(keys);
            assertThat(key.verify(dev.enforce.sigstore.key.HashAlgorithm.SHA256, PAYLOAD, signature))
                    .isTrue();
            fuzz(
                    4,
                    150,
                    signature,
                    bytes -> assertThat(key.verify(dev.enforce.sigstore.key.HashAlgorithm.SHA256, PAYLOAD, bytes))
                            .isFalse());
        }
    }

    @Test
    void timestampLists() {
        byte[] list = LEAF.certificate().certificateTimestamps().getFirst().encodedList();
        fuzz(5, list, SignedCertificateTimestamp::parseList);
    }

    @Test
    void signedTimestamps() {
        byte[] response = SIGSTORE.timestamps.stamp(PAYLOAD, TestSigstore.NOW);
        fuzz(6, 400, response, bytes -> TimestampVerifier.verify(bytes, PAYLOAD, ROOT));
    }

    @Test
    void logEntries() {
        byte[] body =
                TestSigstore.hashedRekord(PAYLOAD, PAYLOAD, LEAF.certificate().toPem());
        fuzz(7, body, RekorEntry::parse);
        byte[] legacy = Json.write(SIGSTORE.legacyBundle(body, TestSigstore.NOW));
        fuzz(8, legacy, bytes -> LogEntry.parseLegacy(text(bytes)));
        String note = SIGSTORE.entry("hashedrekord", body, TestSigstore.NOW)
                .at("/inclusionProof/checkpoint/envelope")
                .textValue();
        fuzz(9, note.getBytes(StandardCharsets.UTF_8), bytes -> Checkpoint.parse(text(bytes)));
    }

    @Test
    void statementsAndPayloads() {
        fuzz(10, LegacySignatures.statement(IMAGE, "https://example.test/p"), Statement::parse);
        fuzz(11, PAYLOAD, SimpleSigning::parse);
    }

    @Test
    void trustRoots() {
        fuzz(12, 500, ROOT.toJson(), bytes -> assertThat(TrustRoot.parse(bytes)).isNotNull());
    }

    @Test
    void bundlesNeverThrowFromTheVerifier() throws IOException {
        SignatureVerifier verifier = new SignatureVerifier(() -> TestSigstore.NOW);
        TrustRequirements wanted = TrustRequirements.keyless(ROOT, List.of(CertificateIdentity.any()));
        try (InputStream in =
                ParsersFuzzTest.class.getResourceAsStream("/dev/enforce/sigstore/real/npm-provenance.json")) {
            byte[] bundle = in.readAllBytes();
            fuzz(13, 600, bundle, Bundle::parse);
            fuzzStrictly(
                    14,
                    600,
                    bundle,
                    bytes -> assertThat(verifier.verifyBundle(bytes, Artifact.of(IMAGE), wanted))
                            .isInstanceOf(SignatureResult.Rejected.class));
        }
    }

    @Test
    void legacySignaturesNeverThrowFromTheVerifier() {
        SignatureVerifier verifier = new SignatureVerifier(() -> TestSigstore.NOW);
        TrustRequirements wanted = TrustRequirements.keyless(ROOT, List.of(CertificateIdentity.any()));
        Map<String, String> good = new LegacySignatures(SIGSTORE).annotations(PAYLOAD, LEAF, TestSigstore.NOW);
        for (String name : List.of(WireNames.SIGNATURE, WireNames.CERTIFICATE, WireNames.CHAIN, WireNames.BUNDLE)) {
            fuzzStrictly(15, 150, good.get(name).getBytes(StandardCharsets.UTF_8), bytes -> {
                Map<String, String> changed = new java.util.TreeMap<>(good);
                changed.put(name, text(bytes));
                assertThat(verifier.verifySignature(LegacySignature.of(PAYLOAD, changed), IMAGE, wanted))
                        .isNotNull();
            });
        }
    }

    @Test
    void refusesDepthSizeAndDuplicates() {
        for (String bad : List.of("[".repeat(5000), "{\"a\":1,\"a\":2}", "{} {}", "", "1e99999999", "nul")) {
            fuzzStrictly(16, 0, bad.getBytes(StandardCharsets.UTF_8), bytes -> {});
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> Json.parseObject(bad.getBytes(StandardCharsets.UTF_8), 1 << 20))
                    .isInstanceOf(MalformedException.class);
        }
    }

    private static void fuzz(long seed, byte[] good, Consumer<byte[]> parser) {
        fuzz(seed, ROUNDS, good, parser);
    }

    private static void fuzz(long seed, int rounds, byte[] good, Consumer<byte[]> parser) {
        fuzzStrictly(seed, rounds, good, bytes -> {
            try {
                parser.accept(bytes);
            } catch (MalformedException | RefusedException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        });
    }

    private static void fuzzStrictly(long seed, int rounds, byte[] good, Consumer<byte[]> target) {
        Random random = new Random(seed);
        for (int i = 0; i < rounds; i++) {
            byte[] bytes = mutated(good, random);
            if (!Arrays.equals(bytes, good)) {
                target.accept(bytes);
            }
        }
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good.clone();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                default -> {
                    int to = Math.min(bytes.length, at + random.nextInt(16));
                    byte[] shorter = Arrays.copyOf(bytes, bytes.length - (to - at));
                    System.arraycopy(bytes, to, shorter, at, bytes.length - to);
                    bytes = shorter.length == 0 ? new byte[1] : shorter;
                }
            }
        }
        return bytes;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
