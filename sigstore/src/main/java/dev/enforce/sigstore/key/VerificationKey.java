package dev.enforce.sigstore.key;

import dev.enforce.sigstore.encoding.Der;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.encoding.Pem;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * A public key that verifies signatures: ECDSA on P-256, P-384 and P-521, RSA of 2048 to 8192 bits, Ed25519.
 *
 * <p>Keep the object: it holds precomputed curve points, which make the second verification cheaper than the first.
 * Two keys are equal when their encodings are.
 */
public final class VerificationKey {

    /** Kinds of keys. */
    public enum Kind {
        ECDSA,
        RSA,
        ED25519
    }

    private static final Set<ASN1ObjectIdentifier> CURVES =
            Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1, SECObjectIdentifiers.secp521r1);
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;
    private static final int MAX_ENCODED = 4096;
    private static final int MAX_KEYS = 32;

    private final byte[] encoded;
    private final byte[] fingerprint;
    private final Kind kind;
    private final RawVerifier verifier;

    private VerificationKey(byte[] encoded, Kind kind, RawVerifier verifier) {
        this.encoded = encoded;
        this.fingerprint = HashAlgorithm.SHA256.hash(encoded);
        this.kind = kind;
        this.verifier = verifier;
    }

    /**
     * Reads a DER SubjectPublicKeyInfo.
     *
     * @throws MalformedException if it is none, or of a kind, curve or size that is not supported
     */
    public static VerificationKey ofDer(byte[] subjectPublicKeyInfo) {
        if (subjectPublicKeyInfo.length > MAX_ENCODED) {
            throw new MalformedException("public key longer than " + MAX_ENCODED + " bytes");
        }
        Der.only(subjectPublicKeyInfo, Der.SEQUENCE);
        try {
            SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(subjectPublicKeyInfo);
            checkCurve(info);
            return of(PublicKeyFactory.createKey(info), subjectPublicKeyInfo.clone());
        } catch (IOException | RuntimeException e) {
            if (e instanceof MalformedException malformed) {
                throw malformed;
            }
            throw new MalformedException("not a public key: " + e.getMessage(), e);
        }
    }

    /** Reads a bare DER RSAPublicKey (PKCS#1), as trusted roots may hold it. */
    public static VerificationKey ofPkcs1(byte[] rsaPublicKey) {
        Der.only(rsaPublicKey, Der.SEQUENCE);
        byte[] oid = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
        byte[] bits = new byte[rsaPublicKey.length + 1];
        System.arraycopy(rsaPublicKey, 0, bits, 1, rsaPublicKey.length);
        byte[] bitString = Der.encode(Der.BIT_STRING, bits);
        byte[] content = Arrays.copyOf(oid, oid.length + bitString.length);
        System.arraycopy(bitString, 0, content, oid.length, bitString.length);
        return ofDer(Der.encode(Der.SEQUENCE, content));
    }

    /** Reads the first public key of a PEM text. */
    public static VerificationKey ofPem(String pem) {
        return allOfPem(pem).getFirst();
    }

    /**
     * Reads every public key of a PEM text; at least one.
     *
     * @throws MalformedException if there is none, or a block is not a public key
     */
    public static List<VerificationKey> allOfPem(String pem) {
        List<VerificationKey> keys = new ArrayList<>();
        for (Pem.Block block : Pem.parse(pem, MAX_KEYS)) {
            keys.add(
                    switch (block.type()) {
                        case "PUBLIC KEY" -> ofDer(block.content());
                        case "RSA PUBLIC KEY" -> ofPkcs1(block.content());
                        default ->
                            throw new MalformedException("unknown Public key PEM file type: " + shown(block.type())
                                    + ". Are you passing the correct public key?");
                    });
        }
        if (keys.isEmpty()) {
            throw new MalformedException("PEM decoding failed");
        }
        return List.copyOf(keys);
    }

    /** Reads PEM or DER, DER as SubjectPublicKeyInfo or PKCS#1. */
    public static VerificationKey ofPemOrDer(byte[] content) {
        if (content.length > 0 && content[0] == Der.SEQUENCE) {
            boolean pkcs1 = Der.only(content, Der.SEQUENCE).inside().next().tag() == Der.INTEGER;
            return pkcs1 ? ofPkcs1(content) : ofDer(content);
        }
        return ofPem(new String(content, StandardCharsets.UTF_8));
    }

    /**
     * Whether this is a signature over the data. Never throws: what is not a signature is not valid.
     *
     * @param hash ignored by Ed25519, which signs the data itself
     */
    public boolean verify(HashAlgorithm hash, byte[] data, byte[] signature) {
        return kind == Kind.ED25519
                ? verifier.verify(hash, data, signature)
                : verifier.verify(hash, hash.hash(data), signature);
    }

    /** Like {@link #verify} for data of which only the hash is known; always false for Ed25519. */
    public boolean verifyHash(HashAlgorithm hash, byte[] hashed, byte[] signature) {
        return kind != Kind.ED25519 && verifier.verify(hash, hashed, signature);
    }

    /** Whether this is an RSASSA-PSS signature over the data, with a salt as long as the hash. */
    public boolean verifyPss(HashAlgorithm hash, byte[] data, byte[] signature) {
        return verifier instanceof RsaVerifier rsa && rsa.verifyPss(hash, hash.hash(data), signature);
    }

    public Kind kind() {
        return kind;
    }

    /** DER SubjectPublicKeyInfo. */
    public byte[] encoded() {
        return encoded.clone();
    }

    /** SHA-256 of {@link #encoded()}. */
    public byte[] fingerprint() {
        return fingerprint.clone();
    }

    /** {@link #fingerprint()} in lower-case hexadecimal digits. */
    public String fingerprintHex() {
        return HexFormat.of().formatHex(fingerprint);
    }

    /** As a PEM block {@code PUBLIC KEY}. */
    public String toPem() {
        return Pem.encode("PUBLIC KEY", encoded);
    }

    /** The text that cosign prints when a signature does not verify with such a key. */
    public String invalidSignatureText() {
        return switch (kind) {
            case ECDSA -> "invalid signature when validating ASN.1 encoded signature";
            case RSA -> "crypto/rsa: verification error";
            case ED25519 -> "failed to verify signature";
        };
    }

    /** The raw 32 bytes of an Ed25519 key. */
    public byte[] rawEd25519() {
        if (kind != Kind.ED25519) {
            throw new IllegalStateException("not an Ed25519 key");
        }
        return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    }

    /** The hash that belongs to a key when nothing else says which: by the size of the curve, else SHA-256. */
    public HashAlgorithm naturalHash() {
        return verifier instanceof EcdsaVerifier ecdsa ? ecdsa.naturalHash() : HashAlgorithm.SHA256;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerificationKey key && Arrays.equals(encoded, key.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(fingerprint);
    }

    @Override
    public String toString() {
        return kind + " key " + fingerprintHex();
    }

    private static VerificationKey of(AsymmetricKeyParameter parameters, byte[] encoded) {
        return switch (parameters) {
            case ECPublicKeyParameters ec -> new VerificationKey(encoded, Kind.ECDSA, new EcdsaVerifier(ec));
            case RSAKeyParameters rsa -> {
                checkRsa(rsa);
                yield new VerificationKey(encoded, Kind.RSA, new RsaVerifier(rsa));
            }
            case Ed25519PublicKeyParameters ed -> new VerificationKey(encoded, Kind.ED25519, new Ed25519Verifier(ed));
            default -> throw new MalformedException("unsupported kind of public key");
        };
    }

    private static void checkCurve(SubjectPublicKeyInfo info) {
        ASN1ObjectIdentifier algorithm = info.getAlgorithm().getAlgorithm();
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            if (!(info.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve)
                    || !CURVES.contains(curve)) {
                throw new MalformedException("unsupported elliptic curve");
            }
            return;
        }
        if (!algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)
                && !algorithm.getId().equals("1.3.101.112")) {
            throw new MalformedException("unsupported public key algorithm " + algorithm.getId());
        }
    }

    private static void checkRsa(RSAKeyParameters rsa) {
        int bits = rsa.getModulus().bitLength();
        BigInteger exponent = rsa.getExponent();
        if (bits < MIN_RSA_BITS
                || bits > MAX_RSA_BITS
                || exponent.bitLength() > 32
                || !exponent.testBit(0)
                || exponent.bitLength() < 2) {
            throw new MalformedException("RSA key of " + bits + " bits is not supported");
        }
    }

    private static String shown(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
