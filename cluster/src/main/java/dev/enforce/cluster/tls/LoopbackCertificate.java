package dev.enforce.cluster.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A server certificate signed by its own key (ECDSA P-256), which its clients take as certificate authority; for
 * servers that live as long as one process.
 */
public final class LoopbackCertificate {

    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final Duration CLOCK_TOLERANCE = Duration.ofHours(1);

    private final PrivateKey key;
    private final X509Certificate certificate;

    private LoopbackCertificate(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /** Makes a certificate for DNS names and literal IP addresses, valid from an hour before {@code now}. */
    public static LoopbackCertificate create(List<String> names, Instant now, Duration validity) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a server certificate needs a name");
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            byte[] signed = toBeSigned(names, now, validity, pair);
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate());
            signature.update(signed);
            byte[] encoded =
                    Der.sequence(signed, Der.sequence(Der.oid(ECDSA_WITH_SHA256)), Der.bits(0, signature.sign()));
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
            return new LoopbackCertificate(pair.getPrivate(), certificate);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks ECDSA on P-256", e);
        }
    }

    private static byte[] toBeSigned(List<String> names, Instant now, Duration validity, KeyPair pair) {
        byte[] name = Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.utf8(names.getFirst()))));
        return Der.sequence(
                Der.explicit(0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(126, new SecureRandom()).setBit(126)),
                Der.sequence(Der.oid(ECDSA_WITH_SHA256)),
                name,
                Der.sequence(Der.time(now.minus(CLOCK_TOLERANCE)), Der.time(now.plus(validity))),
                name,
                pair.getPublic().getEncoded(),
                Der.explicit(3, extensions(names)));
    }

    private static byte[] extensions(List<String> names) {
        byte[] isAuthority = Der.sequence(Der.bool(true));
        byte[] digitalSignatureAndCertSign = Der.bits(2, (byte) 0x84);
        byte[] serverAuthentication = Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1"));
        byte[][] alternatives =
                names.stream().map(LoopbackCertificate::alternativeName).toArray(byte[][]::new);
        return Der.sequence(
                Der.sequence(Der.oid("2.5.29.19"), Der.bool(true), Der.octets(isAuthority)),
                Der.sequence(Der.oid("2.5.29.15"), Der.bool(true), Der.octets(digitalSignatureAndCertSign)),
                Der.sequence(Der.oid("2.5.29.37"), Der.octets(serverAuthentication)),
                Der.sequence(Der.oid("2.5.29.17"), Der.octets(Der.sequence(alternatives))));
    }

    private static byte[] alternativeName(String name) {
        if (name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9')) || name.contains(":")) {
            return Der.context(7, InetAddress.ofLiteral(name).getAddress());
        }
        return Der.context(2, name.getBytes(StandardCharsets.US_ASCII));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** PKCS #8. */
    public String privateKeyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    public static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END " + type + "-----\n";
    }

    /** TLS for the server that holds this certificate. */
    public SSLContext serverContext() {
        try {
            char[] password = new char[0];
            KeyStore store = emptyStore();
            store.setKeyEntry("server", key, password, new X509Certificate[] {certificate});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** TLS for clients that trust these certificates (PEM, one or several) and nothing else. */
    public static SSLContext trusting(String certificatesPem) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        int number = 0;
        for (var trusted : CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(certificatesPem.getBytes(StandardCharsets.UTF_8)))) {
            store.setCertificateEntry("trusted-" + number++, trusted);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
