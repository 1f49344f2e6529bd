package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.model.PinnedReference;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Verdicts by everything that they were computed from but the evidence, which each of them remembers itself. */
final class VerdictCache {

    private final int capacity;
    private final Map<Key, Kept> verdicts = new ConcurrentHashMap<>();

    VerdictCache(int capacity) {
        this.capacity = capacity;
    }

    /**
     * @param policies fingerprint of the policies that apply, which stands for what selects them
     * @param namespace where pull secrets of policies are looked up; empty when no policy names any
     * @param keychain name of the credentials
     * @param workload key of what policies read of the object; empty when none does
     */
    record Key(
            PinnedReference image,
            String policies,
            String trustRoots,
            String namespace,
            String keychain,
            String workload) {}

    /**
     * A verdict.
     *
     * @param evidence indexes of the places that were looked at
     * @param asOf when the oldest of them was what the registry served, on the monotonic clock
     */
    record Kept(Verdict verdict, List<EvidenceIndex> evidence, long asOf) {

        /** Passed, and nothing was found wanting: new evidence could not make it better. */
        boolean isClean() {
            return verdict instanceof Verdict.Passed passed && passed.warnings().isEmpty();
        }

        /** Where the evidence that made it pass was found. */
        Set<Digest> manifests() {
            Set<Digest> manifests = new HashSet<>();
            if (verdict instanceof Verdict.Passed passed) {
                for (PolicyPass pass : passed.passes()) {
                    for (AuthorityMatch match : pass.matches()) {
                        match.signatures().forEach(piece -> manifests.add(piece.manifest()));
                        match.attestations()
                                .values()
                                .forEach(pieces -> pieces.forEach(piece -> manifests.add(piece.manifest())));
                    }
                }
            }
            return manifests;
        }

        boolean isValidAt(Instant now) {
            Instant until = verdict.basis().validUntil();
            return until == null || now.isBefore(until);
        }
    }

    @Nullable
    Kept find(Key key) {
        return verdicts.get(key);
    }

    void put(Key key, Kept kept) {
        if (verdicts.size() >= capacity) {
            shrink();
        }
        verdicts.put(key, kept);
    }

    void remove(Key key) {
        verdicts.remove(key);
    }

    int size() {
        return verdicts.size();
    }

    private void shrink() {
        Iterator<Key> keys = verdicts.keySet().iterator();
        for (int i = verdicts.size() - capacity * 3 / 4; i > 0 && keys.hasNext(); i--) {
            keys.next();
            keys.remove();
        }
    }
}
