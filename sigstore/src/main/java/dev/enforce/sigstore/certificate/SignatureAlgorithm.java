package dev.enforce.sigstore.certificate;

import dev.enforce.sigstore.encoding.Der;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import java.util.HexFormat;
import java.util.Map;

/**
 * A signature algorithm as certificates and CMS name it.
 *
 * @param kind kind of key that it needs
 * @param pss whether it is RSASSA-PSS
 */
public record SignatureAlgorithm(VerificationKey.Kind kind, HashAlgorithm hash, boolean pss) {

    private static final String PSS = "1.2.840.113549.1.1.10";

    private static final Map<String, SignatureAlgorithm> KNOWN = Map.of(
            "1.2.840.10045.4.3.2", new SignatureAlgorithm(VerificationKey.Kind.ECDSA, HashAlgorithm.SHA256, false),
            "1.2.840.10045.4.3.3", new SignatureAlgorithm(VerificationKey.Kind.ECDSA, HashAlgorithm.SHA384, false),
            "1.2.840.10045.4.3.4", new SignatureAlgorithm(VerificationKey.Kind.ECDSA, HashAlgorithm.SHA512, false),
            "1.2.840.113549.1.1.11", new SignatureAlgorithm(VerificationKey.Kind.RSA, HashAlgorithm.SHA256, false),
            "1.2.840.113549.1.1.12", new SignatureAlgorithm(VerificationKey.Kind.RSA, HashAlgorithm.SHA384, false),
            "1.2.840.113549.1.1.13", new SignatureAlgorithm(VerificationKey.Kind.RSA, HashAlgorithm.SHA512, false),
            "1.3.101.112", new SignatureAlgorithm(VerificationKey.Kind.ED25519, HashAlgorithm.SHA512, false));

    private static final Map<String, HashAlgorithm> HASHES = Map.of(
            "2.16.840.1.101.3.4.2.1", HashAlgorithm.SHA256,
            "2.16.840.1.101.3.4.2.2", HashAlgorithm.SHA384,
            "2.16.840.1.101.3.4.2.3", HashAlgorithm.SHA512);

    /**
     * Reads an AlgorithmIdentifier.
     *
     * @throws MalformedException if the algorithm is not supported
     */
    public static SignatureAlgorithm of(byte[] algorithmIdentifier) {
        Der inside = Der.only(algorithmIdentifier, Der.SEQUENCE).inside();
        String oid = Der.oid(inside.next(Der.OID).content());
        if (oid.equals(PSS)) {
            return pss(inside.next(Der.SEQUENCE));
        }
        SignatureAlgorithm known = KNOWN.get(oid);
        if (known == null) {
            throw new MalformedException("unsupported signature algorithm " + oid);
        }
        return known;
    }

    /** The hash function of this object identifier. */
    public static HashAlgorithm hashOf(String oid) {
        HashAlgorithm hash = HASHES.get(oid);
        if (hash == null) {
            throw new MalformedException("unsupported hash algorithm " + oid);
        }
        return hash;
    }

    /** Whether this key made the signature with this algorithm. */
    public boolean verify(VerificationKey key, byte[] data, byte[] signature) {
        return key.kind() == kind && (pss ? key.verifyPss(hash, data, signature) : key.verify(hash, data, signature));
    }

    /** Only the usual parameters: one hash for both uses and a salt of its length. */
    private static SignatureAlgorithm pss(Der.Element parameters) {
        String hex = HexFormat.of().formatHex(parameters.encoded());
        for (Map.Entry<String, HashAlgorithm> entry : HASHES.entrySet()) {
            HashAlgorithm hash = entry.getValue();
            String last = "0" + entry.getKey().charAt(entry.getKey().length() - 1);
            String digest = "06096086480165030402" + last;
            int salt = hash.newMessageDigest().getDigestLength();
            String tail = "a2030201" + HexFormat.of().toHexDigits((byte) salt);
            String mgf = "06092a864886f70d010108";
            boolean named = hex.indexOf(digest) != hex.lastIndexOf(digest);
            if (named && hex.contains(mgf) && hex.endsWith(tail)) {
                return new SignatureAlgorithm(VerificationKey.Kind.RSA, hash, true);
            }
        }
        throw new MalformedException("unsupported RSASSA-PSS parameters");
    }
}
