package dev.enforce.signing.certificate;

import dev.enforce.signing.SigningException;
import dev.enforce.signing.certificate.CertificateRequest.SubjectName;
import dev.enforce.signing.storage.DataDirectory;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A root with one intermediate below it that issues what one service needs: ten-minute signing
 * certificates, or the certificate of a timestamp authority.
 */
public final class CertificateAuthority {

    private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3652);
    private static final Duration LEAF_LIFETIME = Duration.ofMinutes(10);
    private static final String FULCIO_ARC = "1.3.6.1.4.1.57264.1.";
    private static final ASN1ObjectIdentifier USERNAME = new ASN1ObjectIdentifier(FULCIO_ARC + "7");
    private static final ASN1ObjectIdentifier SCT_LIST = new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2");

    /** Extensions up to this arc hold bare text, later ones DER UTF8String. */
    private static final int LAST_RAW_ARC = 6;

    private final InstantSource clock;
    private final SecureRandom random;
    private final X509CertificateHolder root;
    private final X509CertificateHolder intermediate;
    private final SigningKey intermediateKey;

    private CertificateAuthority(
            InstantSource clock,
            SecureRandom random,
            X509CertificateHolder root,
            X509CertificateHolder intermediate,
            SigningKey intermediateKey) {
        this.clock = clock;
        this.random = random;
        this.root = root;
        this.intermediate = intermediate;
        this.intermediateKey = intermediateKey;
    }

    /**
     * Opens the authority kept under a name, or makes it.
     *
     * @param purpose what all certificates below it are for
     */
    public static CertificateAuthority open(
            DataDirectory directory, String name, KeyPurposeId purpose, InstantSource clock, SecureRandom random) {
        SigningKey rootKey = SigningKey.loadOrCreate(directory, name + "-root.key.pem", KeyKind.ECDSA_P384);
        SigningKey key = SigningKey.loadOrCreate(directory, name + "-intermediate.key.pem", KeyKind.ECDSA_P384);
        X500Name rootName = new X500Name("O=Enforce private sigstore,CN=" + name + " root");
        X500Name intermediateName = new X500Name("O=Enforce private sigstore,CN=" + name + " intermediate");
        Instant now = clock.instant();
        byte[] root = directory.loadOrCreate(
                name + "-root.crt.pem",
                () -> pemBytes(authority(rootName, rootName, rootKey, rootKey.publicKey(), 1, null, now, random)));
        byte[] intermediate = directory.loadOrCreate(
                name + "-intermediate.crt.pem",
                () -> pemBytes(
                        authority(rootName, intermediateName, rootKey, key.publicKey(), 0, purpose, now, random)));
        return new CertificateAuthority(clock, random, parse(root), parse(intermediate), key);
    }

    /** The certificates above every leaf: intermediate first, root last. */
    public List<X509CertificateHolder> chain() {
        return List.of(intermediate, root);
    }

    public Instant notBefore() {
        return root.getNotBefore().toInstant();
    }

    /** Issues a signing certificate whose SCT by the given log is embedded. */
    public X509CertificateHolder issue(CertificateRequest request, CertificateTransparencyLog log) {
        Instant now = clock.instant();
        try {
            X509v3CertificateBuilder builder =
                    leaf(request.key(), new X500Name(new org.bouncycastle.asn1.x500.RDN[0]), now, LEAF_LIFETIME);
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning));
            builder.addExtension(
                    Extension.subjectAlternativeName, true, new GeneralNames(generalName(request.subject())));
            for (Map.Entry<Integer, String> claim : request.extensions().entrySet()) {
                addClaim(builder, claim.getKey(), claim.getValue());
            }
            byte[] unlogged = builder.build(signer(intermediateKey))
                    .toASN1Structure()
                    .getTBSCertificate()
                    .getEncoded();
            byte[] timestamps =
                    log.timestampList(intermediate.getSubjectPublicKeyInfo().getEncoded(), unlogged, now);
            builder.addExtension(SCT_LIST, false, new DEROctetString(timestamps));
            return builder.build(signer(intermediateKey));
        } catch (IOException e) {
            throw new SigningException(SigningException.Code.INTERNAL, "the certificate could not be made", e);
        }
    }

    /** Issues the certificate of a timestamp authority, which lives as long as the intermediate. */
    X509CertificateHolder issueForTimestamps(PublicKey key, String commonName) {
        try {
            Instant end = intermediate.getNotAfter().toInstant();
            Instant start = intermediate.getNotBefore().toInstant();
            X509v3CertificateBuilder builder = leaf(
                    key,
                    new X500Name("O=Enforce private sigstore,CN=" + commonName),
                    start,
                    Duration.between(start, end));
            builder.addExtension(
                    Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
            return builder.build(signer(intermediateKey));
        } catch (CertIOException e) {
            throw new SigningException(SigningException.Code.INTERNAL, "the certificate could not be made", e);
        }
    }

    private X509v3CertificateBuilder leaf(PublicKey key, X500Name name, Instant start, Duration lifetime)
            throws CertIOException {
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                intermediate.getSubject(),
                serial(random),
                Date.from(start),
                Date.from(start.plus(lifetime)),
                name,
                SubjectPublicKeyInfo.getInstance(key.getEncoded()));
        JcaX509ExtensionUtils identifiers = identifiers();
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                identifiers.createAuthorityKeyIdentifier(intermediate.getSubjectPublicKeyInfo()));
        return builder;
    }

    private static void addClaim(X509v3CertificateBuilder builder, int arc, String text) throws IOException {
        ASN1ObjectIdentifier oid = new ASN1ObjectIdentifier(FULCIO_ARC + arc);
        byte[] value =
                arc <= LAST_RAW_ARC ? text.getBytes(StandardCharsets.UTF_8) : new DERUTF8String(text).getEncoded();
        builder.addExtension(new Extension(oid, false, value));
    }

    private static GeneralName generalName(SubjectName subject) {
        return switch (subject) {
            case SubjectName.Email(String value) -> new GeneralName(GeneralName.rfc822Name, value);
            case SubjectName.Uri(String value) -> new GeneralName(GeneralName.uniformResourceIdentifier, value);
            case SubjectName.Username(String value) ->
                new GeneralName(GeneralName.otherName, new DERSequence(new ASN1Encodable[] {
                    USERNAME, new DERTaggedObject(true, 0, new DERUTF8String(value))
                }));
        };
    }

    private static X509CertificateHolder authority(
            X500Name issuer,
            X500Name subject,
            SigningKey issuerKey,
            PublicKey key,
            int pathLength,
            @org.jspecify.annotations.Nullable KeyPurposeId purpose,
            Instant now,
            SecureRandom random) {
        try {
            X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                    issuer,
                    serial(random),
                    Date.from(now),
                    Date.from(now.plus(AUTHORITY_LIFETIME)),
                    subject,
                    SubjectPublicKeyInfo.getInstance(key.getEncoded()));
            JcaX509ExtensionUtils identifiers = identifiers();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(pathLength));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(issuerKey.publicKey()));
            if (purpose != null) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            }
            return builder.build(signer(issuerKey));
        } catch (CertIOException e) {
            throw new SigningException(SigningException.Code.INTERNAL, "the certificate could not be made", e);
        }
    }

    private static JcaX509ExtensionUtils identifiers() {
        try {
            return new JcaX509ExtensionUtils();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java run-time lacks SHA-1", e);
        }
    }

    private static ContentSigner signer(SigningKey key) {
        try {
            return new JcaContentSignerBuilder(key.kind().signatureAlgorithm())
                    .setProvider(Providers.BOUNCY_CASTLE)
                    .build(key.privateKey());
        } catch (OperatorCreationException e) {
            throw new SigningException(SigningException.Code.INTERNAL, "signing failed", e);
        }
    }

    private static BigInteger serial(SecureRandom random) {
        return new BigInteger(159, random).setBit(158);
    }

    private static byte[] pemBytes(X509CertificateHolder certificate) {
        return Certificates.pem(certificate).getBytes(StandardCharsets.US_ASCII);
    }

    private static X509CertificateHolder parse(byte[] pem) {
        return Certificates.parsePem(new String(pem, StandardCharsets.US_ASCII));
    }
}
