package dev.enforce.sigstore.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.model.Digest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows a repository from a trusted root to its targets, as section 5 of the specification says: root rotation by
 * threshold of the old and the new keys, then timestamp, snapshot and targets, each signed, not older than what was
 * trusted before, not expired at the one time that the refresh uses, and all of one snapshot.
 *
 * <p>Top-level targets only; a delegated target is answered with {@link TufException.Code#NO_SUCH_TARGET}. Every read is
 * bounded. What a refresh has verified is stored at once, so that an interrupted one never goes back. Not for concurrent
 * use over one store.
 */
public final class TufClient {

    private static final int MAX_ROOT = 512 << 10;
    private static final int MAX_TIMESTAMP = 16 << 10;
    private static final int MAX_SNAPSHOT = 2 << 20;
    private static final int MAX_TARGETS = 5 << 20;
    private static final int MAX_TARGET = 10 << 20;
    private static final int MAX_ROTATIONS = 256;

    private final TufRepository repository;
    private final TufStore store;
    private final String targetsFolder;

    /**
     * @param targetsFolder folder of the targets in the repository, usually {@code targets}
     */
    public TufClient(TufRepository repository, TufStore store, String targetsFolder) {
        this.repository = repository;
        this.store = store;
        this.targetsFolder = targetsFolder;
    }

    /**
     * What a refresh established.
     *
     * @param expires when the first of the metadata files expires; after that a refresh has to succeed again
     */
    public record Snapshot(long rootVersion, Instant expires, JsonNode targets) {

        /** The custom metadata of a target: sigstore's older repositories say there what a key is for. */
        public Optional<JsonNode> customOf(String target) {
            JsonNode custom = targets.path(target).path("custom");
            return custom.isObject() ? Optional.of(custom) : Optional.empty();
        }

        /** The names of all top-level targets. */
        public List<String> names() {
            return targets.properties().stream().map(Map.Entry::getKey).sorted().toList();
        }
    }

    /**
     * Brings the metadata up to date.
     *
     * @param trustedRoot the root that came with the configuration; a newer one in the store that descends from it is used
     * @param now the one time that all expiries are compared with
     * @throws TufException with its code; what was trusted before stays in the store
     */
    public Snapshot refresh(byte[] trustedRoot, Instant now) {
        Signed root = updateRoot(startingRoot(trustedRoot));
        requireFresh("root", root, now);
        Signed timestamp = updateTimestamp(root, now);
        Signed snapshot = updateSnapshot(root, timestamp, now);
        Signed targets = updateTargets(root, snapshot, now);
        Instant expires = List.of(root, timestamp, snapshot, targets).stream()
                .map(Signed::expires)
                .min(Instant::compareTo)
                .orElseThrow();
        return new Snapshot(root.version(), expires, targets.body().path("targets"));
    }

    /**
     * Looks whether a {@code root.json} can be started from: it is one, and its own keys signed it.
     *
     * @throws TufException if not
     */
    public static void checkRoot(byte[] root) {
        Signed given = Signed.parse("root", bounded("root", root, MAX_ROOT));
        given.requireThreshold("root", Role.of(given, "root"));
        long unused = given.version();
    }

    /** A target named by the snapshot: from the store if it is the one, else from the repository. */
    public byte[] target(Snapshot snapshot, String name) {
        FileInfo info = FileInfo.of(snapshot.targets(), name)
                .orElseThrow(() ->
                        new TufException(TufException.Code.NO_SUCH_TARGET, "the repository has no target " + name));
        Digest hash = info.requireHash(name);
        Optional<byte[]> kept = store.find("target " + name).filter(hash::matches);
        if (kept.isPresent()) {
            return kept.get();
        }
        int bound = (int) Math.min(MAX_TARGET, info.length() == null ? MAX_TARGET : info.length());
        byte[] content = required(targetPath(name, hash), bound);
        info.requireContent(name, content);
        store.put("target " + name, content);
        return content;
    }

    /** The last target that was verified, without a refresh: for a start without network. */
    public Optional<byte[]> lastGoodTarget(String name) {
        return store.find("target " + name);
    }

    private Signed startingRoot(byte[] trustedRoot) {
        Signed given = Signed.parse("root", trustedRoot);
        given.requireThreshold("root", Role.of(given, "root"));
        Optional<Signed> kept = store.find("root.json").map(bytes -> Signed.parse("root", bytes));
        boolean sameOrigin = store.find("origin")
                .map(bytes -> Arrays.equals(bytes, Digest.sha256(trustedRoot).bytes()))
                .orElse(false);
        if (sameOrigin && kept.isPresent() && kept.get().version() >= given.version()) {
            return kept.get();
        }
        List.of("timestamp.json", "snapshot.json", "targets.json").forEach(store::remove);
        store.put("root.json", trustedRoot);
        store.put("origin", Digest.sha256(trustedRoot).bytes());
        return given;
    }

    private Signed updateRoot(Signed trusted) {
        Signed current = trusted;
        for (int i = 0; i < MAX_ROTATIONS; i++) {
            long next = current.version() + 1;
            Optional<byte[]> bytes = repository.fetch(next + ".root.json", MAX_ROOT);
            if (bytes.isEmpty()) {
                return current;
            }
            Signed candidate = Signed.parse("root", bounded("root", bytes.get(), MAX_ROOT));
            candidate.requireThreshold("root", Role.of(current, "root"));
            candidate.requireThreshold("root", Role.of(candidate, "root"));
            if (candidate.version() != next) {
                throw new TufException(
                        TufException.Code.ROLLBACK, "root metadata " + candidate.version() + " in place of " + next);
            }
            forgetWhatOldKeysSigned(current, candidate);
            store.put("root.json", candidate.bytes());
            current = candidate;
        }
        throw new TufException(TufException.Code.MALFORMED, "more than " + MAX_ROTATIONS + " root rotations at once");
    }

    /** After a rotation of their keys, versions may start anew: a fast-forward attack must not lock us out for ever. */
    private void forgetWhatOldKeysSigned(Signed before, Signed after) {
        boolean same = keyIds(before, "timestamp").equals(keyIds(after, "timestamp"))
                && keyIds(before, "snapshot").equals(keyIds(after, "snapshot"));
        if (!same) {
            store.remove("timestamp.json");
            store.remove("snapshot.json");
        }
    }

    private static JsonNode keyIds(Signed root, String role) {
        return root.body().path("roles").path(role).path("keyids");
    }

    private Signed updateTimestamp(Signed root, Instant now) {
        Role role = Role.of(root, "timestamp");
        byte[] bytes = required("timestamp.json", MAX_TIMESTAMP);
        Signed fresh = Signed.parse("timestamp", bytes);
        fresh.requireThreshold("timestamp", role);
        Signed before = kept("timestamp", role);
        if (before != null) {
            requireNotOlder("timestamp", before.version(), fresh.version());
            requireNotOlder(
                    "snapshot", snapshotOf(before).version(), snapshotOf(fresh).version());
        }
        requireFresh("timestamp", fresh, now);
        store.put("timestamp.json", bytes);
        return fresh;
    }

    private Signed updateSnapshot(Signed root, Signed timestamp, Instant now) {
        Role role = Role.of(root, "snapshot");
        FileInfo info = snapshotOf(timestamp);
        byte[] bytes = required(metadataPath(root, "snapshot", info.version()), bound(info, MAX_SNAPSHOT));
        info.requireContent("snapshot.json", bytes);
        Signed fresh = Signed.parse("snapshot", bytes);
        fresh.requireThreshold("snapshot", role);
        requireVersion("snapshot", info.version(), fresh.version());
        Signed before = kept("snapshot", role);
        if (before != null) {
            for (Map.Entry<String, JsonNode> entry : before.body().path("meta").properties()) {
                FileInfo now0 = FileInfo.of(fresh.body().path("meta"), entry.getKey())
                        .orElseThrow(() -> new TufException(
                                TufException.Code.ROLLBACK, "the snapshot no longer names " + entry.getKey()));
                requireNotOlder(entry.getKey(), FileInfo.parse(entry.getValue()).version(), now0.version());
            }
        }
        requireFresh("snapshot", fresh, now);
        store.put("snapshot.json", bytes);
        return fresh;
    }

    private Signed updateTargets(Signed root, Signed snapshot, Instant now) {
        FileInfo info = FileInfo.of(snapshot.body().path("meta"), "targets.json")
                .orElseThrow(
                        () -> new TufException(TufException.Code.MALFORMED, "the snapshot does not name targets.json"));
        byte[] bytes = required(metadataPath(root, "targets", info.version()), bound(info, MAX_TARGETS));
        info.requireContent("targets.json", bytes);
        Signed fresh = Signed.parse("targets", bytes);
        fresh.requireThreshold("targets", Role.of(root, "targets"));
        requireVersion("targets", info.version(), fresh.version());
        requireFresh("targets", fresh, now);
        store.put("targets.json", bytes);
        return fresh;
    }

    /** What was trusted before, if the present keys still say so. */
    private @Nullable Signed kept(String name, Role role) {
        Optional<byte[]> bytes = store.find(name + ".json");
        if (bytes.isEmpty()) {
            return null;
        }
        try {
            Signed before = Signed.parse(name, bytes.get());
            before.requireThreshold(name, role);
            return before;
        } catch (TufException noLongerTrusted) {
            store.remove(name + ".json");
            return null;
        }
    }

    private static FileInfo snapshotOf(Signed timestamp) {
        return FileInfo.of(timestamp.body().path("meta"), "snapshot.json")
                .orElseThrow(() ->
                        new TufException(TufException.Code.MALFORMED, "the timestamp does not name snapshot.json"));
    }

    private byte[] required(String path, int maxBytes) {
        byte[] bytes = repository
                .fetch(path, maxBytes)
                .orElseThrow(() -> new TufException(TufException.Code.UNAVAILABLE, "the repository lacks " + path));
        return bounded(path, bytes, maxBytes);
    }

    private static byte[] bounded(String what, byte[] bytes, int maxBytes) {
        if (bytes.length > maxBytes) {
            throw new TufException(TufException.Code.CONTENT_MISMATCH, what + " is longer than " + maxBytes + " bytes");
        }
        return bytes;
    }

    private static int bound(FileInfo info, int most) {
        return info.length() == null ? most : (int) Math.min(most, info.length());
    }

    private static String metadataPath(Signed root, String role, long version) {
        return consistent(root) ? version + "." + role + ".json" : role + ".json";
    }

    private static boolean consistent(Signed root) {
        return root.body().path("consistent_snapshot").asBoolean();
    }

    private String targetPath(String name, Digest hash) {
        Signed root = Signed.parse("root", store.find("root.json").orElseThrow());
        if (!consistent(root)) {
            return targetsFolder + "/" + name;
        }
        int slash = name.lastIndexOf('/') + 1;
        return targetsFolder + "/" + name.substring(0, slash) + hash.hex() + "." + name.substring(slash);
    }

    private static void requireFresh(String name, Signed metadata, Instant now) {
        if (!now.isBefore(metadata.expires())) {
            throw new TufException(TufException.Code.FREEZE, name + " metadata expired at " + metadata.expires());
        }
    }

    private static void requireNotOlder(String name, long before, long now) {
        if (now < before) {
            throw new TufException(
                    TufException.Code.ROLLBACK, name + " version " + now + " is older than the trusted " + before);
        }
    }

    private static void requireVersion(String name, long wanted, long found) {
        if (wanted != found) {
            throw new TufException(
                    TufException.Code.MIX_AND_MATCH, name + " version " + found + " in place of " + wanted);
        }
    }
}
