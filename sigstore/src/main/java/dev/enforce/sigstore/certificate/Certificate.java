package dev.enforce.sigstore.certificate;

import dev.enforce.sigstore.encoding.Der;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.encoding.Pem;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An X.509 version 3 certificate, read without judging it: the exact bytes that were signed, names as bytes, the
 * extensions that matter here. Nothing in it is trusted before a {@link ChainBuilder} has found its way to an anchor.
 */
public final class Certificate {

    private static final int MAX_ENCODED = 64 << 10;
    private static final Set<String> UNDERSTOOD = Set.of(
            Oids.SUBJECT_ALTERNATIVE_NAME,
            Oids.BASIC_CONSTRAINTS,
            Oids.KEY_USAGE,
            Oids.EXTENDED_KEY_USAGE,
            Oids.CERTIFICATE_POLICIES,
            Oids.SCT_LIST);

    private final byte[] encoded;
    private final byte[] fingerprint;
    private final TbsCertificate tbs;
    private final byte[] algorithm;
    private final byte[] signature;
    private final VerificationKey key;

    private Certificate(byte[] encoded, TbsCertificate tbs, byte[] algorithm, byte[] signature) {
        this.encoded = encoded;
        this.fingerprint = HashAlgorithm.SHA256.hash(encoded);
        this.tbs = tbs;
        this.algorithm = algorithm;
        this.signature = signature;
        this.key = VerificationKey.ofDer(tbs.publicKey());
    }

    /**
     * Reads DER.
     *
     * @throws MalformedException if it is no certificate of version 3, or its key is not supported
     */
    public static Certificate ofDer(byte[] der) {
        if (der.length > MAX_ENCODED) {
            throw new MalformedException("certificate longer than " + MAX_ENCODED + " bytes");
        }
        Der outer = Der.only(der, Der.SEQUENCE).inside();
        TbsCertificate tbs = TbsCertificate.parse(outer.next(Der.SEQUENCE).encoded());
        byte[] algorithm = outer.next(Der.SEQUENCE).encoded();
        byte[] bits = outer.next(Der.BIT_STRING).content();
        outer.requireEnd();
        if (!Arrays.equals(algorithm, tbs.signatureAlgorithm())) {
            throw new MalformedException("certificate with two different signature algorithms");
        }
        if (bits.length < 2 || bits[0] != 0) {
            throw new MalformedException("certificate with a malformed signature");
        }
        return new Certificate(der.clone(), tbs, algorithm, Arrays.copyOfRange(bits, 1, bits.length));
    }

    /** Reads the first certificate of a PEM text. */
    public static Certificate ofPem(String pem) {
        return allOfPem(pem, 1 << 6).getFirst();
    }

    /** Reads every certificate of a PEM text; at least one and at most max. */
    public static List<Certificate> allOfPem(String pem, int max) {
        List<Certificate> certificates = new ArrayList<>();
        for (Pem.Block block : Pem.parse(pem, max)) {
            if (!block.type().equals("CERTIFICATE")) {
                throw new MalformedException("PEM block that is not a certificate");
            }
            certificates.add(ofDer(block.content()));
        }
        if (certificates.isEmpty()) {
            throw new MalformedException("no certificate in the PEM text");
        }
        return List.copyOf(certificates);
    }

    /** Whether the key of this issuer made the signature; says nothing about the issuer's right to do so. */
    public boolean isSignedBy(Certificate issuer) {
        try {
            return SignatureAlgorithm.of(algorithm).verify(issuer.key, tbs.encoded(), signature);
        } catch (MalformedException unsupportedAlgorithm) {
            return false;
        }
    }

    public byte[] encoded() {
        return encoded.clone();
    }

    /** SHA-256 of {@link #encoded()} in hexadecimal digits. */
    public String fingerprintHex() {
        return HexFormat.of().formatHex(fingerprint);
    }

    public String toPem() {
        return Pem.encode("CERTIFICATE", encoded);
    }

    public VerificationKey key() {
        return key;
    }

