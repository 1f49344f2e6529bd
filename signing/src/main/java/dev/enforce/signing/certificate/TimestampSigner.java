package dev.enforce.signing.certificate;

import dev.enforce.signing.SigningException;
import dev.enforce.signing.storage.DataDirectory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.bouncycastle.util.CollectionStore;

/** The key and certificate that a timestamp authority signs its tokens with. */
public final class TimestampSigner {

    /** Object identifiers of SHA-256, SHA-384 and SHA-512. */
    public static final Set<String> ACCEPTED_HASHES = Set.of(
            NISTObjectIdentifiers.id_sha256.getId(),
            NISTObjectIdentifiers.id_sha384.getId(),
            NISTObjectIdentifiers.id_sha512.getId());

    /** The policy under which tokens are issued; it says nothing more than "private". */
    private static final ASN1ObjectIdentifier POLICY = new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.2");

    private final CertificateAuthority authority;
    private final SigningKey key;
    private final X509CertificateHolder certificate;

    private TimestampSigner(CertificateAuthority authority, SigningKey key, X509CertificateHolder certificate) {
        this.authority = authority;
        this.key = key;
        this.certificate = certificate;
    }

    public static TimestampSigner open(DataDirectory directory, CertificateAuthority authority) {
        SigningKey key = SigningKey.loadOrCreate(directory, "timestamp.key.pem", KeyKind.ECDSA_P256);
        byte[] pem = directory.loadOrCreate(
                "timestamp.crt.pem",
                () -> Certificates.pem(authority.issueForTimestamps(key.publicKey(), "timestamp authority"))
                        .getBytes(StandardCharsets.US_ASCII));
        return new TimestampSigner(authority, key, Certificates.parsePem(new String(pem, StandardCharsets.US_ASCII)));
    }

    public CertificateAuthority authority() {
        return authority;
    }

    public X509CertificateHolder certificate() {
        return certificate;
    }

    /** A fresh token generator; generators hold the state of one token. */
    public TimeStampTokenGenerator generator() {
        try {
            DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder()
                    .setProvider(Providers.BOUNCY_CASTLE)
                    .build();
            DigestCalculator sha256 = digests.get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256));
            SignerInfoGenerator signer = new JcaSimpleSignerInfoGeneratorBuilder()
                    .setProvider(Providers.BOUNCY_CASTLE)
                    .build(key.kind().signatureAlgorithm(), key.privateKey(), certificate);
            TimeStampTokenGenerator generator = new TimeStampTokenGenerator(signer, sha256, POLICY);
            List<X509CertificateHolder> certificates = new ArrayList<>();
            certificates.add(certificate);
            certificates.addAll(authority.chain());
            generator.addCertificates(new CollectionStore<>(certificates));
            return generator;
        } catch (OperatorCreationException | TSPException e) {
            throw new SigningException(SigningException.Code.INTERNAL, "the timestamp could not be made", e);
        }
    }
}
