package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.SignatureVerifier;
import dev.enforce.sigstore.bundle.Artifact;
import dev.enforce.sigstore.cosign.LegacySignature;
import dev.enforce.sigstore.dsse.Statement;
import dev.enforce.sigstore.outcome.SignatureFacts;
import dev.enforce.sigstore.outcome.SignatureResult;
import dev.enforce.sigstore.trust.TrustRequirements;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Verifies by sigstore's rules.
 *
 * @param legacy what signatures and attestations in tags must have
 * @param bundle what bundles must have
 */
record SigstoreVerifier(
        SignatureVerifier verifier, TrustRequirements legacy, TrustRequirements bundle, InstantSource clock)
        implements EvidenceVerifier {

    /** The predicate by which cosign 3 says that a bundle is a signature over an image. */
    private static final String IMAGE_SIGNATURE = "https://sigstore.dev/cosign/sign/v1";

    /** A certificate that nobody witnessed counts only while it is valid; that is looked at again this often. */
    private static final Duration UNWITNESSED = Duration.ofMinutes(1);

    @Override
    public Finding signature(Evidence.Layer layer, Digest image) {
        SignatureResult result = verifier.verifySignature(signatureIn(layer), image, legacy);
        return finding(result, layer.manifest(), layer.descriptor().digest(), false);
    }

    @Override
    public Finding attestation(Evidence.Layer layer, Digest image) {
        SignatureResult result = verifier.verifyAttestation(signatureIn(layer), image, legacy);
        return finding(result, layer.manifest(), layer.descriptor().digest(), true);
    }

    @Override
    public Finding signature(Evidence.Bundle piece, Digest image) {
        return inBundle(piece, image, false);
    }

    @Override
    public Finding attestation(Evidence.Bundle piece, Digest image) {
        return inBundle(piece, image, true);
    }

    private Finding inBundle(Evidence.Bundle piece, Digest image, boolean attestation) {
        SignatureResult result = verifier.verifyBundle(piece.content(), Artifact.of(image), bundle);
        if (result instanceof SignatureResult.Verified(SignatureFacts facts) && isAttestation(facts) != attestation) {
            return new Finding.Irrelevant();
        }
        return finding(result, piece.manifest(), piece.digest(), attestation);
    }

    private static boolean isAttestation(SignatureFacts facts) {
        Statement statement = facts.statement();
        return statement != null && !statement.predicateType().equals(IMAGE_SIGNATURE);
    }

    private Finding finding(SignatureResult result, Digest manifest, Digest digest, boolean attestation) {
        return switch (result) {
            case SignatureResult.Rejected rejected -> new Finding.Refused(rejected.text());
            case SignatureResult.Verified(SignatureFacts facts) -> {
                Statement statement = facts.statement();
                if (attestation && statement == null) {
                    yield new Finding.Refused("the attestation carries no statement");
                }
                String type = attestation && statement != null ? statement.predicateType() : null;
                byte[] payload = attestation && statement != null ? statement.payload() : null;
                yield new Finding.Verified(evidence(facts, manifest, digest, type), validUntil(facts), payload);
            }
        };
    }

    private @Nullable Instant validUntil(SignatureFacts facts) {
        boolean certified = !facts.subjects().isEmpty() || !facts.issuer().isEmpty();
        return certified && facts.times().isEmpty() ? clock.instant().plus(UNWITNESSED) : null;
    }

    private static VerifiedEvidence evidence(
            SignatureFacts facts, Digest manifest, Digest digest, @Nullable String predicateType) {
        return new VerifiedEvidence(
                facts.id(),
                digest,
                manifest,
                predicateType,
                facts.issuer(),
                facts.subjects(),
                facts.extensions(),
                facts.logEntries().isEmpty()
                        ? null
                        : facts.logEntries().getFirst().logIndex(),
                facts.times().isEmpty() ? null : facts.times().getFirst().time());
    }

    private static LegacySignature signatureIn(Evidence.Layer layer) {
        return LegacySignature.of(layer.content(), layer.descriptor().annotations());
    }
}
