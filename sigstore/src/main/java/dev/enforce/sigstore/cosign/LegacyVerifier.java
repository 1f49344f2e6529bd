package dev.enforce.sigstore.cosign;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.encoding.Json;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import dev.enforce.sigstore.log.EntryBinding;
import dev.enforce.sigstore.log.LogEntry;
import dev.enforce.sigstore.log.LogVerifier;
import dev.enforce.sigstore.outcome.Failure;
import dev.enforce.sigstore.outcome.FailureCode;
import dev.enforce.sigstore.outcome.RefusedException;
import dev.enforce.sigstore.outcome.SignatureResult;
import dev.enforce.sigstore.outcome.TrustedTime;
import dev.enforce.sigstore.signer.Evidence;
import dev.enforce.sigstore.signer.Guard;
import dev.enforce.sigstore.signer.KeylessSigner;
import dev.enforce.sigstore.timestamp.TimestampVerifier;
import dev.enforce.sigstore.trust.TrustRequirements;
import dev.enforce.sigstore.trust.TrustRoot;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Verifies cosign's own layout in cosign's order, with its texts: signed timestamp, log entry, certificate (chain,
 * identity, certificate timestamp), signature, claim, validity at the times found.
 */
public final class LegacyVerifier {

    private static final int MAX_CERTIFICATES = 8;
    private static final int MAX_PEM = 128 << 10;
    private static final int MAX_TIMESTAMP = 128 << 10;
    private static final int MAX_BUNDLE = 8 << 20;

    private final InstantSource clock;

    public LegacyVerifier(InstantSource clock) {
        this.clock = clock;
    }

    /** Verifies a layer of a {@code .sig} manifest. */
    public SignatureResult verifySignature(LegacySignature input, Digest image, TrustRequirements wanted) {
        return Guard.verify(() -> verify(input, () -> new PayloadContent(input), image, wanted));
    }

    /** Verifies a layer of an {@code .att} manifest. */
    public SignatureResult verifyAttestation(LegacySignature input, Digest image, TrustRequirements wanted) {
        return Guard.verify(() -> verify(input, () -> new EnvelopeContent(input), image, wanted));
    }

    private SignatureResult verify(
            LegacySignature input, Supplier<LegacyContent> content, Digest image, TrustRequirements wanted) {
        return switch (wanted.signer()) {
            case TrustRequirements.Keys keys -> verifyKeys(input, content.get(), image, wanted, keys);
            case TrustRequirements.Keyless keyless -> verifyKeyless(input, content.get(), image, wanted, keyless);
        };
    }

    private SignatureResult verifyKeys(
            LegacySignature input,
            LegacyContent content,
            Digest image,
            TrustRequirements wanted,
            TrustRequirements.Keys keys) {
        List<Failure> failures = new ArrayList<>();
        for (VerificationKey key : keys.keys()) {
            try {
                Evidence evidence = new Evidence();
                addTimestamp(input, content, wanted.timestamps(), false, evidence);
                addLogEntry(input, content, wanted, new EntryBinding.Verifier(false, key.encoded()), evidence);
                content.requireSignature(key, keys.hash());
                content.requireClaim(image);
                return verified(content, key, null, evidence);
            } catch (RefusedException e) {
                if (!failures.contains(e.failure())) {
                    failures.add(e.failure());
                }
            }
        }
        return new SignatureResult.Rejected(failures);
    }

    private SignatureResult verifyKeyless(
            LegacySignature input,
            LegacyContent content,
            Digest image,
            TrustRequirements wanted,
            TrustRequirements.Keyless keyless) {
        Certificate certificate = certificate(input);
        Evidence evidence = new Evidence();
        addTimestamp(input, content, wanted.timestamps(), true, evidence);
        addLogEntry(input, content, wanted, new EntryBinding.Verifier(true, certificate.encoded()), evidence);
        KeylessSigner signer = KeylessSigner.require(certificate, untrusted(input), keyless);
        content.requireSignature(signer.certificate().key(), HashAlgorithm.SHA256);
        content.requireClaim(image);
        requireValid(signer, evidence, wanted);
        return verified(content, certificate.key(), certificate, evidence);
    }

    private static SignatureResult verified(
            LegacyContent content, VerificationKey key, @Nullable Certificate certificate, Evidence evidence) {
        return new SignatureResult.Verified(evidence.facts(
                content.signature(),
                key,
                certificate,
                content.annotations(),
                content.statement(),
                content.payloadDigest()));
    }

