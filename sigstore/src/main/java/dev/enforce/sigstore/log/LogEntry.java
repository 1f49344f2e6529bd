package dev.enforce.sigstore.log;

import dev.enforce.sigstore.encoding.Base64Text;
import dev.enforce.sigstore.encoding.Json;
import dev.enforce.sigstore.encoding.JsonObject;
import dev.enforce.sigstore.encoding.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a log with what the log said about it.
 *
 * @param logIndex index over all shards
 * @param logId 32 bytes
 * @param kind for instance {@code hashedrekord}; empty when not given apart from the body
 * @param version for instance {@code 0.0.1}; empty when not given apart from the body
 * @param integratedTime seconds since 1970; 0 when the log gives none
 * @param entryTimestamp the signed entry timestamp, if any
 * @param body the canonical entry
 */
public record LogEntry(
        long logIndex,
        byte[] logId,
        String kind,
        String version,
        long integratedTime,
        byte @Nullable [] entryTimestamp,
        @Nullable InclusionProof inclusionProof,
        byte[] body) {

    private static final int MAX_BYTES = 8 << 20;
    private static final int MAX_PROOF = 63;

    public LogEntry {
        if (logIndex < 0 || integratedTime < 0) {
            throw new MalformedException("log entry with a negative index or time");
        }
        if (integratedTime > 253402300799L) {
            throw new MalformedException("log entry with a time after the year 9999");
        }
    }

    /** Reads the JSON of cosign's annotation: a signed entry timestamp with its payload. */
    public static LogEntry parseLegacy(String json) {
        JsonObject bundle = Json.parseObject(json.getBytes(StandardCharsets.UTF_8), MAX_BYTES);
        JsonObject payload = bundle.object("Payload");
        return new LogEntry(
                payload.longValue("logIndex", 0),
                hex(payload.text("logID")),
                "",
                "",
                payload.longValue("integratedTime", 0),
                bundle.bytes("SignedEntryTimestamp"),
                null,
                Base64Text.decode(payload.text("body")));
    }

    /** Reads a TransparencyLogEntry of a sigstore bundle. */
    public static LogEntry parseProtocol(JsonObject json) {
        JsonObject kind = json.findObject("kindVersion");
        JsonObject promise = json.findObject("inclusionPromise");
        JsonObject proof = json.findObject("inclusionProof");
        return new LogEntry(
                json.longValue("logIndex", 0),
                json.object("logId").bytes("keyId"),
                kind == null ? "" : kind.text("kind", ""),
                kind == null ? "" : kind.text("version", ""),
                json.longValue("integratedTime", 0),
                promise == null ? null : promise.findBytes("signedEntryTimestamp"),
                proof == null ? null : proof(proof),
                json.bytes("canonicalizedBody"));
    }

    /** What a signed entry timestamp of this entry is made over. */
    public byte[] timestampPayload() {
        return EntryTimestamp.payload(
                Base64Text.encode(body), integratedTime, HexFormat.of().formatHex(logId), logIndex);
    }

    /** Whether both have the same place in the same log. */
    public boolean isSamePlaceAs(LogEntry other) {
        return logIndex == other.logIndex && java.util.Arrays.equals(logId, other.logId);
    }

    private static InclusionProof proof(JsonObject json) {
        JsonObject checkpoint = json.findObject("checkpoint");
        return new InclusionProof(
                json.longValue("logIndex", 0),
                json.bytes("rootHash"),
                json.longValue("treeSize", 0),
                json.bytesList("hashes", MAX_PROOF),
                checkpoint == null ? "" : checkpoint.text("envelope", ""));
    }

    private static byte[] hex(String digits) {
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("log id that is not hexadecimal", e);
        }
    }
}
