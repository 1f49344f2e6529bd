package dev.enforce.signing.certificate;

import dev.enforce.signing.SigningException;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.encoding.Pem;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import java.io.IOException;
import java.io.StringReader;
import java.security.PublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Public keys as clients send them, and whether a signature is theirs. */
public final class PublicKeys {

    private static final int MAX_PEM_CHARS = 64 << 10;
    private static final int MAX_SIGNATURE_BYTES = 4 << 10;

    private PublicKeys() {}

    /**
     * Reads a PEM public key, or the key of a PEM certificate.
     *
     * @throws SigningException with {@code INVALID} if there is none
     */
    public static PublicKey parsePem(String pem) {
        Object first = firstObject(pem);
        if (first instanceof X509CertificateHolder certificate) {
            return of(certificate.getSubjectPublicKeyInfo());
        }
        if (first instanceof SubjectPublicKeyInfo info) {
            return of(info);
        }
        throw SigningException.invalid("there is no PEM public key");
    }

    /** The same key or certificate as PEM with lines of 64 characters, which is how logs keep it. */
    public static String canonicalPem(String pem) {
        Object first = firstObject(pem);
        if (first instanceof X509CertificateHolder certificate) {
            return Certificates.pem(certificate);
        }
        return Pem.encode("PUBLIC KEY", parsePem(pem).getEncoded());
    }

    public static PublicKey parseSpki(byte[] der) {
        try {
            return of(SubjectPublicKeyInfo.getInstance(der));
        } catch (IllegalArgumentException | ClassCastException e) {
            throw SigningException.invalid("the public key cannot be read", e);
        }
    }

    public static PublicKey of(SubjectPublicKeyInfo info) {
        try {
            return new JcaPEMKeyConverter().setProvider(Providers.BOUNCY_CASTLE).getPublicKey(info);
        } catch (PEMException e) {
            throw SigningException.invalid("the public key cannot be read", e);
        }
    }

    private static Object firstObject(String pem) {
        if (pem.length() > MAX_PEM_CHARS) {
            throw SigningException.invalid("the public key is larger than a key can be");
        }
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            Object first = parser.readObject();
            if (first == null) {
                throw SigningException.invalid("there is no PEM public key");
            }
            return first;
        } catch (SigningException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw SigningException.invalid("the public key cannot be read", e);
        }
    }

    /**
     * Whether the signature over a message is by this key, with the key's own hash. On larger curves SHA-256 is
     * taken too, since cosign signs so with every key that it is given.
     */
    public static boolean verifies(PublicKey key, byte[] message, byte[] signature) {
        if (signature.length > MAX_SIGNATURE_BYTES) {
            return false;
        }
        VerificationKey known = verificationKey(key);
        return known.verify(KeyKind.of(key).hash(), message, signature)
                || known.verify(HashAlgorithm.SHA256, message, signature);
    }

    /**
     * Whether the signature over a message of this digest is by this key.
     *
     * @throws SigningException with {@code UNSUPPORTED} for a key whose signatures need the whole message
     */
    public static boolean verifiesDigest(PublicKey key, HashAlgorithm hash, byte[] digest, byte[] signature) {
        if (KeyKind.of(key) == KeyKind.ED25519) {
            throw new SigningException(
                    SigningException.Code.UNSUPPORTED, "an Ed25519 signature cannot be verified from a digest alone");
        }
        return signature.length <= MAX_SIGNATURE_BYTES && verificationKey(key).verifyHash(hash, digest, signature);
    }

    private static VerificationKey verificationKey(PublicKey key) {
        try {
            return VerificationKey.ofDer(key.getEncoded());
        } catch (MalformedException e) {
            throw SigningException.invalid("the public key cannot be used: " + e.getMessage(), e);
        }
    }
}
