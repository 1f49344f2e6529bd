package dev.enforce.sigstore.trust;

import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.encoding.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A trusted authority for signing certificates (Fulcio) or for timestamps.
 *
 * @param chain its certificates; a timestamp authority's may begin with the one that signs timestamps
 */
public record CertificateAuthority(
        String organization, String commonName, String uri, List<Certificate> chain, Validity validity) {

    public CertificateAuthority {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new MalformedException("certificate authority without certificates");
        }
        long leaves = chain.stream().filter(c -> !c.isCertificateAuthority()).count();
        if (leaves > 1) {
            throw new MalformedException("certificate chain must contain at most one TSA certificate");
        }
    }

    /** An authority known by its certificates alone. */
    public static CertificateAuthority of(String uri, List<Certificate> chain) {
        return new CertificateAuthority("", "", uri, chain, Validity.always());
    }

    /** Where chains end: the self-issued certificates, or the last one if there is none. */
    public List<Certificate> anchors() {
        List<Certificate> roots = chain.stream()
                .filter(c -> c.isSelfIssued() && c.isCertificateAuthority())
                .toList();
        return roots.isEmpty() ? List.of(chain.getLast()) : roots;
    }

    /** Certificates between anchors and leaves. */
    public List<Certificate> intermediates() {
        List<Certificate> between = new ArrayList<>(chain);
        between.removeAll(anchors());
        between.removeIf(c -> !c.isCertificateAuthority());
        return List.copyOf(between);
    }

    /** The certificate that signs timestamps, if it is part of the chain. */
    public Optional<Certificate> timestampCertificate() {
        return chain.stream().filter(c -> !c.isCertificateAuthority()).findFirst();
    }
}
