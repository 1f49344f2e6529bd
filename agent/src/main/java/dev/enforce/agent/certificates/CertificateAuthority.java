package dev.enforce.agent.certificates;

import dev.enforce.agent.certificates.CertificateException.Code;
import dev.enforce.agent.server.ServerCertificate;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Decides what certificates there should be at a moment, and makes them. Every step is a pure function of the present
 * set and the time, so that replicas which step at once come to sets of which any one will do.
 *
 * <p>Lifetimes: an authority 10 years, announced as next when a third is left and issuing one day after that; a serving
 * certificate 90 days, renewed when a third is left.
 */
final class CertificateAuthority {

    static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3650);
    static final Duration SERVING_LIFETIME = Duration.ofDays(90);
    static final Duration ANNOUNCEMENT = Duration.ofDays(1);
    private static final Duration SKEW = Duration.ofHours(1);
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:]*");

    private final Set<String> names;
    private final SecureRandom random;

    /** @param names DNS names and IP addresses under which the webhooks are called */
    CertificateAuthority(Collection<String> names, SecureRandom random) {
        this.names = new TreeSet<>(names);
        this.random = random;
    }

    CertificateSet create(Instant now) {
        Issuer issuer = newIssuer(now);
        return new CertificateSet(issuer, null, List.of(), issue(issuer, now));
    }

    /** The set that there should be now; the same one if nothing is to be done. */
    CertificateSet advance(CertificateSet present, Instant now) {
        if (!isValid(present.issuer().certificate(), now)) {
            return create(now);
        }
        CertificateSet set = present;
        if (set.next() == null && isDue(set.issuer().certificate(), now)) {
            set = new CertificateSet(set.issuer(), newIssuer(now), set.retired(), set.serving());
        }
        Issuer next = set.next();
        if (next != null && isAnnounced(next.certificate(), now)) {
            List<X509Certificate> retired = new ArrayList<>(set.retired());
            retired.add(set.issuer().certificate());
            set = new CertificateSet(next, null, retired, issue(next, now));
        }
        if (isDue(set.serving().chain().getFirst(), now)
                || !covers(set.serving().chain().getFirst())) {
            set = new CertificateSet(set.issuer(), set.next(), set.retired(), issue(set.issuer(), now));
        }
        List<X509Certificate> alive =
                set.retired().stream().filter(old -> isValid(old, now)).toList();
        return alive.size() == set.retired().size()
                ? set
                : new CertificateSet(set.issuer(), set.next(), alive, set.serving());
    }

    private boolean isAnnounced(X509Certificate next, Instant now) {
        return now.isAfter(next.getNotBefore().toInstant().plus(SKEW).plus(ANNOUNCEMENT));
    }

    private static boolean isValid(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && now.isBefore(certificate.getNotAfter().toInstant());
    }

    /** Less than a third of its time is left, or it is not valid now. */
    private static boolean isDue(X509Certificate certificate, Instant now) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant to = certificate.getNotAfter().toInstant();
        Instant due = to.minus(Duration.between(from, to).dividedBy(3));
        return !isValid(certificate, now) || !now.isBefore(due);
    }

    private boolean covers(X509Certificate certificate) {
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            Set<String> present = new TreeSet<>();
            if (alternatives != null) {
                alternatives.forEach(pair -> present.add(String.valueOf(pair.get(1))));
            }
            return present.containsAll(names);
        } catch (java.security.cert.CertificateParsingException _) {
            return false;
        }
    }

    private Issuer newIssuer(Instant now) {
        KeyPair pair = newKey();
        X500Principal name = new X500Principal("O=Enforce,CN=enforce webhooks " + now.getEpochSecond());
        JcaX509v3CertificateBuilder builder = builder(name, name, pair, now, now.plus(AUTHORITY_LIFETIME));
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        } catch (CertIOException failure) {
            throw failed(failure);
        }
        return new Issuer(sign(builder, pair.getPrivate()), pair.getPrivate());
    }

    private ServerCertificate issue(Issuer issuer, Instant now) {
        KeyPair pair = newKey();
        Instant limit = issuer.certificate().getNotAfter().toInstant();
        Instant wanted = now.plus(SERVING_LIFETIME);
        JcaX509v3CertificateBuilder builder = builder(
                issuer.certificate().getSubjectX500Principal(),
                new X500Principal("O=Enforce,CN=enforce webhook"),
                pair,
                now,
                wanted.isBefore(limit) ? wanted : limit);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectAlternativeName, false, alternatives());
        } catch (CertIOException failure) {
            throw failed(failure);
        }
        return new ServerCertificate(pair.getPrivate(), List.of(sign(builder, issuer.key())));
    }

    private GeneralNames alternatives() {
        return new GeneralNames(names.stream()
                .map(name -> new GeneralName(
                        ADDRESS.matcher(name).matches() ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private JcaX509v3CertificateBuilder builder(
            X500Principal issuer, X500Principal subject, KeyPair pair, Instant now, Instant until) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, random).add(BigInteger.ONE),
                Date.from(now.minus(SKEW)),
                Date.from(until),
                subject,
                pair.getPublic());
    }

    private KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException failure) {
            throw failed(failure);
        }
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (OperatorCreationException | java.security.cert.CertificateException failure) {
            throw failed(failure);
        }
    }

    private static CertificateException failed(Exception cause) {
        return new CertificateException(Code.CRYPTOGRAPHY, "cannot make a certificate: " + cause.getMessage(), cause);
    }
}
