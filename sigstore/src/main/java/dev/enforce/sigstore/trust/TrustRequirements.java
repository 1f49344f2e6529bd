package dev.enforce.sigstore.trust;

import dev.enforce.sigstore.certificate.CertificateIdentity;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import java.util.List;

/** What a signature must have to be accepted. */
public record TrustRequirements(Signer signer, LogEntries logEntries, Timestamps timestamps) {

    /** Who must have signed. */
    public sealed interface Signer {}

    /**
     * The holder of any of these keys.
     *
     * @param hash that the signature is made over; Ed25519 ignores it
     */
    public record Keys(List<VerificationKey> keys, HashAlgorithm hash) implements Signer {
        public Keys {
            keys = List.copyOf(keys);
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("a key authority has a key");
            }
        }
    }

    /**
     * One of these identities, with a certificate of an authority of the trust root.
     *
     * @param identities at least one; {@link CertificateIdentity#any()} stands for whoever signed
     * @param requireCertificateTimestamp false only for {@code insecureIgnoreSCT}
     */
    public record Keyless(
            TrustRoot trustRoot, List<CertificateIdentity> identities, boolean requireCertificateTimestamp)
            implements Signer {
        public Keyless {
            identities = List.copyOf(identities);
            if (identities.isEmpty()) {
                throw new IllegalArgumentException("a keyless authority has an identity, if only any()");
            }
        }
    }

    /** What is wanted of transparency logs. */
    public sealed interface LogEntries {}

    /** At least one verified entry of a log of this root. */
    public record LogEntryRequired(TrustRoot trustRoot) implements LogEntries {}

    /** Entries are not looked at, and give no time. */
    public record LogEntriesIgnored() implements LogEntries {}

    /** What is wanted of timestamp authorities. */
    public sealed interface Timestamps {}

    /** At least one verified timestamp of an authority of this root. */
    public record TimestampRequired(TrustRoot trustRoot) implements Timestamps {}

    /** Timestamps give a time when they are there. */
    public record TimestampIfPresent(TrustRoot trustRoot) implements Timestamps {}

    /** Timestamps are not looked at, and give no time. */
    public record TimestampsIgnored() implements Timestamps {}

    /** Keys alone. */
    public static TrustRequirements keys(List<VerificationKey> keys, HashAlgorithm hash) {
        return new TrustRequirements(new Keys(keys, hash), new LogEntriesIgnored(), new TimestampsIgnored());
    }

    /** Keyless with certificate timestamp and log entry, and signed timestamps where there are any. */
    public static TrustRequirements keyless(TrustRoot trustRoot, List<CertificateIdentity> identities) {
        return new TrustRequirements(
                new Keyless(trustRoot, identities, true),
                new LogEntryRequired(trustRoot),
                new TimestampIfPresent(trustRoot));
    }

    public TrustRequirements withLogEntries(LogEntries wanted) {
        return new TrustRequirements(signer, wanted, timestamps);
    }

    public TrustRequirements withTimestamps(Timestamps wanted) {
        return new TrustRequirements(signer, logEntries, wanted);
    }
}
