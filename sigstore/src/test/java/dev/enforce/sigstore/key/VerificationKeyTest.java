package dev.enforce.sigstore.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.encoding.Pem;
import dev.enforce.sigstore.testing.TestKeys;
import java.security.KeyPair;
import java.security.Security;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerificationKeyTest {

    private static final byte[] DATA = {1, 2, 3};

    @Test
    void verifiesEveryCurveWithEveryHash() {
        for (String curve : List.of("secp256r1", "secp384r1", "secp521r1")) {
            KeyPair keys = TestKeys.ec(curve);
            VerificationKey key = TestKeys.verification(keys);
            for (HashAlgorithm hash : HashAlgorithm.values()) {
                String name = hash.name() + "withECDSA";
                byte[] signature = TestKeys.sign(name, keys.getPrivate(), DATA);
                assertThat(key.verify(hash, DATA, signature)).as(curve + name).isTrue();
                assertThat(key.verifyHash(hash, hash.hash(DATA), signature)).isTrue();
                assertThat(key.verify(hash, new byte[] {1}, signature)).isFalse();
            }
        }
    }

    @Test
    void verifiesRsaWithEveryHashAndPadding() throws Exception {
        KeyPair keys = TestKeys.rsa(3072);
        VerificationKey key = TestKeys.verification(keys);
        for (HashAlgorithm hash : HashAlgorithm.values()) {
            byte[] signature = TestKeys.sign(hash.name() + "withRSA", keys.getPrivate(), DATA);
            assertThat(key.verify(hash, DATA, signature)).isTrue();
            assertThat(key.verify(hash, new byte[1], signature)).isFalse();
        }
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        pss.initSign(keys.getPrivate());
        pss.update(DATA);
        byte[] signature = pss.sign();
        assertThat(key.verifyPss(HashAlgorithm.SHA256, DATA, signature)).isTrue();
        assertThat(key.verifyPss(HashAlgorithm.SHA256, new byte[1], signature)).isFalse();
        assertThat(key.verify(HashAlgorithm.SHA256, DATA, signature)).isFalse();
    }

    @Test
    void readsSeveralKeysOfOneText() {
        VerificationKey one = TestKeys.verification(TestKeys.ec());
        VerificationKey two = TestKeys.verification(TestKeys.rsa(2048));
        VerificationKey three = TestKeys.verification(TestKeys.ed25519());

        assertThat(VerificationKey.allOfPem("# keys\n" + one.toPem() + "\n" + two.toPem() + three.toPem()))
                .containsExactly(one, two, three);
        byte[] info = two.encoded();
        byte[] bare = Arrays.copyOfRange(info, 24, info.length);
        assertThat(VerificationKey.ofPem(Pem.encode("RSA PUBLIC KEY", bare))).isEqualTo(two);
        assertThat(VerificationKey.ofPemOrDer(bare)).isEqualTo(two);
    }

    @Test
    void refusesWeakAndUnknownKeys() {
        byte[] weak = TestKeys.rsa(1024).getPublic().getEncoded();
        byte[] foreignCurve = TestKeys.ec("secp256k1").getPublic().getEncoded();
        for (byte[] encoded : List.of(weak, foreignCurve, new byte[0], new byte[5000])) {
            assertThatThrownBy(() -> VerificationKey.ofDer(encoded)).isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> VerificationKey.ofPem("nothing")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> VerificationKey.ofPem(Pem.encode("PRIVATE KEY", new byte[4])))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesAnEcdsaSignatureThatIsNotStrictDer() {
        KeyPair keys = TestKeys.ec();
        byte[] signature = TestKeys.sign(keys.getPrivate(), DATA);
        byte[] longer = Arrays.copyOf(signature, signature.length + 1);

        assertThat(TestKeys.verification(keys).verify(HashAlgorithm.SHA256, DATA, longer))
                .isFalse();
    }

    @Test
    void installsNoProvider() {
        assertThat(TestKeys.verification(TestKeys.ec()).kind()).isEqualTo(VerificationKey.Kind.ECDSA);
        assertThat(Security.getProvider("BC")).isNull();
    }
}
