package dev.enforce.cli.conformance;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.SignatureVerifier;
import dev.enforce.sigstore.bundle.Artifact;
import dev.enforce.sigstore.certificate.CertificateIdentity;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import dev.enforce.sigstore.outcome.SignatureResult;
import dev.enforce.sigstore.trust.TrustRequirements;
import dev.enforce.sigstore.trust.TrustRoot;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;

/** {@code verify-bundle}: a certificate with its log entry and times, or a key with its log entry. */
final class BundleChecking {

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    private final SignatureVerifier verifier;

    BundleChecking(InstantSource clock) {
        this.verifier = new SignatureVerifier(clock);
    }

    SignatureResult byIdentity(byte[] bundle, Artifact artifact, TrustRoot root, CertificateIdentity identity) {
        return verifier.verifyBundle(bundle, artifact, TrustRequirements.keyless(root, List.of(identity)));
    }

    SignatureResult byKey(byte[] bundle, Artifact artifact, TrustRoot root, String pem) {
        VerificationKey key;
        try {
            key = VerificationKey.ofPem(pem);
        } catch (MalformedException e) {
            throw new UnusableException("the key cannot be used: " + e.getMessage(), e);
        }
        TrustRequirements wanted = TrustRequirements.keys(List.of(key), HashAlgorithm.SHA256)
                .withLogEntries(new TrustRequirements.LogEntryRequired(root))
                .withTimestamps(new TrustRequirements.TimestampIfPresent(root));
        return verifier.verifyBundle(bundle, artifact, wanted);
    }

    /** Whether a word that names no file means a digest. */
    static boolean isDigest(String word) {
        return DIGEST.matcher(word).matches();
    }

    static Artifact digest(String word) {
        return Artifact.of(Digest.parse(word));
    }
}
