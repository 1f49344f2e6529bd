package dev.enforce.sigstore.notation;

import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.testing.TestKeys;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;

/** A signing certificate with its issuers, as a test wants it. */
record SigningChain(KeyPair keys, List<Certificate> certificates) {

    static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant TO = Instant.parse("2027-01-01T00:00:00Z");
    static final String SUBJECT = "C=US,ST=WA,O=example.test,CN=signer";

    /** What to make different from a good chain. */
    static final class Wish {
        KeyPair leafKeys = TestKeys.ec();
        String subject = SUBJECT;
        int leafUsage = KeyUsage.digitalSignature;
        boolean usageCritical = true;
        boolean leafIsAuthority;
        KeyPurposeId[] purposes = {KeyPurposeId.id_kp_codeSigning};
        boolean intermediateIsAuthority = true;
        int intermediateUsage = KeyUsage.keyCertSign;
        int rootPathLength = 1;
        boolean withRoot = true;
        boolean reversed;
    }

    Certificate root() {
        return certificates.getLast();
    }

    static SigningChain good() {
        return of(new Wish());
    }

    static SigningChain of(Wish wish) {
        try {
            KeyPair rootKeys = TestKeys.ec("secp384r1");
            KeyPair middleKeys = TestKeys.ec("secp384r1");
            X500Name rootName = new X500Name("C=US,O=example.test,CN=root");
            X500Name middleName = new X500Name("C=US,O=example.test,CN=issuer");
            X509v3CertificateBuilder root = builder(rootName, rootName, rootKeys);
            root.addExtension(Extension.basicConstraints, true, new BasicConstraints(wish.rootPathLength));
            root.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            X509v3CertificateBuilder middle = builder(rootName, middleName, middleKeys);
            middle.addExtension(Extension.basicConstraints, true, new BasicConstraints(wish.intermediateIsAuthority));
            middle.addExtension(Extension.keyUsage, true, new KeyUsage(wish.intermediateUsage));
            X509v3CertificateBuilder leaf = builder(middleName, new X500Name(wish.subject), wish.leafKeys);
            leaf.addExtension(Extension.basicConstraints, true, new BasicConstraints(wish.leafIsAuthority));
            if (wish.leafUsage != 0) {
                leaf.addExtension(Extension.keyUsage, wish.usageCritical, new KeyUsage(wish.leafUsage));
            }
            if (wish.purposes.length > 0) {
                leaf.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(wish.purposes));
            }
            List<Certificate> chain = new ArrayList<>(
                    List.of(signed(leaf, middleKeys), signed(middle, rootKeys), signed(root, rootKeys)));
            if (!wish.withRoot) {
                chain.removeLast();
            }
            return new SigningChain(wish.leafKeys, wish.reversed ? chain.reversed() : chain);
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair keys) {
        return new JcaX509v3CertificateBuilder(
                issuer, BigInteger.TEN, Date.from(FROM), Date.from(TO), subject, keys.getPublic());
    }

    private static Certificate signed(X509v3CertificateBuilder builder, KeyPair issuer) throws java.io.IOException {
        return Certificate.ofDer(builder.build(TestKeys.contentSigner(issuer)).getEncoded());
    }
}
