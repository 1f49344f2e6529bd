package dev.enforce.signing.signer;

import dev.enforce.signing.certificate.Certificates;
import dev.enforce.signing.certificate.SigningKey;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * A key ready to sign, with what verifiers will know it by.
 *
 * @param certificates leaf first; empty if verifiers are given the key itself
 */
record Signatory(SigningKey key, List<X509CertificateHolder> certificates) {

    Signatory {
        certificates = List.copyOf(certificates);
    }

    boolean isCertified() {
        return !certificates.isEmpty();
    }

    /** PEM of the certificate, or of the public key. */
    String verifierPem() {
        return isCertified() ? Certificates.pem(certificates.getFirst()) : key.publicKeyPem();
    }
}
