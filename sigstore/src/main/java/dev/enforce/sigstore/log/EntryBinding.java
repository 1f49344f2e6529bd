package dev.enforce.sigstore.log;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.dsse.Dsse;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.outcome.FailureCode;
import dev.enforce.sigstore.outcome.RefusedException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Binds a log entry to the very signature, signer and payload at hand; without this an entry of anybody's could stand
 * beside any signature (CVE-2022-36056, CVE-2026-22703).
 */
public final class EntryBinding {

    private EntryBinding() {}

    /**
     * Who signed, as entries write it.
     *
     * @param certificate whether it is a certificate, else a public key
     * @param encoded DER
     */
    public record Verifier(boolean certificate, byte[] encoded) {}

    /** Content of which all is known. */
    public static void requireSigned(LogEntry entry, byte[] content, byte[] signature, Verifier verifier) {
        RekorEntry parsed = hashedRekord(entry);
        RekorEntry.Hash hash = parsed.dataHash();
        if (hash == null || !hash.isOf(content)) {
            throw mismatch("matching bundle to payload: the log entry is about another payload");
        }
        requireSignature(parsed, 0, signature, verifier);
    }

    /** Content of which only the digest is known. */
    public static void requireSigned(LogEntry entry, Digest digest, byte[] signature, Verifier verifier) {
        RekorEntry parsed = hashedRekord(entry);
        RekorEntry.Hash hash = parsed.dataHash();
        boolean same = hash != null
                && hash.algorithm().wireName().equals(digest.algorithm().wireName())
                && MessageDigest.isEqual(hash.value(), digest.bytes());
        if (!same) {
            throw mismatch("matching bundle to payload: the log entry is about another payload");
        }
        requireSignature(parsed, 0, signature, verifier);
    }

    /**
     * An envelope.
     *
     * @param raw the envelope's own bytes, if they are what was logged
     */
    public static void requireEnvelope(LogEntry entry, Dsse envelope, byte @Nullable [] raw, Verifier verifier) {
        RekorEntry parsed = parse(entry);
        if (parsed.kind().equals("hashedrekord")) {
            requireSigned(
                    entry, envelope.pae(), envelope.signatures().getFirst().signature(), verifier);
            return;
        }
        RekorEntry.Hash payload = parsed.payloadHash();
        RekorEntry.Hash data = parsed.dataHash();
        boolean byPayload = payload != null && payload.isOf(envelope.payload());
        boolean byEnvelope = payload == null && data != null && raw != null && data.isOf(raw);
        if (!byPayload && !byEnvelope) {
            throw mismatch("matching bundle to payload: the log entry is about another payload");
        }
        if (parsed.signatures().size() != envelope.signatures().size()) {
            throw mismatch("signature in bundle does not match signature being verified");
        }
        for (int i = 0; i < parsed.signatures().size(); i++) {
            requireSignature(parsed, i, envelope.signatures().get(i).signature(), verifier);
        }
    }

    private static void requireSignature(RekorEntry entry, int index, byte[] signature, Verifier verifier) {
        RekorEntry.EntrySignature logged = entry.signatures().get(index);
        if (logged.signature() != null && !Arrays.equals(logged.signature(), signature)) {
            throw mismatch("signature in bundle does not match signature being verified");
        }
        if (logged.certificate() != verifier.certificate() || !Arrays.equals(logged.verifier(), verifier.encoded())) {
            throw mismatch("comparing public key PEMs: the log entry is of another key or certificate");
        }
    }

    private static RekorEntry hashedRekord(LogEntry entry) {
        RekorEntry parsed = parse(entry);
        if (!parsed.kind().equals("hashedrekord")) {
            throw mismatch("log entry of kind " + parsed.kind() + " beside a plain signature");
        }
        return parsed;
    }

    private static RekorEntry parse(LogEntry entry) {
        try {
            RekorEntry parsed = RekorEntry.parse(entry.body());
            boolean named = entry.kind().isEmpty()
                    || (entry.kind().equals(parsed.kind()) && entry.version().equals(parsed.version()));
            if (!named) {
                throw mismatch("log entry of another kind than its body");
            }
            return parsed;
        } catch (MalformedException e) {
            throw new RefusedException(FailureCode.LOG_ENTRY_MISMATCH, e.getMessage());
        }
    }

    private static RefusedException mismatch(String text) {
        return new RefusedException(FailureCode.LOG_ENTRY_MISMATCH, text);
    }
}
