package dev.enforce.verification;

import dev.enforce.oci.Deadline;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.RegistryException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which evidence each place held, and asks a registry again when that is too old: never twice at the same
 * time for one place.
 *
 * <p>Threads: one lock guards the map, one each entry; no request is made under either. The thread that finds nobody
 * asking asks itself; others wait for its answer until their own deadline.
 */
final class EvidenceStore {

    private static final int MAX_PLACES = 20_000;
    private static final Duration PATIENCE_WITH_STALE = Duration.ofSeconds(3);

    private final EvidenceReader reader;
    private final VerificationSettings settings;
    private final LongSupplier nanoClock;
    private final LinkedHashMap<Key, State> entries = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, State> eldest) {
            return size() > MAX_PLACES;
        }
    };

    EvidenceStore(EvidenceReader reader, VerificationSettings settings, LongSupplier nanoClock) {
        this.reader = reader;
        this.settings = settings;
        this.nanoClock = nanoClock;
    }

    /** An index, and when it was last what the registry served. */
    record Reading(EvidenceIndex index, long asOf) {}

    private record Key(EvidencePlace place, String keychain) {}

    private static final class State {
        private @Nullable EvidenceIndex index;
        private long signaturesAsOf;
        private long attestationsAsOf;
        private long bundlesAsOf;
        private long completeAt;
        private @Nullable CompletableFuture<Reading> asking;
    }

    /** What the place holds, as the registry said not before {@code notBefore} on the monotonic clock. */
    Reading read(EvidencePlace place, long notBefore, Keychain keychain, Deadline deadline) {
        State entry = entry(new Key(place.wantingAll(), keychain.cacheKey()));
        for (int round = 0; ; round++) {
            CompletableFuture<Reading> mine = new CompletableFuture<>();
            CompletableFuture<Reading> theirs;
            synchronized (entry) {
                Reading known = known(entry, place);
                if (known != null && known.asOf() - notBefore >= 0) {
                    return known;
                }
                theirs = entry.asking;
                if (theirs == null) {
                    entry.asking = mine;
                }
            }
            if (theirs == null) {
                return ask(entry, mine, place, keychain, deadline);
            }
            Reading reading = await(theirs, place, deadline);
            if (round > 1 || deadline.isExpired()) {
                return reading;
            }
        }
    }

    /** What is known of all that the place wants, and when the oldest part of it was read; the entry's lock is held. */
    private @Nullable Reading known(State entry, EvidencePlace place) {
        EvidenceIndex index = entry.index;
        if (index == null || !index.place().wants(place)) {
            return null;
        }
        long asOf = nanoClock.getAsLong();
        asOf = place.signatures() ? earlier(asOf, entry.signaturesAsOf) : asOf;
        asOf = place.attestations() ? earlier(asOf, entry.attestationsAsOf) : asOf;
        asOf = place.bundles() ? earlier(asOf, entry.bundlesAsOf) : asOf;
        return new Reading(index, asOf);
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    private State entry(Key key) {
        synchronized (entries) {
            return entries.computeIfAbsent(key, ignored -> new State());
        }
    }

    private Reading ask(
            State entry, CompletableFuture<Reading> mine, EvidencePlace place, Keychain keychain, Deadline deadline) {
        EvidenceIndex known;
        boolean mayBeStale;
        synchronized (entry) {
            known = entry.index;
            mayBeStale = known != null
                    && nanoClock.getAsLong() - entry.completeAt
                            < settings.staleWhenUnreachable().toNanos();
        }
        try {
            Deadline until = mayBeStale ? deadline.earlier(Deadline.after(PATIENCE_WITH_STALE)) : deadline;
            long asked = nanoClock.getAsLong();
            EvidenceIndex read = reader.read(place, known, keychain, until);
            EvidenceIndex kept = mayBeStale && known != null ? read.orWhatWasVerified(known) : read;
            Reading reading = new Reading(kept, asked);
            synchronized (entry) {
                entry.index = kept;
                entry.signaturesAsOf = place.signatures() ? asked : entry.signaturesAsOf;
                entry.attestationsAsOf = place.attestations() ? asked : entry.attestationsAsOf;
                entry.bundlesAsOf = place.bundles() ? asked : entry.bundlesAsOf;
                if (read.isComplete(place)) {
                    entry.completeAt = asked;
                }
                entry.asking = null;
            }
            mine.complete(reading);
            return reading;
        } catch (RuntimeException | Error problem) {
            synchronized (entry) {
                entry.asking = null;
            }
            mine.completeExceptionally(problem);
            throw problem;
        }
    }

    private Reading await(CompletableFuture<Reading> theirs, EvidencePlace place, Deadline deadline) {
        try {
            return theirs.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return unread(place, RegistryException.Code.TIMEOUT, "did not answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unread(place, RegistryException.Code.INTERRUPTED, "was not waited for");
        } catch (ExecutionException e) {
            return unread(place, RegistryException.Code.UNAVAILABLE, "could not be asked: " + e.getCause());
        }
    }

    private Reading unread(EvidencePlace place, RegistryException.Code code, String what) {
        RegistryException problem = new RegistryException(
                code,
                place.repository() + "@" + place.image(),
                "registry " + place.repository().registry() + " " + what);
        TagReading tag = new TagReading.Unread(problem);
        return new Reading(
                new EvidenceIndex(
                        place,
                        place.signatures() ? tag : new TagReading.NotWanted(),
                        place.attestations() ? tag : new TagReading.NotWanted(),
                        place.bundles() ? new ReferrersReading.Unread(problem) : new ReferrersReading.NotWanted()),
                nanoClock.getAsLong());
    }
}
