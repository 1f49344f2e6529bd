package dev.enforce.sigstore.outcome;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.dsse.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a verified signature says.
 *
 * @param id SHA-256 of the raw signature and the PEM of the certificate, in hexadecimal digits
 * @param subjects alternative names of the certificate; empty for a key
 * @param issuer identity provider of the certificate; empty for a key
 * @param extensions Fulcio's extensions by name
 * @param keyFingerprint SHA-256 of the key that verified, in hexadecimal digits
 * @param annotations the {@code optional} part of a simple signing payload
 * @param statement of an attestation, or of an image signature in a bundle
 * @param payloadDigest of what was signed
 */
public record SignatureFacts(
        String id,
        List<String> subjects,
        String issuer,
        Map<String, String> extensions,
        String keyFingerprint,
        List<LogEntryFact> logEntries,
        List<TrustedTime> times,
        Map<String, String> annotations,
        @Nullable Statement statement,
        Digest payloadDigest) {

    public SignatureFacts {
        subjects = List.copyOf(subjects);
        extensions = Map.copyOf(extensions);
        logEntries = List.copyOf(logEntries);
        times = List.copyOf(times);
        annotations = Map.copyOf(annotations);
    }

    /** The first of the alternative names; empty for a key. */
    public String subject() {
        return subjects.isEmpty() ? "" : subjects.getFirst();
    }

    public Optional<Statement> findStatement() {
        return Optional.ofNullable(statement);
    }
}
