package dev.enforce.sigstore.certificate;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way from a certificate to an anchor, with every signature and constraint checked but no time.
 *
 * @param certificates the leaf first, the anchor last; at least two unless the leaf is an anchor itself
 */
public record CertificateChain(List<Certificate> certificates) {

    public CertificateChain {
        certificates = List.copyOf(certificates);
    }

    public Certificate leaf() {
        return certificates.getFirst();
    }

    /** The certificate that issued the leaf. */
    public Certificate issuer() {
        return certificates.get(Math.min(1, certificates.size() - 1));
    }

    /** Why the chain is not valid at a time, in cosign's words; null if it is. */
    public @Nullable String findExpiry(Instant time) {
        Instant observed = time.truncatedTo(ChronoUnit.SECONDS);
        for (Certificate certificate : certificates) {
            String subject = certificate.equals(leaf()) ? "certificate" : "issuing CA certificate";
            if (certificate.notAfter().isBefore(time)) {
                return subject + " expired before observed time: " + certificate.notAfter() + " is before " + observed;
            }
            if (certificate.notBefore().isAfter(time)) {
                return subject + " was issued after observed time: " + certificate.notBefore() + " is after "
                        + observed;
            }
        }
        return null;
    }

    public boolean isValidAt(Instant time) {
        return findExpiry(time) == null;
    }
}
