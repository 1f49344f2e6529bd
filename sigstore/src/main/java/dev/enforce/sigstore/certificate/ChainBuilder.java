package dev.enforce.sigstore.certificate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds every way from a certificate to an anchor. Checked on the way: names as bytes, signatures, the right to issue
 * (CA flag, key usage, path length), extended key usages of all (each that has some must allow the purpose), critical
 * extensions. Times are left to the caller, who knows when the signature was made.
 */
public final class ChainBuilder {

    private static final int MAX_LENGTH = 8;
    private static final int MAX_LINKS = 64;

    private final List<Certificate> anchors;
    private final String purpose;
    private final BiPredicate<Certificate, Certificate> link;

    /**
     * @param purpose extended key usage that the leaf must have
     * @param link whether the first certificate is signed by the second; a cache may stand behind it
     */
    public ChainBuilder(List<Certificate> anchors, String purpose, BiPredicate<Certificate, Certificate> link) {
        this.anchors = List.copyOf(anchors);
        this.purpose = purpose;
        this.link = link;
    }

    /**
     * What was found.
     *
     * @param chains every way; empty when there is none
     * @param reason why there is none
     */
    public record Search(List<CertificateChain> chains, String reason) {
        public Search {
            chains = List.copyOf(chains);
        }
    }

    /** Searches with these certificates, trusted or not, between leaf and anchor. */
    public Search search(Certificate leaf, List<Certificate> intermediates) {
        String unfit = unfit(leaf);
        if (unfit != null) {
            return new Search(List.of(), unfit);
        }
        Walk walk = new Walk(intermediates);
        walk.from(List.of(leaf));
        return new Search(walk.found, walk.reason);
    }

    private @Nullable String unfit(Certificate leaf) {
        String unhandled = leaf.findUnhandledExtension();
        if (unhandled != null) {
            return "x509: unhandled critical extension";
        }
        return !leaf.extendedKeyUsages().isEmpty() && allowsPurpose(leaf)
                ? null
                : "x509: certificate specifies an incompatible key usage";
    }

    private boolean allowsPurpose(Certificate certificate) {
        List<String> usages = certificate.extendedKeyUsages();
        return usages.isEmpty() || usages.contains(purpose) || usages.contains(Oids.ANY_PURPOSE);
    }

    private final class Walk {
        private final List<Certificate> intermediates;
        private final List<CertificateChain> found = new ArrayList<>();
        private String reason = "x509: certificate signed by unknown authority";
        private int links;

        Walk(List<Certificate> intermediates) {
            this.intermediates = intermediates;
        }

        void from(List<Certificate> path) {
            for (Certificate anchor : anchors) {
                if (mayIssue(anchor, path)) {
                    found.add(new CertificateChain(extended(path, anchor)));
                }
            }
            for (Certificate intermediate : intermediates) {
                if (path.size() < MAX_LENGTH - 1
                        && !path.contains(intermediate)
                        && !anchors.contains(intermediate)
                        && mayIssue(intermediate, path)) {
                    from(extended(path, intermediate));
                }
            }
        }

        private boolean mayIssue(Certificate issuer, List<Certificate> path) {
            Certificate subject = path.getLast();
            if (!subject.isIssuedByNameOf(issuer)) {
                return false;
            }
            String refused = refusal(issuer, path.size() - 1);
            if (refused != null) {
                reason = refused;
                return false;
            }
            return ++links <= MAX_LINKS && link.test(subject, issuer);
        }

        private @Nullable String refusal(Certificate issuer, int intermediatesBelow) {
            if (!issuer.isCertificateAuthority() || !issuer.maySignCertificates()) {
                return "x509: certificate is not authorized to sign other certificates";
            }
            if (issuer.pathLength() >= 0 && intermediatesBelow > issuer.pathLength()) {
                return "x509: too many intermediates for path length constraint";
            }
            if (issuer.findUnhandledExtension() != null) {
                return "x509: unhandled critical extension";
            }
            return allowsPurpose(issuer) ? null : "x509: certificate specifies an incompatible key usage";
        }

        private static List<Certificate> extended(List<Certificate> path, Certificate next) {
            List<Certificate> longer = new ArrayList<>(path);
            longer.add(next);
            return longer;
        }
    }
}
