package dev.enforce.sigstore.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.sigstore.encoding.Base64Text;
import dev.enforce.sigstore.encoding.Json;
import dev.enforce.sigstore.key.VerificationKey;
import dev.enforce.sigstore.testing.TestKeys;
import dev.enforce.sigstore.testing.TestSigstore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustRootTest {

    private static final TestSigstore SIGSTORE = new TestSigstore();

    @Test
    void readsWhatItWrites() {
        TrustRoot root = SIGSTORE.trustRoot();
        TrustRoot again = TrustRoot.require(root.toJson());

        assertThat(again.contentHash()).isEqualTo(root.contentHash());
        assertThat(again.certificateAuthorities()).isEqualTo(root.certificateAuthorities());
        assertThat(again.transparencyLogs()).isEqualTo(root.transparencyLogs());
    }

    @Test
    void changesItsHashWithItsContent() {
        assertThat(SIGSTORE.trustRoot(Validity.always()).contentHash())
                .isNotEqualTo(SIGSTORE.trustRoot().contentHash());
    }

    @Test
    void acceptsLogIdsAsBytesAndAsHexadecimalText() {
        VerificationKey key = TestKeys.verification(SIGSTORE.log);
        TransparencyLog asText = TransparencyLog.ofKey("https://rekor.example.test", "sha-256", key);
        TransparencyLog asBytes = new TransparencyLog("", "", key, "", key.fingerprint(), Validity.always());

        assertThat(asText.keyId()).hasSize(64);
        assertThat(asText.logId()).isEqualTo(asBytes.logId()).isEqualTo(key.fingerprint());
        assertThat(asText.hasId(key.fingerprint())).isTrue();
    }

    @Test
    void readsBareRsaKeysAndEd25519Keys() {
        VerificationKey rsa = TestKeys.verification(TestKeys.rsa(2048));
        byte[] info = rsa.encoded();
        byte[] bare = java.util.Arrays.copyOfRange(info, 24, info.length);
        TrustRoot root = read(log(bare, "PKCS1_RSA_PKCS1V5", "{\"start\":\"2021-01-01T00:00:00Z\",\"end\":null}"));

        assertThat(root.transparencyLogs().getFirst().key()).isEqualTo(rsa);
        VerificationKey ed = TestKeys.verification(TestKeys.ed25519());
        assertThat(read(log(ed.encoded(), "PKIX_ED25519", "null"))
                        .transparencyLogs()
                        .getFirst()
                        .key())
                .isEqualTo(ed);
    }

    @Test
    void tellsEveryProblemAtOnce() {
        String document = "{\"tlogs\":[{\"publicKey\":{\"rawBytes\":\"AAAA\"}}],"
                + "\"certificateAuthorities\":[{\"certChain\":{\"certificates\":[]}},{}]}";
        TrustRoot.Reading reading = TrustRoot.parse(document.getBytes(StandardCharsets.UTF_8));

        assertThat(reading).isInstanceOf(TrustRoot.Unreadable.class);
        assertThat(((TrustRoot.Unreadable) reading).problems())
                .hasSize(3)
                .anyMatch(p -> p.startsWith("tlogs[0]: "))
                .anyMatch(p -> p.startsWith("certificateAuthorities[1]: "));
    }

    @Test
    void neverUsesALogWhoseBeginningIsNotKnown() {
        VerificationKey key = TestKeys.verification(SIGSTORE.log);
        TransparencyLog log = read(log(key.encoded(), "", "{\"end\":\"2030-01-01T00:00:00Z\"}"))
                .transparencyLogs()
                .getFirst();

        assertThat(log.isInUseAt(Instant.parse("2026-01-01T00:00:00Z"))).isFalse();
    }

    @Test
    void includesBothEndsOfAPeriod() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        Validity validity = new Validity(start, start.plusSeconds(10));

        assertThat(validity.contains(start)).isTrue();
        assertThat(validity.contains(start.plusSeconds(10))).isTrue();
        assertThat(validity.contains(start.minusNanos(1))).isFalse();
        assertThat(validity.contains(start.plusSeconds(10).plusNanos(1))).isFalse();
    }

    @Test
    void shipsThePublicGoodRoot() {
        TrustRoot root = PublicGoodTrustRoot.load();

        assertThat(root.transparencyLogs())
                .extracting(TransparencyLog::baseUrl)
                .contains("https://rekor.sigstore.dev", "https://log2025-1.rekor.sigstore.dev");
        assertThat(root.certificateAuthorities()).hasSize(2);
        assertThat(root.timestampAuthorities()).isNotEmpty();
        assertThat(root.certificateLogs()).hasSize(2);
    }

    @Test
    void keepsItsCacheWithinBounds() {
        TrustCache cache = new TrustCache();
        for (int i = 0; i < 5000; i++) {
            int value = i;
            assertThat(cache.get(i, Integer.class, () -> value)).isEqualTo(i);
        }
        assertThat(cache.size()).isLessThanOrEqualTo(2048);
        assertThat(List.of(cache.get(4999, Integer.class, () -> -1))).containsExactly(4999);
    }

    private static TrustRoot read(ObjectNode log) {
        ObjectNode root = Json.newObject();
        root.putArray("tlogs").add(log);
        return TrustRoot.require(Json.write(root));
    }

    private static ObjectNode log(byte[] key, String details, String validFor) {
        ObjectNode log = Json.newObject().put("baseUrl", "https://log.example.test");
        ObjectNode publicKey = log.putObject("publicKey")
                .put("rawBytes", Base64Text.encode(key))
                .put("keyDetails", details);
        publicKey.set("validFor", Json.parse(validFor));
        return log;
    }
}
