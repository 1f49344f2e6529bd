package dev.enforce.sigstore.timestamp;

import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.certificate.SignatureAlgorithm;
import dev.enforce.sigstore.encoding.Der;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.ess.ESSCertID;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificate;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;

/** A parsed RFC 3161 token: claims, until its signer is known. */
final class TimestampToken {

    private static final int MAX_ENCODED = 64 << 10;
    private static final int MAX_CERTIFICATES = 8;

    private final TSTInfo info;
    private final byte[] content;
    private final SignerInformation signer;
    private final byte[] signedAttributes;
    private final List<Certificate> certificates;
    private final Instant time;

    private TimestampToken(
            TSTInfo info, byte[] content, SignerInformation signer, byte[] attributes, List<Certificate> certificates)
            throws java.text.ParseException {
        this.info = info;
        this.content = content;
        this.signer = signer;
        this.signedAttributes = attributes;
        this.certificates = List.copyOf(certificates);
        this.time = info.getGenTime().getDate().toInstant();
    }

    /** Reads a response, which must be granted, or a bare token. */
    static TimestampToken parse(byte[] encoded) {
        if (encoded.length > MAX_ENCODED) {
            throw new MalformedException("timestamp longer than " + MAX_ENCODED + " bytes");
        }
        try {
            return parseToken(token(encoded));
        } catch (MalformedException e) {
            throw e;
        } catch (IOException | CMSException | java.text.ParseException | RuntimeException e) {
            throw new MalformedException("not a timestamp", e);
        }
    }

    private static byte[] token(byte[] encoded) {
        Der fields = Der.only(encoded, Der.SEQUENCE).inside();
        Der.Element first = fields.next();
        if (first.tag() == Der.OID) {
            return encoded;
        }
        byte[] status = first.require(Der.SEQUENCE).inside().next(Der.INTEGER).content();
        if (status.length != 1 || status[0] < 0 || status[0] > 1) {
            throw new MalformedException("timestamp that was not granted");
        }
        return fields.next(Der.SEQUENCE).encoded();
    }

    private static TimestampToken parseToken(byte[] token) throws CMSException, IOException, java.text.ParseException {
        CMSSignedData signed = new CMSSignedData(token);
        if (!PKCSObjectIdentifiers.id_ct_TSTInfo.getId().equals(signed.getSignedContentTypeOID())
                || signed.getSignedContent() == null
                || signed.getSignerInfos().size() != 1) {
            throw new MalformedException("timestamp without a single signed statement");
        }
        byte[] content = (byte[]) signed.getSignedContent().getContent();
        SignerInformation signer =
                signed.getSignerInfos().getSigners().iterator().next();
        byte[] attributes = signer.getEncodedSignedAttributes();
        if (attributes == null) {
            throw new MalformedException("timestamp without signed attributes");
        }
        List<Certificate> certificates = new ArrayList<>();
        for (X509CertificateHolder holder : signed.getCertificates().getMatches(null)) {
            if (certificates.size() == MAX_CERTIFICATES) {
                throw new MalformedException("timestamp with more than " + MAX_CERTIFICATES + " certificates");
            }
            certificates.add(Certificate.ofDer(holder.getEncoded()));
        }
        return new TimestampToken(TSTInfo.getInstance(content), content, signer, attributes, certificates);
    }

    Instant time() {
        return time;
    }

    List<Certificate> certificates() {
        return certificates;
    }

    /** Whether its imprint is of this. */
    boolean isAbout(byte[] stamped) {
        try {
            HashAlgorithm hash = SignatureAlgorithm.hashOf(
                    info.getMessageImprint().getHashAlgorithm().getAlgorithm().getId());
            return MessageDigest.isEqual(
                    hash.hash(stamped), info.getMessageImprint().getHashedMessage());
        } catch (MalformedException unknownHash) {
            return false;
        }
    }

    /** Whether the signer is said to be this certificate. */
    boolean names(Certificate certificate) {
        try {
            return signer.getSID().match(new X509CertificateHolder(certificate.encoded()));
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** Whether this certificate's key signed, and is the one that the signed attributes name. */
    boolean isSignedBy(Certificate certificate) {
        try {
            HashAlgorithm digest = SignatureAlgorithm.hashOf(signer.getDigestAlgOID());
            return isContentType()
                    && MessageDigest.isEqual(digest.hash(content), messageDigest())
                    && isSigningCertificate(certificate)
                    && isSignature(certificate.key(), digest);
        } catch (MalformedException | IllegalArgumentException | ClassCastException | IOException e) {
            return false;
        }
    }

    private boolean isSignature(VerificationKey key, HashAlgorithm digest) throws IOException {
        String oid = signer.getEncryptionAlgOID();
        boolean plain = oid.equals(PKCSObjectIdentifiers.rsaEncryption.getId())
                || oid.equals("1.2.840.10045.2.1")
                || oid.equals("1.3.101.112");
        if (plain) {
            return key.verify(digest, signedAttributes, signer.getSignature());
        }
        byte[] algorithm =
                signer.toASN1Structure().getDigestEncryptionAlgorithm().getEncoded("DER");
        return SignatureAlgorithm.of(algorithm).verify(key, signedAttributes, signer.getSignature());
    }

    private boolean isContentType() {
        return PKCSObjectIdentifiers.id_ct_TSTInfo.equals(single(CMSAttributes.contentType.getId()));
    }

    private byte[] messageDigest() {
        return ASN1OctetString.getInstance(single(CMSAttributes.messageDigest.getId()))
                .getOctets();
    }

    private boolean isSigningCertificate(Certificate certificate) {
        byte[] encoded = certificate.encoded();
        if (signer.getSignedAttributes().get(PKCSObjectIdentifiers.id_aa_signingCertificateV2) != null) {
            ESSCertIDv2 id = SigningCertificateV2.getInstance(
                            single(PKCSObjectIdentifiers.id_aa_signingCertificateV2.getId()))
                    .getCerts()[0];
            HashAlgorithm hash = SignatureAlgorithm.hashOf(
                    id.getHashAlgorithm().getAlgorithm().getId());
            return Arrays.equals(hash.hash(encoded), id.getCertHash());
        }
        ESSCertID id = SigningCertificate.getInstance(single(PKCSObjectIdentifiers.id_aa_signingCertificate.getId()))
                .getCerts()[0];
        return Arrays.equals(sha1(encoded), id.getCertHash());
    }

    private ASN1Encodable single(String oid) {
        Attribute attribute = signer.getSignedAttributes().get(new org.bouncycastle.asn1.ASN1ObjectIdentifier(oid));
        if (attribute == null || attribute.getAttrValues().size() != 1) {
            throw new MalformedException("timestamp without the signed attribute " + oid);
        }
        return attribute.getAttrValues().getObjectAt(0);
    }

    /** The hash that the first version of the attribute uses; the signature itself never rests on it. */
    private static byte[] sha1(byte[] encoded) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(encoded);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("the Java run-time lacks SHA-1", e);
        }
    }
}
