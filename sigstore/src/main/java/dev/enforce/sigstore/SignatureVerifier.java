package dev.enforce.sigstore;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.bundle.Artifact;
import dev.enforce.sigstore.bundle.BundleVerifier;
import dev.enforce.sigstore.cosign.LegacySignature;
import dev.enforce.sigstore.cosign.LegacyVerifier;
import dev.enforce.sigstore.outcome.SignatureResult;
import dev.enforce.sigstore.trust.TrustRequirements;
import java.time.InstantSource;

/**
 * Verifies signatures of every format that is known here. Whatever a producer wrote ends in a result, never in an
 * exception; nothing is fetched. Safe for use by many threads.
 */
public final class SignatureVerifier {

    private final LegacyVerifier legacy;
    private final BundleVerifier bundles;

    public SignatureVerifier(InstantSource clock) {
        this.legacy = new LegacyVerifier(clock);
        this.bundles = new BundleVerifier(clock);
    }

    /** Verifies a layer of a {@code .sig} manifest: a simple signing payload for this image. */
    public SignatureResult verifySignature(LegacySignature signature, Digest image, TrustRequirements wanted) {
        return legacy.verifySignature(signature, image, wanted);
    }

    /** Verifies a layer of an {@code .att} manifest: an in-toto statement about this image. */
    public SignatureResult verifyAttestation(LegacySignature attestation, Digest image, TrustRequirements wanted) {
        return legacy.verifyAttestation(attestation, image, wanted);
    }

    /**
     * Verifies a bundle, version 0.1 to 0.3. A statement is among the facts; whether it is an image signature or some
     * attestation is told by its predicate type.
     */
    public SignatureResult verifyBundle(byte[] bundle, Artifact artifact, TrustRequirements wanted) {
        return bundles.verify(bundle, artifact, wanted);
    }
}
