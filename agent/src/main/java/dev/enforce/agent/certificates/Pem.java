package dev.enforce.agent.certificates;

import dev.enforce.agent.certificates.CertificateException.Code;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/** Certificates and keys of ours as PEM text. */
final class Pem {

    private static final int MAX_LENGTH = 64 * 1024;
    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_END = "-----END PRIVATE KEY-----";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    static String of(Collection<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        try {
            for (X509Certificate certificate : certificates) {
                text.append("-----BEGIN CERTIFICATE-----\n")
                        .append(LINES.encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            }
        } catch (GeneralSecurityException failure) {
            throw new CertificateException(Code.CRYPTOGRAPHY, "a certificate cannot be encoded", failure);
        }
        return text.toString();
    }

    static String of(PrivateKey key) {
        return KEY_BEGIN + "\n" + LINES.encodeToString(key.getEncoded()) + "\n" + KEY_END + "\n";
    }

    static List<X509Certificate> certificates(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new CertificateException(Code.MALFORMED, "the certificates are too long", null);
        }
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (GeneralSecurityException failure) {
            throw new CertificateException(Code.MALFORMED, "the certificates cannot be read", failure);
        }
    }

    static PrivateKey key(String text) {
        int begin = text.indexOf(KEY_BEGIN);
        int end = text.indexOf(KEY_END);
        if (begin < 0 || end < begin || text.length() > MAX_LENGTH) {
            throw new CertificateException(Code.MALFORMED, "the key is no PKCS#8 PEM", null);
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end));
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException failure) {
            throw new CertificateException(Code.MALFORMED, "the key cannot be read", failure);
        }
    }
}
