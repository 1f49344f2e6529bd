package dev.enforce.sigstore.bundle;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.dsse.Statement;
import dev.enforce.sigstore.key.VerificationKey;
import dev.enforce.sigstore.log.EntryBinding;
import dev.enforce.sigstore.log.LogEntry;
import dev.enforce.sigstore.log.LogVerifier;
import dev.enforce.sigstore.outcome.Failure;
import dev.enforce.sigstore.outcome.FailureCode;
import dev.enforce.sigstore.outcome.LogEntryFact;
import dev.enforce.sigstore.outcome.RefusedException;
import dev.enforce.sigstore.outcome.SignatureResult;
import dev.enforce.sigstore.outcome.TrustedTime;
import dev.enforce.sigstore.signer.Evidence;
import dev.enforce.sigstore.signer.Guard;
import dev.enforce.sigstore.signer.KeylessSigner;
import dev.enforce.sigstore.timestamp.TimestampVerifier;
import dev.enforce.sigstore.trust.TrustRequirements;
import dev.enforce.sigstore.trust.TrustRoot;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifies bundles: log entries and timestamps first, then the certificate at every time found, then the signature and
 * what it is about. Entries of unknown logs and timestamps that do not verify are passed over, they prove nothing; a
 * wrong entry of a known log refuses.
 */
public final class BundleVerifier {

    private final InstantSource clock;

    public BundleVerifier(InstantSource clock) {
        this.clock = clock;
    }

    /** Verifies a bundle against an artifact. */
    public SignatureResult verify(byte[] bundle, Artifact artifact, TrustRequirements wanted) {
        return Guard.verify(() -> verify(Bundle.parse(bundle), artifact, wanted));
    }

    private SignatureResult verify(Bundle bundle, Artifact artifact, TrustRequirements wanted) {
        return switch (wanted.signer()) {
            case TrustRequirements.Keys keys -> verifyKeys(bundle, artifact, wanted, keys);
            case TrustRequirements.Keyless keyless -> verifyKeyless(bundle, artifact, wanted, keyless);
        };
    }

    private SignatureResult verifyKeys(
            Bundle bundle, Artifact artifact, TrustRequirements wanted, TrustRequirements.Keys keys) {
        if (bundle.certificate() != null) {
            throw new RefusedException(FailureCode.SIGNER_KIND_MISMATCH, "expected key signature, not certificate");
        }
        List<Failure> failures = new ArrayList<>();
        for (VerificationKey key : keys.keys()) {
            try {
                BundleContent content = BundleContent.of(bundle.content(), keys.hash());
                Evidence evidence = evidence(bundle, content, wanted, new EntryBinding.Verifier(false, key.encoded()));
                Statement statement = content.require(key, artifact);
                return verified(content, key, null, statement, artifact.digest(), evidence);
            } catch (RefusedException e) {
                if (!failures.contains(e.failure())) {
                    failures.add(e.failure());
                }
            }
        }
        return new SignatureResult.Rejected(failures);
    }

    private SignatureResult verifyKeyless(
            Bundle bundle, Artifact artifact, TrustRequirements wanted, TrustRequirements.Keyless keyless) {
        Certificate certificate = bundle.certificate();
        if (certificate == null) {
            throw new RefusedException(FailureCode.SIGNER_KIND_MISMATCH, "expected certificate signature, not key");
        }
        BundleContent content =
                BundleContent.of(bundle.content(), certificate.key().naturalHash());
        Evidence evidence = evidence(bundle, content, wanted, new EntryBinding.Verifier(true, certificate.encoded()));
        KeylessSigner signer = KeylessSigner.require(certificate, List.of(), keyless);
        requireValid(signer, evidence, wanted);
        VerificationKey key = signer.certificate().key();
        Statement statement = content.require(key, artifact);
        return verified(content, key, certificate, statement, artifact.digest(), evidence);
    }

    private static SignatureResult verified(
            BundleContent content,
            VerificationKey key,
            @Nullable Certificate certificate,
            @Nullable Statement statement,
            Digest artifact,
            Evidence evidence) {
        return new SignatureResult.Verified(evidence.facts(
                content.signature(), key, certificate, Map.of(), statement, content.payloadDigest(artifact)));
    }

