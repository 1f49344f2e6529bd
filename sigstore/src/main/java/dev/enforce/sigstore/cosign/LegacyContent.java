package dev.enforce.sigstore.cosign;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.dsse.Statement;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import dev.enforce.sigstore.log.EntryBinding;
import dev.enforce.sigstore.log.LogEntry;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is signed in cosign's layout: a simple signing payload or an envelope. */
sealed interface LegacyContent permits PayloadContent, EnvelopeContent {

    /** What a signed timestamp is about. */
    byte[] stamped();

    /** The raw signature. */
    byte[] signature();

    /** @throws dev.enforce.sigstore.outcome.RefusedException if the entry is about something else */
    void requireBound(LogEntry entry, EntryBinding.Verifier verifier);

    /** @throws dev.enforce.sigstore.outcome.RefusedException if the key did not sign */
    void requireSignature(VerificationKey key, HashAlgorithm hash);

    /** @throws dev.enforce.sigstore.outcome.RefusedException if the content is about another image */
    void requireClaim(Digest image);

    Map<String, String> annotations();

    @Nullable
    Statement statement();

    Digest payloadDigest();
}
