package dev.enforce.sigstore.testing;

import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.trust.CertificateAuthority;
import dev.enforce.sigstore.trust.Validity;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/** A timestamp authority with a root and a signing certificate. */
public final class TestTimestampAuthority {

    public final Authority root;
    public final Authority leaf;

    public TestTimestampAuthority(String name) {
        this(name, KeyPurposeId.id_kp_timeStamping);
    }

    public TestTimestampAuthority(String name, KeyPurposeId purpose) {
        this.root = Authority.root(Authority.Spec.of(name + "-root"));
        this.leaf = root.issue(Authority.Spec.of(name)
                .notCa()
                .keyUsage(KeyUsage.digitalSignature)
                .purpose(purpose));
    }

    /** As a trust root names it, with the signing certificate. */
    public CertificateAuthority authority(Validity validity) {
        return new CertificateAuthority(
                "example.test",
                "tsa",
                "https://tsa.example.test",
                List.of(leaf.certificate(), root.certificate()),
                validity);
    }

    /** As a trust root names it, without the signing certificate, which then comes with the timestamp. */
    public CertificateAuthority authorityWithoutLeaf() {
        return CertificateAuthority.of("https://tsa.example.test", List.<Certificate>of(root.certificate()));
    }

    /** A granted response about these bytes. */
    public byte[] stamp(byte[] stamped, Instant time) {
        try {
            TimeStampRequestGenerator requests = new TimeStampRequestGenerator();
            requests.setCertReq(true);
            TimeStampRequest request = requests.generate(TSPAlgorithms.SHA256, HashAlgorithm.SHA256.hash(stamped));
            TimeStampResponseGenerator responses = new TimeStampResponseGenerator(tokens(), TSPAlgorithms.ALLOWED);
            return responses.generate(request, BigInteger.ONE, Date.from(time)).getEncoded();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private TimeStampTokenGenerator tokens() throws Exception {
        DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder()
                .setProvider(new BouncyCastleProvider())
                .build();
        X509CertificateHolder holder =
                new X509CertificateHolder(leaf.certificate().encoded());
        SignerInfoGenerator signer =
                new SignerInfoGeneratorBuilder(digests).build(TestKeys.contentSigner(leaf.keys()), holder);
        TimeStampTokenGenerator tokens = new TimeStampTokenGenerator(
                signer,
                digests.get(new org.bouncycastle.asn1.x509.AlgorithmIdentifier(TSPAlgorithms.SHA256)),
                new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.2"));
        tokens.addCertificates(new org.bouncycastle.util.CollectionStore<>(List.of(holder)));
        return tokens;
    }
}