    private void requireValid(KeylessSigner signer, Evidence evidence, TrustRequirements wanted) {
        for (TrustedTime time : evidence.times()) {
            signer.requireValidAt(time.time(), "failed to verify leaf certificate: ");
        }
        if (!evidence.times().isEmpty()) {
            return;
        }
        boolean anyTimeWanted = wanted.logEntries() instanceof TrustRequirements.LogEntryRequired
                || wanted.timestamps() instanceof TrustRequirements.TimestampRequired;
        if (anyTimeWanted) {
            throw new RefusedException(
                    FailureCode.TIMESTAMP_MISSING, "no verified time: neither of a log nor of a timestamp authority");
        }
        signer.requireValidAt(clock.instant(), "failed to verify leaf certificate: ");
    }

    private Evidence evidence(
            Bundle bundle, BundleContent content, TrustRequirements wanted, EntryBinding.Verifier verifier) {
        Evidence evidence = new Evidence();
        if (wanted.logEntries() instanceof TrustRequirements.LogEntryRequired(TrustRoot root)) {
            addLogEntries(bundle, content, root, verifier, evidence);
        }
        switch (wanted.timestamps()) {
            case TrustRequirements.TimestampRequired(TrustRoot root) -> {
                String reason = addTimestamps(bundle, content, root, evidence);
                boolean none = evidence.times().stream()
                        .noneMatch(time -> time.source() == TrustedTime.Source.TIMESTAMP_AUTHORITY);
                if (none) {
                    boolean missing = bundle.timestamps().isEmpty();
                    throw new RefusedException(
                            missing ? FailureCode.TIMESTAMP_MISSING : FailureCode.TIMESTAMP_INVALID,
                            "threshold not met for verified signed timestamps: 0 < 1" + reason);
                }
            }
            case TrustRequirements.TimestampIfPresent(TrustRoot root) -> {
                String reason = addTimestamps(bundle, content, root, evidence);
                if (evidence.times().isEmpty() && !reason.isEmpty() && verifier.certificate()) {
                    throw new RefusedException(
                            FailureCode.TIMESTAMP_INVALID,
                            "threshold not met for verified signed timestamps: 0 < 1" + reason);
                }
            }
            case TrustRequirements.TimestampsIgnored() -> {}
        }
        return evidence;
    }

    private void addLogEntries(
            Bundle bundle, BundleContent content, TrustRoot root, EntryBinding.Verifier verifier, Evidence evidence) {
        Instant now = clock.instant();
        if (bundle.logEntries().isEmpty()) {
            throw new RefusedException(
                    FailureCode.LOG_ENTRY_MISSING, "not enough verified log entries from transparency log: 0 < 1");
        }
        for (LogEntry entry : bundle.logEntries()) {
            requireProof(bundle.version(), entry);
            Optional<LogEntryFact> fact = LogVerifier.verify(entry, root, now);
            if (fact.isPresent()) {
                content.requireBound(entry, verifier);
                evidence.add(fact.get());
            }
        }
        if (evidence.logEntries().isEmpty()) {
            throw new RefusedException(
                    FailureCode.LOG_UNKNOWN, "not enough verified log entries from transparency log: 0 < 1");
        }
    }

    private static void requireProof(Bundle.Version version, LogEntry entry) {
        if (version == Bundle.Version.V01 && entry.entryTimestamp() == null) {
            throw new RefusedException(
                    FailureCode.LOG_ENTRY_INVALID, "inclusion promises are required for bundle version 0.1");
        }
        if (version != Bundle.Version.V01 && entry.inclusionProof() == null) {
            throw new RefusedException(
                    FailureCode.LOG_ENTRY_INVALID, "inclusion proof missing in bundle (required for bundle v0.2)");
        }
    }

    /** Adds every timestamp that verifies; gives the reason of the last that does not, with a separator in front. */
    private static String addTimestamps(Bundle bundle, BundleContent content, TrustRoot root, Evidence evidence) {
        String reason = "";
        for (byte[] timestamp : bundle.timestamps()) {
            try {
                evidence.add(TimestampVerifier.verify(timestamp, content.signature(), root));
            } catch (RefusedException e) {
                reason = "; " + e.failure().text();
            }
        }
        return reason;
    }
}
