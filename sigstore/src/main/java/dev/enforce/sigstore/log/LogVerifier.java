package dev.enforce.sigstore.log;

import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.outcome.FailureCode;
import dev.enforce.sigstore.outcome.LogEntryFact;
import dev.enforce.sigstore.outcome.RefusedException;
import dev.enforce.sigstore.trust.TransparencyLog;
import dev.enforce.sigstore.trust.TrustRoot;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Holds entries against the logs of a trust root. Says nothing about what an entry is about: see {@link EntryBinding}. */
public final class LogVerifier {

    private LogVerifier() {}

    /**
     * Verifies whatever the entry carries of signed timestamp and inclusion proof; at least one of them.
     *
     * @return the verified entry, or nothing if its log is not known
     * @throws RefusedException if a known log did not say this
     */
    public static Optional<LogEntryFact> verify(LogEntry entry, TrustRoot root, Instant now) {
        List<TransparencyLog> logs = root.transparencyLogs().stream()
                .filter(log -> log.hasId(entry.logId()))
                .toList();
        if (logs.isEmpty()) {
            return Optional.empty();
        }
        if (entry.entryTimestamp() == null && entry.inclusionProof() == null) {
            throw invalid("log entry with neither a signed timestamp nor an inclusion proof");
        }
        RefusedException refused = null;
        for (TransparencyLog log : logs) {
            try {
                return Optional.of(verify(entry, log, now));
            } catch (RefusedException e) {
                refused = e;
            }
        }
        throw refused == null ? invalid("no log") : refused;
    }

    private static LogEntryFact verify(LogEntry entry, TransparencyLog log, Instant now) {
        if (log.validity().start() == null) {
            throw invalid("log " + log.baseUrl() + " has no beginning of its validity in the trust root");
        }
        byte[] promise = entry.entryTimestamp();
        Instant time = null;
        if (promise != null) {
            if (!log.key().verify(HashAlgorithm.SHA256, entry.timestampPayload(), promise)) {
                throw invalid("unable to verify SET");
            }
            time = Instant.ofEpochSecond(entry.integratedTime());
            checkTime(time, log, now);
        } else if (entry.integratedTime() != 0) {
            checkTime(Instant.ofEpochSecond(entry.integratedTime()), log, now);
        }
        InclusionProof proof = entry.inclusionProof();
        if (proof != null) {
            checkInclusion(entry, proof, log);
        }
        return new LogEntryFact(entry.logIndex(), HexFormat.of().formatHex(entry.logId()), log.baseUrl(), time);
    }

    private static void checkTime(Instant time, TransparencyLog log, Instant now) {
        if (time.isAfter(now)) {
            throw invalid("log entry with an integrated time in the future");
        }
        if (!log.isInUseAt(time)) {
            throw invalid("log entry with an integrated time outside of the validity of the log's key");
        }
    }

    private static void checkInclusion(LogEntry entry, InclusionProof proof, TransparencyLog log) {
        if (proof.checkpoint().isEmpty()) {
            throw invalid("inclusion proof without a checkpoint");
        }
        Checkpoint checkpoint;
        try {
            checkpoint = Checkpoint.parse(proof.checkpoint());
        } catch (MalformedException e) {
            throw invalid(e.getMessage());
        }
        if (entry.entryTimestamp() == null && entry.integratedTime() == 0 && !isOriginOf(checkpoint.origin(), log)) {
            throw invalid("checkpoint of another log: " + checkpoint.origin());
        }
        if (!checkpoint.isSignedBy(log.key())) {
            throw invalid("unable to verify the checkpoint's signature");
        }
        if (checkpoint.size() != proof.treeSize() || !Arrays.equals(checkpoint.rootHash(), proof.rootHash())) {
            throw invalid("checkpoint of another tree than the inclusion proof");
        }
        byte[] leaf = Merkle.leafHash(entry.body());
        if (!Merkle.verifyInclusion(proof.logIndex(), proof.treeSize(), leaf, proof.hashes(), proof.rootHash())) {
            throw invalid("unable to verify the inclusion proof");
        }
    }

    /** Second-generation logs are named by the host of their address, with or without its port. */
    private static boolean isOriginOf(String origin, TransparencyLog log) {
        String host = log.host();
        int colon = host.lastIndexOf(':');
        return origin.equals(host)
                || (colon > 0 && origin.equals(host.substring(0, colon)))
                || origin.startsWith(host + " - ");
    }

    private static RefusedException invalid(String text) {
        return new RefusedException(FailureCode.LOG_ENTRY_INVALID, text);
    }
}