    private void requireValid(KeylessSigner signer, Evidence evidence, TrustRequirements wanted) {
        for (TrustedTime time : evidence.times()) {
            String source = time.source() == TrustedTime.Source.TIMESTAMP_AUTHORITY ? "timestamp" : "bundle";
            signer.requireValidAt(time.time(), "checking expiry on certificate with " + source + ": ");
        }
        if (!evidence.times().isEmpty()) {
            return;
        }
        try {
            signer.requireValidAt(clock.instant(), "checking expiry on certificate with bundle: ");
        } catch (RefusedException e) {
            if (wanted.logEntries() instanceof TrustRequirements.LogEntriesIgnored) {
                throw new RefusedException(
                        FailureCode.CERTIFICATE_EXPIRED,
                        "expected a signed timestamp to verify an expired certificate");
            }
            throw e;
        }
    }

    private static void addTimestamp(
            LegacySignature input,
            LegacyContent content,
            TrustRequirements.Timestamps wanted,
            boolean keyless,
            Evidence evidence) {
        TrustRoot root = switch (wanted) {
            case TrustRequirements.TimestampRequired(TrustRoot required) -> required;
            case TrustRequirements.TimestampIfPresent(TrustRoot accepted) -> accepted;
            case TrustRequirements.TimestampsIgnored() -> null;
        };
        String json = input.timestamp();
        if (json == null && wanted instanceof TrustRequirements.TimestampRequired) {
            throw new RefusedException(
                    FailureCode.TIMESTAMP_MISSING,
                    keyless
                            ? "expected a signed timestamp to verify an expired certificate"
                            : "expected a signed timestamp");
        }
        if (json == null || root == null) {
            return;
        }
        try {
            byte[] encoded = Json.parseObject(json.getBytes(StandardCharsets.UTF_8), MAX_TIMESTAMP)
                    .bytes("SignedRFC3161Timestamp");
            evidence.add(TimestampVerifier.verify(encoded, content.stamped(), root));
        } catch (RefusedException | MalformedException e) {
            throw new RefusedException(
                    FailureCode.TIMESTAMP_INVALID, "unable to verify RFC3161 timestamp bundle: " + e.getMessage());
        }
    }

    private void addLogEntry(
            LegacySignature input,
            LegacyContent content,
            TrustRequirements wanted,
            EntryBinding.Verifier verifier,
            Evidence evidence) {
        if (!(wanted.logEntries() instanceof TrustRequirements.LogEntryRequired(TrustRoot root))) {
            return;
        }
        String json = input.logBundle();
        if (json == null) {
            throw new RefusedException(FailureCode.LOG_ENTRY_MISSING, "offline verification failed");
        }
        try {
            if (json.length() > MAX_BUNDLE) {
                throw new RefusedException(FailureCode.LIMIT_EXCEEDED, "log bundle too large");
            }
            if (root.transparencyLogs().isEmpty()) {
                throw new RefusedException(FailureCode.LOG_UNKNOWN, "no trusted rekor public keys provided");
            }
            LogEntry entry = LogEntry.parseLegacy(json);
            content.requireBound(entry, verifier);
            evidence.add(LogVerifier.verify(entry, root, clock.instant())
                    .orElseThrow(() -> new RefusedException(
                            FailureCode.LOG_UNKNOWN, "verifying bundle: rekor log public key not found for payload")));
        } catch (RefusedException e) {
            throw new RefusedException(
                    e.failure().code(), "error verifying bundle: " + e.failure().text());
        } catch (MalformedException e) {
            throw new RefusedException(FailureCode.MALFORMED, "error verifying bundle: " + e.getMessage());
        }
    }

    private static Certificate certificate(LegacySignature input) {
        String pem = input.certificate();
        if (pem == null) {
            throw new RefusedException(FailureCode.SIGNER_KIND_MISMATCH, "no certificate found on signature");
        }
        requirePemSize(pem);
        return Certificate.allOfPem(pem, 1).getFirst();
    }

    /** The chain may help, so what cannot be read in it is no reason to refuse. */
    private static List<Certificate> untrusted(LegacySignature input) {
        String pem = input.chain();
        if (pem == null) {
            return List.of();
        }
        requirePemSize(pem);
        try {
            return Certificate.allOfPem(pem, MAX_CERTIFICATES);
        } catch (MalformedException unreadable) {
            return List.of();
        }
    }

    private static void requirePemSize(String pem) {
        if (pem.length() > MAX_PEM) {
            throw new RefusedException(FailureCode.LIMIT_EXCEEDED, "certificate annotation too large");
        }
    }
}
