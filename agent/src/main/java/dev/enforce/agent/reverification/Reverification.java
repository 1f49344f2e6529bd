package dev.enforce.agent.reverification;

import dev.enforce.agent.observation.ObservedPod;
import dev.enforce.agent.observation.ObservedWorkload;
import dev.enforce.model.ImageReference;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.RegistryException;
import dev.enforce.verification.PolicySet;
import dev.enforce.verification.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps judging what runs.
 *
 * <p>An image is judged at once when it is new, when another kind of object runs it, when the policies or trust roots
 * changed and when a time limit passed; besides, one whose policies look at evidence is judged once a period, spread
 * over it, with one conditional read for each place. Images that only static policies cover, or none, cost nothing
 * until something changes. Only the leading replica judges; one that begins to lead tells everything as new.
 */
public final class Reverification implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reverification.class);
    private static final int AT_ONCE = 64;
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final long SHORTEST_PAUSE = Duration.ofMillis(100).toNanos();
    private static final long SHORTEST_LOOK = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMillis(250).toNanos();

    private final ReverificationInputs inputs;
    private final List<ChangeSink> sinks;
    private final ReverificationMetrics metrics;
    private final InstantSource clock;
    private final LongSupplier nanoClock;
    private final Executor executor;
    private final Semaphore slots = new Semaphore(AT_ONCE);
    private final RunningImages runningImages = new RunningImages();
    private final Object lock = new Object();
    private final Thread thread;

    private final Map<String, ImageRecord> records = new HashMap<>();
    private final Map<ImageReference, PinnedReference> resolved = new HashMap<>();
    private final Map<ImageReference, Long> unresolved = new HashMap<>();
    private RunningImages.Snapshot running = new RunningImages.Snapshot(Map.of(), Map.of());
    private long seenRevision = -1;
    private boolean seenLabels;
    private boolean tagsChanged;
    private long nextLook;
    private boolean led;
    private Duration seenPeriod = Duration.ZERO;
    private boolean woken;
    private boolean closed;

    public Reverification(
            ReverificationInputs inputs, List<ChangeSink> sinks, ReverificationMetrics metrics, InstantSource clock) {
        this(
                inputs,
                sinks,
                metrics,
                clock,
                System::nanoTime,
                task -> Thread.ofVirtual().name("reverification-image").start(task));
    }

    Reverification(
            ReverificationInputs inputs,
            List<ChangeSink> sinks,
            ReverificationMetrics metrics,
            InstantSource clock,
            LongSupplier nanoClock,
            Executor executor) {
        this.inputs = inputs;
        this.sinks = List.copyOf(sinks);
        this.metrics = metrics;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.executor = executor;
        this.nextLook = nanoClock.getAsLong();
        this.thread = Thread.ofVirtual().name("reverification").unstarted(this::loop);
    }

    public void start() {
        thread.start();
    }

    /** Something may have changed: policies, trust roots, period, leadership, or what runs. Returns at once. */
    public void wake() {
        synchronized (lock) {
            woken = true;
            lock.notifyAll();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
    }

    private void loop() {
        try {
            while (true) {
                long pause = turn();
                synchronized (lock) {
                    if (!woken && !closed) {
                        lock.wait(Math.max(1, pause / 1_000_000));
                    }
                    woken = false;
                    if (closed) {
                        return;
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Begins whatever is due and says for how many nanoseconds nothing else will be. */
    long turn() {
        try {
            return leadingTurn();
        } catch (RuntimeException problem) {
            LOG.error("continuous verification skipped a turn", problem);
            return LONGEST_PAUSE;
        }
    }

    private long leadingTurn() {
        if (!inputs.leading().getAsBoolean()) {
            forget();
            return LONGEST_PAUSE;
        }
        if (!inputs.observation().isComplete()) {
            return LONGEST_PAUSE;
        }
        PolicySet policies = inputs.policies().get();
        Duration period = inputs.period();
        List<String> due;
        synchronized (lock) {
            led = true;
            observe(policies);
            shorten(period);
            due = due(policies.hash());
        }
        metrics.turn(records.size(), due.size());
        resolveTags(period);
        for (String name : due) {
            judge(name, policies, period);
        }
        return pause();
    }

    private void forget() {
        synchronized (lock) {
            if (led) {
                led = false;
                records.clear();
                seenRevision = -1;
                metrics.states(List.of());
            }
        }
    }

    private void observe(PolicySet policies) {
        long revision = inputs.observation().revision();
        long begin = nanoClock.getAsLong();
        boolean labels = policies.readsLabels() != seenLabels;
        if (!labels && ((revision == seenRevision && !tagsChanged) || begin - nextLook < 0)) {
            return;
        }
        seenRevision = revision;
        seenLabels = policies.readsLabels();
        tagsChanged = false;
        running = runningImages.look(inputs.observation(), seenLabels, resolved);
        long now = nanoClock.getAsLong();
        // A busy cluster is looked at less often, so that looking never takes more than a twentieth of one core.
        nextLook = now + Math.max(SHORTEST_LOOK, 20 * (now - begin));
        resolved.keySet().retainAll(running.tags().keySet());
        unresolved.keySet().retainAll(running.tags().keySet());
        boolean gone = records.keySet().retainAll(running.images().keySet());
        running.images().forEach((name, image) -> {
            ImageRecord record = records.get(name);
            if (record == null) {
                records.put(name, new ImageRecord(image, now));
            } else {
                record.observed(image, now);
            }
        });
        if (gone) {
            tellStates();
        }
    }

    /** A shorter period counts at once, also for images that were due later; they are spread over it. */
    private void shorten(Duration period) {
        if (period.compareTo(seenPeriod) < 0) {
            long now = nanoClock.getAsLong();
            records.forEach((name, record) -> record.dueAtLatest(now + share(name, period)));
        }
        seenPeriod = period;
    }

    private List<String> due(String policies) {
        long now = nanoClock.getAsLong();
        Instant time = clock.instant();
        List<String> due = new ArrayList<>();
        records.forEach((name, record) -> {
            if (record.isDue(now, policies, time)) {
                due.add(name);
            }
        });
        return due;
    }

    /** How far into a period an image is judged: always the same for one image, spread evenly over all. */
    private static long share(String name, Duration period) {
        long spread = (name.hashCode() * 0x9E3779B97F4A7C15L) >>> 40;
        return period.toNanos() / (1L << 24) * spread;
    }

    private long pause() {
        long now = nanoClock.getAsLong();
        long pause = LONGEST_PAUSE;
        synchronized (lock) {
            if (tagsChanged || inputs.observation().revision() != seenRevision) {
                pause = Math.min(pause, Math.max(nextLook - now, SHORTEST_PAUSE));
            }
            for (ImageRecord record : records.values()) {
                if (record.needsEvidence()) {
                    pause = Math.min(pause, Math.max(record.due() - now, SHORTEST_PAUSE));
                }
            }
        }
        return pause;
    }

    private void judge(String name, PolicySet policies, Duration period) {
        List<RunningImage.Question> questions;
        Set<RunningImage.Variant> variants;
        boolean routine;
        synchronized (lock) {
            ImageRecord record = records.get(name);
            if (record == null) {
                return;
            }
            record.begin();
            routine = record.isRoutine(policies.hash());
            questions = record.running().questions();
            variants = record.running().variants();
        }
        slots.acquireUninterruptibly();
        executor.execute(() -> {
            try {
                // What the registry said within this period is new enough when it is the policies that changed.
                long now = nanoClock.getAsLong();
                long notBefore = routine ? now : now - period.toNanos();
                conclude(name, judgement(questions, variants, policies, notBefore), routine, period);
            } catch (RuntimeException problem) {
                LOG.error("judging {} failed", name, problem);
                failed(name, variants, policies, period);
            } finally {
                slots.release();
            }
        });
    }

    private ImageRecord.Judgement judgement(
            List<RunningImage.Question> questions,
            Set<RunningImage.Variant> variants,
            PolicySet policies,
            long notBefore) {
        Deadline deadline = Deadline.after(ANSWER);
        List<Verdict> verdicts = new ArrayList<>(questions.size());
        boolean needsEvidence = false;
        Instant validUntil = null;
        for (RunningImage.Question question : questions) {
            Verdict verdict = inputs.verification()
                    .reverify(
                            question.image(),
                            question.facts(),
                            keychain(question.pod()),
                            policies,
                            notBefore,
                            deadline);
            verdicts.add(verdict);
            needsEvidence |= verdict.basis().evidence() != null;
            Instant until = verdict.basis().validUntil();
            validUntil = validUntil == null || (until != null && until.isBefore(validUntil)) ? until : validUntil;
        }
        return new ImageRecord.Judgement(
                variants, policies.hash(), PolicyState.of(verdicts), needsEvidence, validUntil);
    }

    private Keychain keychain(ObservedPod pod) {
        return inputs.credentials().keychain(pod.workload().namespace(), pod.serviceAccount(), pod.pullSecrets());
    }

    private void conclude(String name, ImageRecord.Judgement judgement, boolean routine, Duration period) {
        long now = nanoClock.getAsLong();
        Instant time = clock.instant();
        ImageChanges changes = null;
        synchronized (lock) {
            ImageRecord record = records.get(name);
            if (record == null || !led) {
                return;
            }
            long next = now + (routine ? period.toNanos() : share(name, period));
            record.newlyUndecided(judgement)
                    .forEach((policy, why) ->
                            LOG.warn("policy {} could not be evaluated for {}: {}", policy, name, why));
            List<PolicyChange> changed = record.judged(judgement, next, time);
            if (!changed.isEmpty()) {
                changes = new ImageChanges(record.image(), time, changed, record.workloads());
                tellStates();
            }
        }
        if (changes != null) {
            tell(changes);
        }
    }

    private void failed(String name, Set<RunningImage.Variant> variants, PolicySet policies, Duration period) {
        synchronized (lock) {
            ImageRecord record = records.get(name);
            if (record != null) {
                record.failed(variants, policies.hash(), nanoClock.getAsLong() + period.toNanos());
            }
        }
    }

    private void tell(ImageChanges changes) {
        metrics.changed(changes);
        for (ChangeSink sink : sinks) {
            try {
                sink.accept(changes);
            } catch (RuntimeException problem) {
                LOG.error("a change of {} was not told to {}", changes.image(), sink, problem);
            }
        }
    }

    private void tellStates() {
        metrics.states(records.values().stream().map(ImageRecord::states).toList());
    }

    private void resolveTags(Duration period) {
        Map<ImageReference, ObservedPod> wanted = new HashMap<>();
        synchronized (lock) {
            long now = nanoClock.getAsLong();
            running.tags().forEach((tag, pod) -> {
                Long retryAt = unresolved.get(tag);
                if (!resolved.containsKey(tag) && (retryAt == null || retryAt - now <= 0)) {
                    unresolved.put(tag, now + period.toNanos());
                    wanted.put(tag, pod);
                }
            });
        }
        wanted.forEach((tag, pod) -> {
            slots.acquireUninterruptibly();
            executor.execute(() -> {
                try {
                    resolve(tag, pod);
                } finally {
                    slots.release();
                }
            });
        });
    }

    private void resolve(ImageReference tag, ObservedPod pod) {
        @Nullable PinnedReference image = null;
        try {
            image = inputs.tags().resolve(tag, keychain(pod), Deadline.after(ANSWER));
        } catch (RegistryException problem) {
            LOG.warn(
                    "what {} in {}/{} runs is not known: {}",
                    tag,
                    pod.workload().namespace(),
                    pod.workload().name(),
                    problem.getMessage());
        }
        if (image != null) {
            synchronized (lock) {
                resolved.put(tag, image);
                tagsChanged = true;
            }
            wake();
        }
    }

    /** Everything that runs now, by name with digest. */
    Set<String> images() {
        synchronized (lock) {
            return new LinkedHashSet<>(records.keySet());
        }
    }

    /** The topmost owners of what runs an image. */
    List<ObservedWorkload> workloads(String name) {
        synchronized (lock) {
            ImageRecord record = records.get(name);
            return record == null ? List.of() : record.workloads();
        }
    }
}
