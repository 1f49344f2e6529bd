package dev.enforce.sigstore.cosign;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.dsse.Statement;
import dev.enforce.sigstore.encoding.Base64Text;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import dev.enforce.sigstore.log.EntryBinding;
import dev.enforce.sigstore.log.LogEntry;
import dev.enforce.sigstore.outcome.FailureCode;
import dev.enforce.sigstore.outcome.RefusedException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A simple signing payload with its signature beside it. The payload is not read before its signature is verified. */
final class PayloadContent implements LegacyContent {

    private static final int MAX_PAYLOAD = 1 << 20;
    private static final int MAX_SIGNATURE = 8 << 10;

    private final byte[] payload;
    private final byte[] signature;
    private @Nullable SimpleSigning parsed;

    PayloadContent(LegacySignature input) {
        if (input.payload().length > MAX_PAYLOAD || input.signature().length() > MAX_SIGNATURE) {
            throw new RefusedException(FailureCode.LIMIT_EXCEEDED, "signature payload too large");
        }
        if (input.signature().isBlank()) {
            throw new MalformedException("signature layer without a signature");
        }
        this.payload = input.payload();
        this.signature = Base64Text.decode(input.signature());
    }

    @Override
    public byte[] stamped() {
        return signature;
    }

    @Override
    public byte[] signature() {
        return signature;
    }

    @Override
    public void requireBound(LogEntry entry, EntryBinding.Verifier verifier) {
        EntryBinding.requireSigned(entry, payload, signature, verifier);
    }

    @Override
    public void requireSignature(VerificationKey key, HashAlgorithm hash) {
        if (!key.verify(hash, payload, signature)) {
            throw new RefusedException(FailureCode.SIGNATURE_INVALID, key.invalidSignatureText());
        }
    }

    @Override
    public void requireClaim(Digest image) {
        SimpleSigning simple = SimpleSigning.parse(payload);
        if (!simple.type().equals(WireNames.PAYLOAD_TYPE)) {
            throw new RefusedException(
                    FailureCode.PAYLOAD_TYPE_UNEXPECTED,
                    "Cosign signature payload was of an unknown type: \"" + shown(simple.type()) + "\"");
        }
        if (!simple.manifestDigest().equals(image.toString())) {
            throw new RefusedException(
                    FailureCode.SUBJECT_MISMATCH,
                    "invalid or missing digest in claim: " + shown(simple.manifestDigest()));
        }
        parsed = simple;
    }

    @Override
    public Map<String, String> annotations() {
        return parsed == null ? Map.of() : parsed.annotations();
    }

    @Override
    public @Nullable Statement statement() {
        return null;
    }

    @Override
    public Digest payloadDigest() {
        return Digest.sha256(payload);
    }

    private static String shown(String text) {
        return text.length() <= 140 ? text : text.substring(0, 140) + "…";
    }
}
