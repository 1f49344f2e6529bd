package dev.enforce.sigstore.testing;

import dev.enforce.sigstore.certificate.Certificate;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;

/** A certificate authority, root or intermediate. */
public record Authority(X500Name name, KeyPair keys, Certificate certificate) {

    /** What an authority's certificate says. */
    public record Spec(
            String name, boolean ca, int pathLength, int keyUsage, KeyPurposeId purpose, Instant from, Instant to) {

        public static Spec of(String name) {
            return new Spec(
                    name,
                    true,
                    -1,
                    KeyUsage.keyCertSign | KeyUsage.cRLSign,
                    null,
                    Instant.parse("2020-01-01T00:00:00Z"),
                    Instant.parse("2040-01-01T00:00:00Z"));
        }

        public Spec notCa() {
            return new Spec(name, false, pathLength, keyUsage, purpose, from, to);
        }

        public Spec pathLength(int value) {
            return new Spec(name, ca, value, keyUsage, purpose, from, to);
        }

        public Spec keyUsage(int value) {
            return new Spec(name, ca, pathLength, value, purpose, from, to);
        }

        public Spec purpose(KeyPurposeId value) {
            return new Spec(name, ca, pathLength, keyUsage, value, from, to);
        }

        public Spec until(Instant value) {
            return new Spec(name, ca, pathLength, keyUsage, purpose, from, value);
        }
    }

    public static Authority root(Spec spec) {
        KeyPair keys = TestKeys.ec("secp384r1");
        X500Name name = new X500Name("O=example.test,CN=" + spec.name());
        return new Authority(name, keys, certificate(spec, name, keys, name, keys));
    }

    public Authority issue(Spec spec) {
        KeyPair keysOfNew = TestKeys.ec("secp384r1");
        X500Name nameOfNew = new X500Name("O=example.test,CN=" + spec.name());
        return new Authority(nameOfNew, keysOfNew, certificate(spec, nameOfNew, keysOfNew, name, keys));
    }

    private static Certificate certificate(
            Spec spec, X500Name subject, KeyPair subjectKeys, X500Name issuer, KeyPair issuerKeys) {
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    BigInteger.valueOf(Math.abs((long) spec.hashCode()) + 1),
                    Date.from(spec.from()),
                    Date.from(spec.to()),
                    subject,
                    subjectKeys.getPublic());
            if (!spec.ca()) {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            } else if (spec.pathLength() >= 0) {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(spec.pathLength()));
            } else {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            }
            if (spec.keyUsage() != 0) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(spec.keyUsage()));
            }
            if (spec.purpose() != null) {
                ASN1EncodableVector usages = new ASN1EncodableVector();
                usages.add(spec.purpose());
                builder.addExtension(
                        Extension.extendedKeyUsage, true, ExtendedKeyUsage.getInstance(new DERSequence(usages)));
            }
            return Certificate.ofDer(
                    builder.build(TestKeys.contentSigner(issuerKeys)).getEncoded());
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
