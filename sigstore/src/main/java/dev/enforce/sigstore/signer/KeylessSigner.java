package dev.enforce.sigstore.signer;

import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.certificate.CertificateIdentity;
import dev.enforce.sigstore.outcome.FailureCode;
import dev.enforce.sigstore.outcome.RefusedException;
import dev.enforce.sigstore.trust.TrustRequirements.Keyless;
import dev.enforce.sigstore.trust.TrustRoot;
import java.time.Instant;
import java.util.List;

/** A signing certificate that is on its way to be trusted: first its chains, then identity, then time. */
public final class KeylessSigner {

    private static final String CHAIN_FAILED = "cert verification failed: ";

    private final Certificate certificate;
    private final List<TrustRoot.TrustedChain> chains;

    private KeylessSigner(Certificate certificate, List<TrustRoot.TrustedChain> chains) {
        this.certificate = certificate;
        this.chains = chains;
    }

    /**
     * Finds chains, then checks identity and certificate timestamp.
     *
     * @param untrusted intermediates that came with the signature
     * @throws RefusedException if one of them fails
     */
    public static KeylessSigner require(Certificate certificate, List<Certificate> untrusted, Keyless wanted) {
        TrustRoot root = wanted.trustRoot();
        TrustRoot.ChainSearch search = root.findChains(certificate, untrusted);
        if (search.chains().isEmpty()) {
            throw new RefusedException(FailureCode.CERTIFICATE_UNTRUSTED, CHAIN_FAILED + search.reason());
        }
        if (wanted.identities().stream().noneMatch(identity -> identity.matches(certificate))) {
            throw new RefusedException(FailureCode.IDENTITY_MISMATCH, CertificateIdentity.mismatchText(certificate));
        }
        List<TrustRoot.TrustedChain> chains = search.chains();
        if (wanted.requireCertificateTimestamp()) {
            chains = chains.stream()
                    .filter(chain -> root.hasCertificateTimestamp(chain.chain()))
                    .toList();
            if (chains.isEmpty()) {
                throw noTimestamp(certificate);
            }
        }
        return new KeylessSigner(chains.getFirst().chain().leaf(), chains);
    }

    /** The certificate, possibly an earlier object with the same content, whose key has its points precomputed. */
    public Certificate certificate() {
        return certificate;
    }

    /**
     * Checks that the signature can have been made at each of these times.
     *
     * @throws RefusedException with cosign's text if at one of them no chain was valid
     */
    public void requireValidAt(Instant time, String expiryPrefix) {
        String reason = null;
        for (TrustRoot.TrustedChain chain : chains) {
            String expiry = chain.chain().findExpiry(time);
            boolean inUse = chain.authority().validity().contains(time);
            if (expiry == null && inUse) {
                return;
            }
            reason = expiry != null ? expiry : "certificate authority was not in use at the observed time: " + time;
        }
        throw new RefusedException(FailureCode.CERTIFICATE_EXPIRED, expiryPrefix + reason);
    }

    private static RefusedException noTimestamp(Certificate certificate) {
        boolean none = certificate.certificateTimestamps().isEmpty();
        return new RefusedException(
                FailureCode.CERTIFICATE_TIMESTAMP_MISSING,
                none
                        ? "certificate does not include required embedded SCT and no detached SCT was set"
                        : "error verifying embedded SCT: no SCT of a trusted certificate log");
    }
}
