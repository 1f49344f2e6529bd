package dev.enforce.signing.certificate;

import dev.enforce.signing.SigningException;
import dev.enforce.signing.storage.DataDirectory;
import dev.enforce.sigstore.encoding.Pem;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** A private key with its public key. It never prints its secret. */
public final class SigningKey {

    private static final int MAX_PEM_CHARS = 64 << 10;

    private final PrivateKey privateKey;
    private final PublicKey publicKey;
    private final KeyKind kind;

    private SigningKey(PrivateKey privateKey, PublicKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.kind = KeyKind.of(publicKey);
    }

    public static SigningKey generate(KeyKind kind) {
        KeyPair pair = kind.generate();
        return new SigningKey(pair.getPrivate(), pair.getPublic());
    }

    /**
     * Reads an unencrypted PEM private key: PKCS#8, SEC1 or PKCS#1.
     *
     * @throws SigningException with {@code INVALID} if it is none, with {@code UNSUPPORTED} if it is encrypted
     *     or of a kind that does not sign here
     */
    public static SigningKey fromPem(String pem) {
        if (pem.length() > MAX_PEM_CHARS) {
            throw SigningException.invalid("the private key is larger than a key can be");
        }
        if (pem.contains("ENCRYPTED")) {
            throw new SigningException(SigningException.Code.UNSUPPORTED, "encrypted private keys are not supported");
        }
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter().setProvider(Providers.BOUNCY_CASTLE);
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            Object first = parser.readObject();
            if (first instanceof PEMKeyPair pair) {
                KeyPair keys = converter.getKeyPair(pair);
                return new SigningKey(keys.getPrivate(), keys.getPublic());
            }
            if (first instanceof PrivateKeyInfo info) {
                PrivateKey key = converter.getPrivateKey(info);
                return new SigningKey(key, publicKeyOf(key, info, converter));
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            if (e instanceof SigningException known) {
                throw known;
            }
            throw SigningException.invalid("the private key cannot be read", e);
        }
        throw SigningException.invalid("there is no PEM private key");
    }

    private static PublicKey publicKeyOf(PrivateKey key, PrivateKeyInfo info, JcaPEMKeyConverter converter)
            throws IOException, GeneralSecurityException {
        if (key instanceof RSAPrivateCrtKey rsa) {
            return KeyFactory.getInstance("RSA", Providers.BOUNCY_CASTLE)
                    .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
        }
        AsymmetricKeyParameter secret = PrivateKeyFactory.createKey(info);
        AsymmetricKeyParameter open = switch (secret) {
            case ECPrivateKeyParameters ec ->
                new ECPublicKeyParameters(
                        new FixedPointCombMultiplier()
                                .multiply(ec.getParameters().getG(), ec.getD()),
                        ec.getParameters());
            case Ed25519PrivateKeyParameters ed -> ed.generatePublicKey();
            default ->
                throw new SigningException(
                        SigningException.Code.UNSUPPORTED,
                        "a private key of type " + key.getAlgorithm() + " is not supported");
        };
        SubjectPublicKeyInfo spki = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(open);
        return converter.getPublicKey(spki);
    }

    public KeyKind kind() {
        return kind;
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    PrivateKey privateKey() {
        return privateKey;
    }

    /** The public key as DER SubjectPublicKeyInfo. */
    public byte[] spki() {
        return publicKey.getEncoded();
    }

    public String publicKeyPem() {
        return Pem.encode("PUBLIC KEY", spki());
    }

    /** The private key as PEM PKCS#8: a secret. */
    public String privateKeyPem() {
        return Pem.encode("PRIVATE KEY", privateKey.getEncoded());
    }

    /** Signs a message with the algorithm of {@link #kind}; ECDSA signatures are DER. */
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(kind.signatureAlgorithm(), Providers.BOUNCY_CASTLE);
            signature.initSign(privateKey);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new SigningException(SigningException.Code.INTERNAL, "signing failed", e);
        }
    }

    /** The key kept under a name, made the first time. */
    public static SigningKey loadOrCreate(DataDirectory directory, String name, KeyKind kind) {
        byte[] pem = directory.loadOrCreate(
                name, () -> generate(kind).privateKeyPem().getBytes(StandardCharsets.US_ASCII));
        return fromPem(new String(pem, StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return "SigningKey[" + kind + "]";
    }
}
