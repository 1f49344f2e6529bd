package dev.enforce.sigstore.testing;

import dev.enforce.sigstore.key.VerificationKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Keys for tests, and signatures with them. */
public final class TestKeys {

    private static final Provider PROVIDER = new BouncyCastleProvider();

    private TestKeys() {}

    public static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", PROVIDER);
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair ec() {
        return ec("secp256r1");
    }

    public static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair ed25519() {
        try {
            return KeyPairGenerator.getInstance("Ed25519", PROVIDER).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static VerificationKey verification(KeyPair keys) {
        return VerificationKey.ofDer(keys.getPublic().getEncoded());
    }

    /** Signs with the usual algorithm of the key: SHA-256 unless the key has its own. */
    public static byte[] sign(PrivateKey key, byte[] data) {
        return switch (key.getAlgorithm()) {
            case "EC", "ECDSA" -> sign("SHA256withECDSA", key, data);
            case "RSA" -> sign("SHA256withRSA", key, data);
            default -> sign("Ed25519", key, data);
        };
    }

    public static byte[] sign(String algorithm, PrivateKey key, byte[] data) {
        try {
            Signature signature = Signature.getInstance(algorithm, PROVIDER);
            signature.initSign(key);
            signature.update(data);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static ContentSigner contentSigner(KeyPair keys) {
        try {
            String algorithm = switch (keys.getPrivate().getAlgorithm()) {
                case "EC", "ECDSA" -> "SHA384withECDSA";
                case "RSA" -> "SHA256withRSA";
                default -> "Ed25519";
            };
            return new JcaContentSignerBuilder(algorithm).setProvider(PROVIDER).build(keys.getPrivate());
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