    public byte[] serialNumber() {
        return tbs.serialNumber().clone();
    }

    /** DER of the issuer's name. */
    public byte[] issuerName() {
        return tbs.issuer().clone();
    }

    /** DER of the subject's name. */
    public byte[] subjectName() {
        return tbs.subject().clone();
    }

    public Instant notBefore() {
        return tbs.notBefore();
    }

    /** The last instant of validity, itself included. */
    public Instant notAfter() {
        return tbs.notAfter();
    }

    public boolean isValidAt(Instant time) {
        return !time.isBefore(notBefore()) && !time.isAfter(notAfter());
    }

    public boolean isSelfIssued() {
        return Arrays.equals(tbs.issuer(), tbs.subject());
    }

    public boolean isIssuedByNameOf(Certificate issuer) {
        return Arrays.equals(tbs.issuer(), issuer.tbs.subject());
    }

    public boolean isCertificateAuthority() {
        return tbs.extensions().isCertificateAuthority();
    }

    /** Number of intermediates allowed below, or a negative number when there is no limit. */
    public int pathLength() {
        return tbs.extensions().pathLength();
    }

    /** Whether the key usage, if there is one, allows to sign certificates. */
    public boolean maySignCertificates() {
        return tbs.extensions().allowsKeyUsage(5);
    }

    /** Whether the key usage, if there is one, allows digital signatures. */
    public boolean maySignData() {
        return tbs.extensions().allowsKeyUsage(0);
    }

    /** Whether there is a key usage and it is critical. */
    public boolean isKeyUsageCritical() {
        Extensions.Extension usage = tbs.extensions().find(Oids.KEY_USAGE);
        return usage != null && usage.critical();
    }

    /** Whether this bit of the key usage is set; true when there is no key usage. */
    public boolean allowsKeyUsage(int bit) {
        return tbs.extensions().allowsKeyUsage(bit);
    }

    /** Extended key usages; empty when the extension is absent. */
    public List<String> extendedKeyUsages() {
        return tbs.extensions().extendedKeyUsages();
    }

    public boolean isExtendedKeyUsageCritical() {
        Extensions.Extension usage = tbs.extensions().find(Oids.EXTENDED_KEY_USAGE);
        return usage != null && usage.critical();
    }

    /** A critical extension that is not understood here, or name constraints; null when there is none. */
    public @Nullable String findUnhandledExtension() {
        for (Map.Entry<String, Extensions.Extension> entry :
                tbs.extensions().all().entrySet()) {
            boolean critical = entry.getValue().critical();
            if ((critical && !UNDERSTOOD.contains(entry.getKey()))
                    || entry.getKey().equals(Oids.NAME_CONSTRAINTS)) {
                return entry.getKey();
            }
        }
        return null;
    }

    /** Subject alternative names in cosign's order: DNS names, e-mail addresses, IP addresses, URIs, other names. */
    public List<String> subjects() {
        return tbs.extensions().subjects();
    }

    /** The identity provider that Fulcio wrote down, and whatever else it did. */
    public FulcioExtensions fulcioExtensions() {
        return FulcioExtensions.of(tbs.extensions());
    }

    /** The embedded list of signed certificate timestamps; empty when there is none. */
    public List<SignedCertificateTimestamp> certificateTimestamps() {
        Extensions.Extension list = tbs.extensions().find(Oids.SCT_LIST);
        return list == null ? List.of() : SignedCertificateTimestamp.parseExtension(list.value());
    }

    /** The part to be signed without its list of certificate timestamps, as the log of certificates saw it. */
    public byte[] precertificate() {
        return tbs.without(Oids.SCT_LIST);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Certificate certificate && Arrays.equals(encoded, certificate.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(fingerprint);
    }

    @Override
    public String toString() {
        return "certificate " + fingerprintHex();
    }

    static String ascii(byte[] content) {
        for (byte b : content) {
            if (b < 0x20 || b == 0x7f) {
                throw new MalformedException("name with characters that are not printable ASCII");
            }
        }
        return new String(content, StandardCharsets.US_ASCII);
    }
}
