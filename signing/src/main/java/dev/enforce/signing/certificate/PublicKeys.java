package dev.enforce.signing.certificate;

import dev.enforce.model.Digest;
import dev.enforce.signing.SigningException;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
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
        return SigningKey.pem("PUBLIC KEY", parsePem(pem).getEncoded());
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

    /** Whether the signature over a message is by this key, with the key's own hash. */
    public static boolean verifies(PublicKey key, byte[] message, byte[] signature) {
        String algorithm = KeyKind.of(key).signatureAlgorithm();
        if (check(key, algorithm, message, signature)) {
            return true;
        }
        // Larger curves are used with SHA-256 too: cosign signs so with every key that it is given.
        return key instanceof ECPublicKey
                && !algorithm.equals("SHA256withECDSA")
                && check(key, "SHA256withECDSA", message, signature);
    }

    /**
     * Whether the signature over a message of this digest is by this key.
     *
     * @throws SigningException with {@code UNSUPPORTED} for a key whose signatures need the whole message
     */
    public static boolean verifiesDigest(PublicKey key, Digest.Algorithm hash, byte[] digest, byte[] signature) {
        if (key instanceof ECPublicKey) {
            return check(key, "NONEwithECDSA", digest, signature);
        }
        if (key instanceof RSAPublicKey) {
            return check(key, "NONEwithRSA", digestInfo(hash, digest), signature);
        }
        throw new SigningException(
                SigningException.Code.UNSUPPORTED, "an Ed25519 signature cannot be verified from a digest alone");
    }

    private static byte[] digestInfo(Digest.Algorithm hash, byte[] digest) {
        ASN1ObjectIdentifier oid = switch (hash) {
            case SHA256 -> NISTObjectIdentifiers.id_sha256;
            case SHA384 -> NISTObjectIdentifiers.id_sha384;
            case SHA512 -> NISTObjectIdentifiers.id_sha512;
        };
        try {
            return new DigestInfo(new AlgorithmIdentifier(oid, DERNull.INSTANCE), digest).getEncoded();
        } catch (IOException e) {
            throw new SigningException(SigningException.Code.INTERNAL, "a digest could not be written", e);
        }
    }

    private static boolean check(PublicKey key, String algorithm, byte[] message, byte[] signature) {
        if (signature.length > MAX_SIGNATURE_BYTES) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(algorithm, Providers.BOUNCY_CASTLE);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | RuntimeException e) {
            // Bytes that do not even parse as a signature are a signature by nobody.
            return false;
        }
    }
}
