package dev.enforce.sigstore.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.encoding.MalformedException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Envelopes and CBOR that are almost right: a result or the parser's own error, nothing else. */
class EnvelopeFuzzTest {

    private static final Digest IMAGE = Digest.sha256(new byte[] {1});
    private static final Instant TIME = Instant.parse("2026-06-01T12:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {WireNames.JWS, WireNames.COSE})
    void envelopes(String type) {
        SigningChain chain = SigningChain.good();
        byte[] good = new TestEnvelope(chain, IMAGE, TIME)
                .expiry(TIME.plusSeconds(900))
                .encode(type);
        NotationTrust trust = new NotationTrust(
                List.of(chain.root()), List.of(new TrustedIdentity.Anyone()), TrustLevel.STRICT, null);
        NotationVerifier verifier = new NotationVerifier(() -> TIME.plusSeconds(5));
        assertThat(verifier.verify(good, type, IMAGE, trust)).isInstanceOf(NotationResult.Verified.class);
        Random random = new Random(11);
        for (int i = 0; i < 2000; i++) {
            NotationResult result = verifier.verify(mutated(good, random), type, IMAGE, trust);
            if (result instanceof NotationResult.Verified(NotationFacts facts)) {
                assertThat(facts.chain())
                        .isEqualTo(chain.certificates().stream()
                                .map(c -> c.fingerprintHex())
                                .toList());
            }
        }
    }

    @Test
    void cborOfAnyBytes() {
        Random random = new Random(12);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            try {
                CborReader.read(bytes);
            } catch (MalformedException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "0000", // two values
                "1801", // not minimal
                "190001", // not minimal
                "1bffffffffffffffff", // too large
                "1f", // no such form
                "5f4101ff", // indefinite length
                "9fff", // indefinite length
                "bfff", // indefinite length
                "5a7fffffff", // longer than the data
                "9a7fffffff", // longer than the data
                "bb7fffffffffffffff", // longer than the data
                "61ff", // not UTF-8
                "a201010102", // a key twice
                "a1410101", // a key of bytes
                "a1f401", // a key that is false
                "f90000", // a floating-point number
                "e0", // a simple value
                "ff", // a break
                "81818181818181818100", // too deep
            })
    void refusesCbor(String hex) {
        assertThatThrownBy(() -> CborReader.read(HexFormat.of().parseHex(hex))).isInstanceOf(MalformedException.class);
    }

    @Test
    void boundsTheNumberOfCborValues() {
        byte[] many = new byte[5000];
        many[0] = (byte) 0x99;
        many[1] = (byte) ((many.length - 3) >> 8);
        many[2] = (byte) (many.length - 3);
        assertThatThrownBy(() -> CborReader.read(many)).hasMessageContaining("more than 4096");
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good.clone();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                default -> bytes = Arrays.copyOf(bytes, Math.max(1, random.nextInt(bytes.length) + 1));
            }
        }
        return bytes;
    }
}
