package dev.enforce.sigstore.notation;

import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.certificate.Oids;
import dev.enforce.sigstore.outcome.FailureCode;
import dev.enforce.sigstore.outcome.RefusedException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The specification's certificate requirements. A chain is complete and in order: signing certificate, issuers, a
 * self-signed root; a self-signed signing certificate may stand alone.
 */
final class ChainRules {

    private static final int DIGITAL_SIGNATURE = 0;
    private static final int CERTIFICATE_SIGNING = 5;
    private static final int LAST_USAGE = 8;
    private static final Set<String> NOT_FOR_CODE =
            Set.of(Oids.ANY_PURPOSE, "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.4", Oids.TIME_STAMPING, "1.3.6.1.5.5.7.3.9");

    private ChainRules() {}

    static void require(List<Certificate> chain) {
        leaf(chain.getFirst());
        for (int i = 0; i < chain.size(); i++) {
            Certificate certificate = chain.get(i);
            boolean last = i == chain.size() - 1;
            Certificate issuer = last ? certificate : chain.get(i + 1);
            check(
                    certificate.isIssuedByNameOf(issuer) && certificate.isSignedBy(issuer),
                    last
                            ? "the certificate chain does not end in a self-signed certificate"
                            : "a certificate of the chain is not issued by the next one");
            check(
                    last || !certificate.isSelfIssued() || i > 0,
                    "the signing certificate is self-signed, but the chain goes on");
            check(certificate.findUnhandledExtension() == null, "a certificate has an unknown critical extension");
            if (i > 0) {
                authority(certificate, i - 1);
            }
        }
    }

    private static void leaf(Certificate leaf) {
        check(!leaf.isCertificateAuthority(), "the signing certificate is one of a certificate authority");
        check(leaf.isKeyUsageCritical(), "the signing certificate has no critical key usage");
        check(leaf.allowsKeyUsage(DIGITAL_SIGNATURE), "the signing certificate is not for digital signatures");
        for (int bit = 1; bit <= LAST_USAGE; bit++) {
            check(!leaf.allowsKeyUsage(bit), "the signing certificate is for more than digital signatures");
        }
        List<String> purposes = leaf.extendedKeyUsages();
        check(
                purposes.isEmpty() || purposes.contains(Oids.CODE_SIGNING),
                "the signing certificate is not for code signing");
        check(
                purposes.stream().noneMatch(NOT_FOR_CODE::contains),
                "the signing certificate is for more than code signing");
    }

    private static void authority(Certificate certificate, int intermediatesBelow) {
        check(certificate.isCertificateAuthority(), "an issuer in the chain is no certificate authority");
        check(
                certificate.isKeyUsageCritical() && certificate.allowsKeyUsage(CERTIFICATE_SIGNING),
                "an issuer in the chain may not sign certificates");
        check(
                certificate.pathLength() < 0 || certificate.pathLength() >= intermediatesBelow,
                "the chain is longer than an issuer in it allows");
    }

    /** Why the chain is not valid at a time; null if it is. */
    static @Nullable String findExpiry(List<Certificate> chain, Instant time) {
        for (Certificate certificate : chain) {
            if (!certificate.isValidAt(time)) {
                return "certificate " + certificate.fingerprintHex() + " is valid from " + certificate.notBefore()
                        + " to " + certificate.notAfter() + ", not at " + time;
            }
        }
        return null;
    }

    /** The first instant at which a certificate of the chain is not valid any more. */
    static Instant end(List<Certificate> chain) {
        return chain.stream()
                .map(Certificate::notAfter)
                .min(Instant::compareTo)
                .orElseThrow()
                .plusSeconds(1);
    }

    private static void check(boolean holds, String text) {
        if (!holds) {
            throw new RefusedException(FailureCode.CERTIFICATE_UNTRUSTED, text);
        }
    }
}
