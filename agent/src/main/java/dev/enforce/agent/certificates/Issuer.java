package dev.enforce.agent.certificates;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A certificate authority of ours. */
record Issuer(X509Certificate certificate, PrivateKey key) {

    /** Never the key. */
    @Override
    public String toString() {
        return "Issuer[" + certificate.getSubjectX500Principal() + "]";
    }
}
