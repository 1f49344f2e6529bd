package dev.enforce.signing.certificate;

import dev.enforce.signing.SigningException;
import dev.enforce.sigstore.encoding.Pem;
import java.io.IOException;
import java.io.StringReader;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMParser;

/** Certificates from and to PEM and DER. */
public final class Certificates {

    private static final int MAX_PEM_CHARS = 256 << 10;

    private Certificates() {}

    public static byte[] der(X509CertificateHolder certificate) {
        try {
            return certificate.getEncoded();
        } catch (IOException e) {
            throw new SigningException(SigningException.Code.INTERNAL, "a certificate could not be written", e);
        }
    }

    /** PEM with lines of 64 characters and a newline at the end. */
    public static String pem(X509CertificateHolder certificate) {
        return Pem.encode("CERTIFICATE", der(certificate));
    }

    /**
     * Reads the first certificate of a PEM text.
     *
     * @throws SigningException with {@code INVALID} if there is none
     */
    public static X509CertificateHolder parsePem(String pem) {
        if (pem.length() > MAX_PEM_CHARS) {
            throw SigningException.invalid("the certificate is larger than a certificate can be");
        }
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            if (parser.readObject() instanceof X509CertificateHolder certificate) {
                return certificate;
            }
        } catch (IOException | RuntimeException e) {
            throw SigningException.invalid("the certificate cannot be read", e);
        }
        throw SigningException.invalid("there is no PEM certificate");
    }
}
