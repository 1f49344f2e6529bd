package dev.enforce.sigstore.signer;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.dsse.Statement;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import dev.enforce.sigstore.outcome.LogEntryFact;
import dev.enforce.sigstore.outcome.SignatureFacts;
import dev.enforce.sigstore.outcome.TrustedTime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has been verified so far about one signature. */
public final class Evidence {

    private final List<LogEntryFact> logEntries = new ArrayList<>();
    private final List<TrustedTime> times = new ArrayList<>();

    /** Keeps an entry, and its time if the log signed one. */
    public void add(LogEntryFact entry) {
        logEntries.add(entry);
        Instant time = entry.integratedTime();
        if (time != null) {
            times.add(new TrustedTime(time, TrustedTime.Source.TRANSPARENCY_LOG, entry.logUrl()));
        }
    }

    public void add(TrustedTime time) {
        times.add(time);
    }

    public List<LogEntryFact> logEntries() {
        return List.copyOf(logEntries);
    }

    public List<TrustedTime> times() {
        return List.copyOf(times);
    }

    /** The facts of a signature whose verification is complete. */
    public SignatureFacts facts(
            byte[] signature,
            VerificationKey key,
            @Nullable Certificate certificate,
            Map<String, String> annotations,
            @Nullable Statement statement,
            Digest payloadDigest) {
        byte[] pem = certificate == null ? new byte[0] : certificate.toPem().getBytes(StandardCharsets.US_ASCII);
        return new SignatureFacts(
                HexFormat.of().formatHex(HashAlgorithm.SHA256.hash(signature, pem)),
                certificate == null ? List.of() : certificate.subjects(),
                certificate == null ? "" : certificate.fulcioExtensions().issuer(),
                certificate == null ? Map.of() : certificate.fulcioExtensions().byName(),
                key.fingerprintHex(),
                logEntries,
                times,
                annotations,
                statement,
                payloadDigest);
    }
}
