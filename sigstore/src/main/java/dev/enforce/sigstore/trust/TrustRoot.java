package dev.enforce.sigstore.trust;

import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.certificate.CertificateChain;
import dev.enforce.sigstore.certificate.ChainBuilder;
import dev.enforce.sigstore.certificate.Oids;
import dev.enforce.sigstore.certificate.SignedCertificateTimestamp;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.key.HashAlgorithm;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Everything that is trusted at a time: authorities and logs with the periods of their use. Immutable; keep the object,
 * since it remembers the chains that it has checked.
 */
public final class TrustRoot {

    private final List<CertificateAuthority> certificateAuthorities;
    private final List<CertificateAuthority> timestampAuthorities;
    private final List<TransparencyLog> transparencyLogs;
    private final List<TransparencyLog> certificateLogs;
    private final String contentHash;
    private final TrustCache cache = new TrustCache();

    private TrustRoot(
            List<CertificateAuthority> certificateAuthorities,
            List<CertificateAuthority> timestampAuthorities,
            List<TransparencyLog> transparencyLogs,
            List<TransparencyLog> certificateLogs) {
        this.certificateAuthorities = List.copyOf(certificateAuthorities);
        this.timestampAuthorities = List.copyOf(timestampAuthorities);
        this.transparencyLogs = List.copyOf(transparencyLogs);
        this.certificateLogs = List.copyOf(certificateLogs);
        this.contentHash = HexFormat.of().formatHex(HashAlgorithm.SHA256.hash(TrustRootJson.write(this)));
    }

    public static TrustRoot of(
            List<CertificateAuthority> certificateAuthorities,
            List<CertificateAuthority> timestampAuthorities,
            List<TransparencyLog> transparencyLogs,
            List<TransparencyLog> certificateLogs) {
        return new TrustRoot(certificateAuthorities, timestampAuthorities, transparencyLogs, certificateLogs);
    }

    /** Trusts nothing. */
    public static TrustRoot empty() {
        return of(List.of(), List.of(), List.of(), List.of());
    }

    /** What reading a document gave. */
    public sealed interface Reading {}

    /** The document is a trust root. */
    public record Read(TrustRoot trustRoot) implements Reading {}

    /** The document is none; every problem found. */
    public record Unreadable(List<String> problems) implements Reading {
        public Unreadable {
            problems = List.copyOf(problems);
        }
    }

    /** Reads a {@code trusted_root.json}. */
    public static Reading parse(byte[] json) {
        return TrustRootJson.parse(json);
    }

    /**
     * Like {@link #parse} for documents that are known to be right.
     *
     * @throws MalformedException with every problem
     */
    public static TrustRoot require(byte[] json) {
        return switch (parse(json)) {
            case Read(TrustRoot root) -> root;
            case Unreadable(List<String> problems) -> throw new MalformedException(String.join("; ", problems));
        };
    }

    /** The same with other signing authorities, as a policy's own {@code ca-cert} wants it. */
    public TrustRoot withCertificateAuthorities(List<CertificateAuthority> authorities) {
        return of(authorities, timestampAuthorities, transparencyLogs, certificateLogs);
    }

    public List<CertificateAuthority> certificateAuthorities() {
        return certificateAuthorities;
    }

    public List<CertificateAuthority> timestampAuthorities() {
        return timestampAuthorities;
    }

    /** Logs of signatures. */
    public List<TransparencyLog> transparencyLogs() {
        return transparencyLogs;
    }

    /** Logs of certificates. */
    public List<TransparencyLog> certificateLogs() {
        return certificateLogs;
    }

    /** SHA-256 of the content in hexadecimal digits: equal content, equal hash. */
    public String contentHash() {
        return contentHash;
    }

    /** The document, in one line. */
    public byte[] toJson() {
        return TrustRootJson.write(this);
    }

    /** A chain and the authority that it ends at. */
    public record TrustedChain(CertificateChain chain, CertificateAuthority authority) {}

