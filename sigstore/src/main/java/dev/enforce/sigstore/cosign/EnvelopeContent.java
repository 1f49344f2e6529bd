package dev.enforce.sigstore.cosign;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.dsse.Dsse;
import dev.enforce.sigstore.dsse.Statement;
import dev.enforce.sigstore.encoding.Json;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import dev.enforce.sigstore.log.EntryBinding;
import dev.enforce.sigstore.log.LogEntry;
import dev.enforce.sigstore.outcome.FailureCode;
import dev.enforce.sigstore.outcome.RefusedException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An envelope, which holds its own signatures. */
final class EnvelopeContent implements LegacyContent {

    private final byte[] raw;
    private final Dsse envelope;
    private @Nullable Statement statement;

    EnvelopeContent(LegacySignature input) {
        if (input.payload().length > Json.MAX_BYTES) {
            throw new RefusedException(FailureCode.LIMIT_EXCEEDED, "envelope too large");
        }
        this.raw = input.payload();
        this.envelope = Dsse.parse(Json.parseObject(raw, Json.MAX_BYTES));
        if (!envelope.payloadType().equals(Dsse.IN_TOTO)) {
            throw new RefusedException(
                    FailureCode.PAYLOAD_TYPE_UNEXPECTED,
                    "invalid payloadType " + envelope.payloadType() + " on envelope. Expected " + Dsse.IN_TOTO);
        }
    }

    @Override
    public byte[] stamped() {
        return raw;
    }

    @Override
    public byte[] signature() {
        return envelope.signatures().getFirst().signature();
    }

    @Override
    public void requireBound(LogEntry entry, EntryBinding.Verifier verifier) {
        EntryBinding.requireEnvelope(entry, envelope, raw, verifier);
    }

    @Override
    public void requireSignature(VerificationKey key, HashAlgorithm hash) {
        byte[] pae = envelope.pae();
        boolean signed = envelope.signatures().stream().anyMatch(s -> key.verify(hash, pae, s.signature()));
        if (!signed) {
            throw new RefusedException(
                    FailureCode.SIGNATURE_INVALID, "accepted signatures do not match threshold, Found: 0, Expected 1");
        }
    }

    @Override
    public void requireClaim(Digest image) {
        Statement parsed = Statement.parse(envelope.payload());
        if (!parsed.isAbout(image)) {
            throw new RefusedException(FailureCode.SUBJECT_MISMATCH, "no matching subject digest found");
        }
        statement = parsed;
    }

    @Override
    public Map<String, String> annotations() {
        return Map.of();
    }

    @Override
    public @Nullable Statement statement() {
        return statement;
    }

    @Override
    public Digest payloadDigest() {
        return Digest.sha256(envelope.payload());
    }
}
