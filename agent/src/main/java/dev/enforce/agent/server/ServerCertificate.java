package dev.enforce.agent.server;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** What the webhook port shows to its callers: the key and its chain, leaf first. */
public record ServerCertificate(PrivateKey key, List<X509Certificate> chain) {

    public ServerCertificate {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a server certificate needs a chain");
        }
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "ServerCertificate[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}
