package dev.enforce.signing.signer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.model.Digest;
import dev.enforce.signing.SigningException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Signs images and attests to them, so that cosign verifies it.
 *
 * <p>In the legacy layout, all signatures of an image stand in one manifest under one tag: it is read, extended
 * and written back, and of two signers at the same moment one loses. Bundles are artifacts of their own.
 */
public final class Signer {

    /** How signatures are stored beside the image. */
    public enum Layout {
        /** Tags {@code sha256-….sig} and {@code sha256-….att}, as cosign up to version 2 writes them. */
        LEGACY,
        /** Sigstore bundles that refer to the image, as cosign 3 writes them. */
        BUNDLE
    }

    /**
     * The image.
     *
     * @param repository host and path, for instance {@code registry.example/team/app}
     */
    public record Target(String repository, Digest digest) {}

    /** What was written. */
    public record Receipt(Digest manifest, Optional<Long> logIndex) {}

    private final SignerIdentity identity;
    private final Optional<LogClient> log;
    private final Optional<TimestampClient> timestamps;
    private final InstantSource clock;

    public Signer(
            SignerIdentity identity,
            Optional<LogClient> log,
            Optional<TimestampClient> timestamps,
            InstantSource clock) {
        this.identity = identity;
        this.log = log;
        this.timestamps = timestamps;
        this.clock = clock;
    }

    /**
     * Signs an image.
     *
     * @param annotations what the signature says besides; verifiers may ask for it
     * @throws SigningException with {@code NOT_FOUND} if the image is not in the store, {@code UNSUPPORTED} if the
     *     key cannot be recorded by this log or the layout not hold its entries, {@code REJECTED} or
     *     {@code UNAVAILABLE} for what the services answered
     */
    public Receipt sign(ArtifactStore store, Target target, Layout layout, Map<String, String> annotations) {
        requireSha256(target.digest());
        Map<String, String> sorted = new TreeMap<>(annotations);
        return switch (layout) {
            case LEGACY -> {
                requireImage(store, target);
                byte[] payload = Statements.simpleSigning(target, sorted);
                Signatory signatory = identity.signatory();
                byte[] signature = signatory.key().sign(payload);
                Optional<LogEntry> entry = log.map(client -> client.record(signatory, payload, signature));
                Optional<byte[]> timestamp = timestamps.map(client -> client.timestamp(signature));
                Evidence evidence = new Evidence(signatory, entry, timestamp);
                yield receipt(LegacyLayout.addSignature(store, target, payload, signature, evidence), evidence);
            }
            case BUNDLE -> bundle(store, target, WireNames.SIGN_PREDICATE, Statements.signature(target, sorted));
        };
    }

    /** Attests to an image. Failures as in {@link #sign}. */
    public Receipt attest(ArtifactStore store, Target target, Layout layout, Attestation attestation) {
        requireSha256(target.digest());
        return switch (layout) {
            case LEGACY -> {
                requireImage(store, target);
                Signatory signatory = identity.signatory();
                byte[] statement = Statements.attestation(WireNames.STATEMENT_V01, target, attestation);
                Envelope envelope = Envelope.sign(signatory, statement);
                Optional<LogEntry> entry = log.map(client -> client.record(signatory, envelope));
                Optional<byte[]> timestamp = timestamps.map(client -> client.timestamp(envelope.json()));
                Evidence evidence = new Evidence(signatory, entry, timestamp);
                yield receipt(
                        LegacyLayout.addAttestation(store, target, attestation.predicateType(), envelope, evidence),
                        evidence);
            }
            case BUNDLE ->
                bundle(
                        store,
                        target,
                        attestation.predicateType(),
                        Statements.attestation(WireNames.STATEMENT_V1, target, attestation));
        };
    }

    /**
     * Signs a file.
     *
     * @return a sigstore bundle with a message signature. Failures as in {@link #sign}
     */
    public byte[] signFile(byte[] content) {
        Signatory signatory = bundleSignatory();
        byte[] signature = signatory.key().sign(content);
        Optional<LogEntry> entry = log.map(client -> client.record(signatory, content, signature));
        Optional<byte[]> timestamp = timestamps.map(client -> client.timestamp(signature));
        return utf8(BundleLayout.bundle(content, signature, new Evidence(signatory, entry, timestamp)));
    }

    /**
     * Signs an in-toto statement as it is written.
     *
     * @return a sigstore bundle with an envelope. Failures as in {@link #sign}
     */
    public byte[] signStatement(byte[] statement) {
        Signatory signatory = bundleSignatory();
        Envelope envelope = Envelope.sign(signatory, statement);
        Optional<LogEntry> entry = log.map(client -> client.record(signatory, envelope));
        Optional<byte[]> timestamp = timestamps.map(client -> client.timestamp(envelope.signature()));
        return utf8(BundleLayout.bundle(envelope, new Evidence(signatory, entry, timestamp)));
    }

    private static byte[] utf8(ObjectNode bundle) {
        return bundle.toString().getBytes(StandardCharsets.UTF_8);
    }

    private Receipt bundle(ArtifactStore store, Target target, String predicateType, byte[] statement) {
        ArtifactStore.StoredManifest image = requireImage(store, target);
        Signatory signatory = bundleSignatory();
        Envelope envelope = Envelope.sign(signatory, statement);
        Optional<LogEntry> entry = log.map(client -> client.record(signatory, envelope));
        Optional<byte[]> timestamp = timestamps.map(client -> client.timestamp(envelope.signature()));
        Evidence evidence = new Evidence(signatory, entry, timestamp);
        return receipt(BundleLayout.add(store, image, predicateType, envelope, evidence, clock.instant()), evidence);
    }

    /** One whose bundles somebody can verify once its certificate has ended. */
    private Signatory bundleSignatory() {
        Signatory signatory = identity.signatory();
        if (signatory.isCertified()
                && timestamps.isEmpty()
                && log.map(LogClient.Version2.class::isInstance).orElse(true)) {
            throw new SigningException(
                    SigningException.Code.UNSUPPORTED,
                    "a keyless signature needs a time: from a timestamp authority or from a Rekor log of version 1");
        }
        return signatory;
    }

    private static Receipt receipt(Digest manifest, Evidence evidence) {
        return new Receipt(manifest, evidence.entry().map(LogEntry::index));
    }

    private static ArtifactStore.StoredManifest requireImage(ArtifactStore store, Target target) {
        return store.findManifest(target.digest().toString())
                .orElseThrow(() -> new SigningException(
                        SigningException.Code.NOT_FOUND,
                        "there is no image " + target.repository() + "@" + target.digest()));
    }

    private static void requireSha256(Digest digest) {
        if (digest.algorithm() != Digest.Algorithm.SHA256) {
            throw new SigningException(
                    SigningException.Code.UNSUPPORTED, "only images with a sha256 digest can be signed");
        }
    }
}
