package dev.enforce.sigstore.timestamp;

import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.certificate.Oids;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.outcome.FailureCode;
import dev.enforce.sigstore.outcome.RefusedException;
import dev.enforce.sigstore.outcome.TrustedTime;
import dev.enforce.sigstore.trust.CertificateAuthority;
import dev.enforce.sigstore.trust.TrustRoot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Holds RFC 3161 timestamps against the timestamp authorities of a trust root. */
public final class TimestampVerifier {

    private TimestampVerifier() {}

    /**
     * Verifies a TimeStampResp or a bare TimeStampToken.
     *
     * @param stamped what the timestamp is about
     * @throws RefusedException if no authority of the root gave it
     */
    public static TrustedTime verify(byte[] encoded, byte[] stamped, TrustRoot root) {
        TimestampToken token;
        try {
            token = TimestampToken.parse(encoded);
        } catch (MalformedException e) {
            throw invalid(e.getMessage());
        }
        if (root.timestampAuthorities().isEmpty()) {
            throw invalid("no TSA root certificate(s) provided to verify timestamp");
        }
        if (!token.isAbout(stamped)) {
            throw invalid("timestamp is about another signature");
        }
        String reason = "timestamp of an unknown authority";
        for (CertificateAuthority authority : root.timestampAuthorities()) {
            String refused = refusal(token, authority, root);
            if (refused.isEmpty()) {
                return new TrustedTime(token.time(), TrustedTime.Source.TIMESTAMP_AUTHORITY, authority.uri());
            }
            reason = refused.startsWith("timestamp of an unknown") ? reason : refused;
        }
        throw invalid(reason);
    }

    /** Why the token is not of this authority; empty if it is. */
    private static String refusal(TimestampToken token, CertificateAuthority authority, TrustRoot root) {
        String reason = "timestamp of an unknown authority";
        for (Certificate signer : candidates(token, authority)) {
            if (!token.names(signer)) {
                continue;
            }
            if (!token.isSignedBy(signer)) {
                reason = "timestamp with an invalid signature";
            } else if (!isTimestampCertificate(signer)) {
                reason = "timestamp by a certificate that is not for timestamps alone";
            } else {
                reason = chainRefusal(token, signer, authority, root);
                if (reason.isEmpty()) {
                    return reason;
                }
            }
        }
        return reason;
    }

    private static String chainRefusal(
            TimestampToken token, Certificate signer, CertificateAuthority authority, TrustRoot root) {
        Instant time = token.time();
        List<Certificate> untrusted = new ArrayList<>(token.certificates());
        untrusted.remove(signer);
        untrusted.removeIf(certificate -> !certificate.isCertificateAuthority());
        TrustRoot.ChainSearch search = root.findTimestampChains(signer, authority, untrusted);
        if (search.chains().isEmpty()) {
            return "timestamp certificate: " + search.reason();
        }
        if (!authority.validity().contains(time)) {
            return "timestamp outside of the validity of its authority";
        }
        boolean valid = search.chains().stream().anyMatch(chain -> chain.chain().isValidAt(time));
        return valid ? "" : "timestamp outside of the validity of its certificates";
    }

    /** The authority's own certificate is the only one allowed when the root names it. */
    private static Set<Certificate> candidates(TimestampToken token, CertificateAuthority authority) {
        Set<Certificate> candidates = new LinkedHashSet<>();
        authority
                .timestampCertificate()
                .ifPresentOrElse(candidates::add, () -> candidates.addAll(token.certificates()));
        return candidates;
    }

    private static boolean isTimestampCertificate(Certificate certificate) {
        return certificate.isExtendedKeyUsageCritical()
                && certificate.extendedKeyUsages().equals(List.of(Oids.TIME_STAMPING))
                && certificate.maySignData();
    }

    private static RefusedException invalid(String text) {
        return new RefusedException(FailureCode.TIMESTAMP_INVALID, text);
    }
}
