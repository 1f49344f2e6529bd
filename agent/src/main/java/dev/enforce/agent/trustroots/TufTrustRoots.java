package dev.enforce.agent.trustroots;

import dev.enforce.sigstore.trust.TrustRoot;
import dev.enforce.sigstore.tuf.ArchiveRepository;
import dev.enforce.sigstore.tuf.TufClient;
import dev.enforce.sigstore.tuf.TufException;
import dev.enforce.sigstore.tuf.TufRepository;
import dev.enforce.sigstore.tuf.TufStore;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the TUF repositories of trust roots.
 *
 * <p>Reading never waits for a network: a new mirror is answered with what was kept, or with nothing, and read in the
 * background; then {@code onChange} is called. A mirror is asked again every 24 hours or when its metadata expires, and
 * after a failure in one minute, doubling up to an hour. What was good last stays in force. Safe for many threads.
 */
public final class TufTrustRoots implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TufTrustRoots.class);
    private static final Duration PERIOD = Duration.ofHours(24);
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int MOST_DOUBLINGS = 6;
    private static final int AT_ONCE = 4;
    private static final String NOT_READ_YET = "the TUF repository was not read yet";

    private final HttpClient http = MirrorRepository.client();
    private final @Nullable Path directory;
    private final InstantSource clock;
    private final Executor executor;
    private final Runnable onChange;
    private final Semaphore slots = new Semaphore(AT_ONCE);
    private final Map<String, Followed> byName = new HashMap<>();
    private final @Nullable Followed followedPublicGood;

    /**
     * What is known of a trust root.
     *
     * @param json sigstore's TrustedRoot in one line; null if none was ever good
     * @param problem why it is not up to date, for a person; empty if it is
     */
    public record Reading(@Nullable String json, String problem) {}

    /** One repository and how it goes; guarded by itself. */
    private static final class Followed {
        private final String name;
        private final TufSource source;
        private final TufStore store;
        private @Nullable String json;
        private @Nullable Instant expires;
        private String problem = NOT_READ_YET;
        private Instant next = Instant.MIN;
        private int failures;
        private boolean running;

        Followed(String name, TufSource source, TufStore store) {
            this.name = name;
            this.source = source;
            this.store = store;
        }
    }

    /**
     * @param directory where metadata is kept over restarts, which is what notices a rollback then; null for nowhere
     * @param publicGood repository of the public-good instance; null to use what this release carries
     * @param executor runs what may wait for a network
     * @param onChange called after something changed, on any thread; must return at once
     */
    public TufTrustRoots(
            @Nullable Path directory,
            TufSource.@Nullable Mirror publicGood,
            InstantSource clock,
            Executor executor,
            Runnable onChange) {
        this.directory = directory;
        this.clock = clock;
        this.executor = executor;
        this.onChange = onChange;
        this.followedPublicGood = publicGood == null ? null : follow("public good", publicGood);
    }

    /** The trust root of this name, at this source. The first reading of what is carried along is done here. */
    public Reading read(String name, TufSource source) {
        Followed followed;
        boolean isNew;
        synchronized (byName) {
            Followed known = byName.get(name);
            isNew = known == null || !known.source.fingerprint().equals(source.fingerprint());
            followed = isNew || known == null ? follow(name, source) : known;
            byName.put(name, followed);
        }
        if (isNew) {
            switch (source) {
                case TufSource.Carried _ -> attempt(followed);
                case TufSource.Mirror _ -> ask(followed);
            }
        }
        return reading(followed);
    }

    /** Forgets all trust roots but these. */
    public void retain(Collection<String> names) {
        synchronized (byName) {
            byName.keySet().retainAll(names);
        }
    }

    /** The public-good root as its repository gave it; empty if none is followed, or none was ever good. */
    public Optional<String> publicGood() {
        return followedPublicGood == null
                ? Optional.empty()
                : Optional.ofNullable(reading(followedPublicGood).json());
    }

    /** Asks every repository that is due; returns at once. To be called about once a minute. */
    public void refreshDue() {
        List<Followed> all = new ArrayList<>();
        synchronized (byName) {
            all.addAll(byName.values());
        }
        if (followedPublicGood != null) {
            all.add(followedPublicGood);
        }
        all.forEach(this::ask);
    }

    /** Breaks what is under way. */
    @Override
    public void close() {
        http.shutdownNow();
    }

    private void ask(Followed followed) {
        synchronized (followed) {
            if (followed.running || clock.instant().isBefore(followed.next)) {
                return;
            }
            followed.running = true;
        }
        executor.execute(() -> {
            Reading before = reading(followed);
            try {
                slots.acquireUninterruptibly();
                try {
                    attempt(followed);
                } finally {
                    slots.release();
                }
            } finally {
                synchronized (followed) {
                    followed.running = false;
                }
            }
            if (!before.equals(reading(followed))) {
                onChange.run();
            }
        });
    }

    private Followed follow(String name, TufSource source) {
        TufStore store = directory == null || source instanceof TufSource.Carried
                ? TufStore.inMemory()
                : new DirectoryStore(directory.resolve(source.fingerprint()));
        Followed followed = new Followed(name, source, store);
        store.find("target " + source.target()).flatMap(TufTrustRoots::json).ifPresent(kept -> followed.json = kept);
        return followed;
    }

    private Reading reading(Followed followed) {
        synchronized (followed) {
            String problem = followed.problem;
            Instant expires = followed.expires;
            if (problem.isEmpty() && expires != null && !clock.instant().isBefore(expires)) {
                problem = "the metadata of the TUF repository expired at " + expires;
            }
            return new Reading(followed.json, problem);
        }
    }

    private void attempt(Followed followed) {
        Instant now = clock.instant();
        try {
            TufClient client =
                    new TufClient(repository(followed.source), followed.store, followed.source.targetsFolder());
            TufClient.Snapshot snapshot = client.refresh(followed.source.root(), now);
            TrustRoot root = root(client, snapshot, followed.source.target());
            synchronized (followed) {
                followed.json = new String(root.toJson(), StandardCharsets.UTF_8);
                followed.expires = snapshot.expires();
                followed.problem = "";
                followed.failures = 0;
                followed.next = later(now, earlier(now.plus(PERIOD), snapshot.expires()));
            }
            LOG.info("trust root {} is up to date, its metadata expires {}", followed.name, snapshot.expires());
        } catch (RuntimeException e) {
            failed(followed, now, text(e));
        }
    }

    private void failed(Followed followed, Instant now, String problem) {
        synchronized (followed) {
            followed.problem = problem;
            followed.failures = Math.min(followed.failures + 1, MOST_DOUBLINGS + 1);
            Duration pause = SHORTEST.multipliedBy(1L << (followed.failures - 1));
            followed.next = now.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        }
        LOG.warn("trust root {} could not be refreshed, what was good last stays in force: {}", followed.name, problem);
    }

    private TufRepository repository(TufSource source) {
        return switch (source) {
            case TufSource.Mirror mirror -> new MirrorRepository(http, mirror.url());
            case TufSource.Carried carried -> ArchiveRepository.of(carried.archive());
        };
    }

    private static TrustRoot root(TufClient client, TufClient.Snapshot snapshot, String target) {
        if (snapshot.names().contains(target)) {
            return TrustRoot.require(client.target(snapshot, target));
        }
        return UsageTargets.read(client, snapshot);
    }

    private static Optional<String> json(byte[] target) {
        return TrustRoot.parse(target) instanceof TrustRoot.Read(TrustRoot root)
                ? Optional.of(new String(root.toJson(), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private static String text(RuntimeException e) {
        return e instanceof TufException tuf
                ? "TUF " + tuf.code().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + tuf.getMessage()
                : String.valueOf(e.getMessage());
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    /** Never at once again, even if the metadata has almost expired. */
    private static Instant later(Instant now, Instant next) {
        Instant soonest = now.plus(SHORTEST);
        return next.isAfter(soonest) ? next : soonest;
    }
}