    /**
     * What a search for chains found.
     *
     * @param reason why nothing was found
     */
    public record ChainSearch(List<TrustedChain> chains, String reason) {
        public ChainSearch {
            chains = List.copyOf(chains);
        }
    }

    private record ChainKey(Certificate leaf, List<Certificate> untrusted) {}

    private record LinkKey(Certificate subject, Certificate issuer) {}

    private record TimestampChainKey(Certificate leaf, CertificateAuthority authority, List<Certificate> untrusted) {}

    private record CertificateTimestampKey(Certificate leaf, Certificate issuer) {}

    /**
     * Every way from a signing certificate to the authorities; times are not looked at.
     *
     * @param untrusted intermediates that came with the signature
     */
    public ChainSearch findChains(Certificate leaf, List<Certificate> untrusted) {
        return cache.get(new ChainKey(leaf, List.copyOf(untrusted)), ChainSearch.class, () -> {
            List<TrustedChain> chains = new ArrayList<>();
            String reason = "x509: certificate signed by unknown authority";
            for (CertificateAuthority authority : certificateAuthorities) {
                ChainBuilder.Search search = search(leaf, authority, untrusted, Oids.CODE_SIGNING);
                search.chains().forEach(chain -> chains.add(new TrustedChain(chain, authority)));
                if (!search.reason().endsWith("unknown authority")) {
                    reason = search.reason();
                }
            }
            return new ChainSearch(chains, reason);
        });
    }

    /** Every way from a timestamping certificate to one authority; times are not looked at. */
    public ChainSearch findTimestampChains(
            Certificate leaf, CertificateAuthority authority, List<Certificate> untrusted) {
        TimestampChainKey key = new TimestampChainKey(leaf, authority, List.copyOf(untrusted));
        return cache.get(key, ChainSearch.class, () -> {
            ChainBuilder.Search search = search(leaf, authority, untrusted, Oids.TIME_STAMPING);
            List<TrustedChain> chains = search.chains().stream()
                    .map(chain -> new TrustedChain(chain, authority))
                    .toList();
            return new ChainSearch(chains, search.reason());
        });
    }

    /** Whether at least one embedded certificate timestamp is of a log in use then, for this issuer of the leaf. */
    public boolean hasCertificateTimestamp(CertificateChain chain) {
        CertificateTimestampKey key = new CertificateTimestampKey(chain.leaf(), chain.issuer());
        return cache.get(key, Boolean.class, () -> {
            byte[] precertificate = chain.leaf().precertificate();
            byte[] issuerKeyHash = chain.issuer().key().fingerprint();
            return chain.leaf().certificateTimestamps().stream()
                    .anyMatch(sct -> isTrusted(sct, sct.signedData(precertificate, issuerKeyHash)));
        });
    }

    /** Whether a detached certificate timestamp is of a log in use then. */
    public boolean isTrustedDetached(SignedCertificateTimestamp timestamp, Certificate leaf) {
        return isTrusted(timestamp, timestamp.detachedSignedData(leaf));
    }

    private boolean isTrusted(SignedCertificateTimestamp sct, byte[] signedData) {
        return certificateLogs.stream()
                .filter(log -> log.hasId(sct.logId()) && log.validity().contains(sct.time()))
                .anyMatch(log -> sct.isSignedBy(log.key(), signedData));
    }

    private ChainBuilder.Search search(
            Certificate leaf, CertificateAuthority authority, List<Certificate> untrusted, String purpose) {
        List<Certificate> between = new ArrayList<>(authority.intermediates());
        Set<Certificate> known = new HashSet<>(authority.chain());
        untrusted.stream().filter(known::add).forEach(between::add);
        return new ChainBuilder(authority.anchors(), purpose, this::isLink).search(leaf, between);
    }

    private boolean isLink(Certificate subject, Certificate issuer) {
        return cache.get(new LinkKey(subject, issuer), Boolean.class, () -> subject.isSignedBy(issuer));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrustRoot root && contentHash.equals(root.contentHash);
    }

    @Override
    public int hashCode() {
        return contentHash.hashCode();
    }

    @Override
    public String toString() {
        return "trust root " + contentHash;
    }
}
