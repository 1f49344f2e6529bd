package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.RegistryClient;
import dev.enforce.policy.CompiledAuthority;
import dev.enforce.verification.predicate.PredicateEvaluation;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Verification that reads evidence from registries and remembers both evidence and verdicts.
 *
 * <p>A verdict is remembered under the image, the policies that apply, the trust roots and the credentials, together
 * with the evidence that it rests on; it is given again while that evidence is fresh enough ({@link
 * VerificationSettings}) and computed again when the evidence changed or a time limit passed. Undecided verdicts are
 * never remembered. At one time an image is judged once for the same question; others wait for the answer.
 */
public final class EvidenceVerification implements Verification {

    private final PullSecretLookup pullSecrets;
    private final VerificationSettings settings;
    private final InstantSource clock;
    private final LongSupplier nanoClock;
    private final EvidenceCache cache;
    private final EvidenceStore store;
    private final EvidenceLoader loader;
    private final ConfigLoader configs;
    private final PredicateEvaluation predicates;
    private final VerdictCache verdicts;
    private final Map<VerdictCache.Key, CompletableFuture<Verdict>> judging = new ConcurrentHashMap<>();
    private final Parallel parallel = new Parallel(8);
    private final LongAdder remembered = new LongAdder();
    private final LongAdder revalidated = new LongAdder();
    private final LongAdder evaluated = new LongAdder();

    public EvidenceVerification(
            RegistryClient registry,
            PullSecretLookup pullSecrets,
            EvidenceCache cache,
            VerificationSettings settings,
            InstantSource clock) {
        this(registry, pullSecrets, cache, settings, clock, System::nanoTime);
    }

    EvidenceVerification(
            RegistryClient registry,
            PullSecretLookup pullSecrets,
            EvidenceCache cache,
            VerificationSettings settings,
            InstantSource clock,
            LongSupplier nanoClock) {
        this.pullSecrets = pullSecrets;
        this.settings = settings;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.cache = cache;
        this.store = new EvidenceStore(new EvidenceReader(registry, cache), settings, nanoClock);
        this.loader = new EvidenceLoader(registry, cache, settings);
        this.configs = new ConfigLoader(registry, cache);
        this.predicates = new PredicateEvaluation(clock, settings.resync());
        this.verdicts = new VerdictCache(settings.maxVerdicts());
    }

    /** One question, with what answers it. */
    private record Question(
            PinnedReference image,
            WorkloadFacts facts,
            Keychain keychain,
            PolicySet policies,
            Selection selection,
            WorkloadDocument workload,
            VerdictCache.Key key,
            Deadline deadline) {}

    @Override
    public Verdict verify(
            PinnedReference image, WorkloadFacts facts, Keychain keychain, PolicySet policies, Deadline deadline) {
        Selection selection = policies.select(image, facts);
        Question question = question(image, facts, keychain, policies, selection, deadline);
        if (!selection.needsEvidence()) {
            return withoutEvidence(question);
        }
        VerdictCache.Kept kept = verdicts.find(question.key());
        if (kept != null && isFresh(kept) && kept.isValidAt(clock.instant())) {
            remembered.increment();
            return kept.verdict();
        }
        return judgeOnce(question);
    }

    @Override
    public Verdict reverify(
            PinnedReference image,
            WorkloadFacts facts,
            Keychain keychain,
            PolicySet policies,
            long notBefore,
            Deadline deadline) {
        Selection selection = policies.select(image, facts);
        Question question = question(image, facts, keychain, policies, selection, deadline);
        return selection.needsEvidence() ? judge(question, notBefore).verdict() : withoutEvidence(question);
    }

    /** What was done so far. */
    public VerificationStatistics statistics() {
        return new VerificationStatistics(
                remembered.sum(), revalidated.sum(), evaluated.sum(), verdicts.size(), cache.bytesInMemory());
    }

    private Verdict withoutEvidence(Question question) {
        return judge(question, null, ignored -> List.of());
    }

    private Verdict judge(
            Question question, @Nullable Digest evidence, Function<CompiledAuthority, List<Evidence>> read) {
        Surroundings surroundings = new Surroundings(
                predicates,
                question.workload(),
                () -> configs.load(question.image(), question.keychain(), question.deadline()));
        return new PolicyJudge(
                        question.image(),
                        question.selection(),
                        question.policies(),
                        clock,
                        evidence,
                        surroundings,
                        read)
                .judge();
    }

    private Question question(
            PinnedReference image,
            WorkloadFacts facts,
            Keychain keychain,
            PolicySet policies,
            Selection selection,
            Deadline deadline) {
        WorkloadDocument workload = WorkloadDocument.of(facts, selection.policies());
        VerdictCache.Key key = new VerdictCache.Key(
                image,
                selection.fingerprint(),
                policies.trustRootsHash(),
                selection.readsPullSecrets() ? facts.namespace() : "",
                keychain.cacheKey(),
                workload.key());
        return new Question(image, facts, keychain, policies, selection, workload, key, deadline);
    }

    private boolean isFresh(VerdictCache.Kept kept) {
        long age = kept.isClean() ? settings.passingAgeNanos() : settings.negativeAgeNanos();
        return nanoClock.getAsLong() - kept.asOf() < age;
    }

    private Verdict judgeOnce(Question question) {
        CompletableFuture<Verdict> mine = new CompletableFuture<>();
        CompletableFuture<Verdict> theirs = judging.putIfAbsent(question.key(), mine);
        if (theirs != null) {
            Verdict verdict = await(theirs, question.deadline());
            return verdict == null ? judgeForAdmission(question) : verdict;
        }
        try {
            Verdict verdict = judgeForAdmission(question);
            mine.complete(verdict);
            return verdict;
        } catch (RuntimeException | Error problem) {
            mine.completeExceptionally(problem);
            throw problem;
        } finally {
            judging.remove(question.key(), mine);
        }
    }

    /** Their verdict; nothing when they were cut short, or did not end in time. */
    private static @Nullable Verdict await(CompletableFuture<Verdict> theirs, Deadline deadline) {
        try {
            Verdict verdict = theirs.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            return verdict instanceof Verdict.Undecided && !deadline.isExpired() ? null : verdict;
        } catch (TimeoutException | ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Evidence that is fresh enough for a pass is tried first; only when it does not pass is newer evidence asked for. */
    private Verdict judgeForAdmission(Question question) {
        long now = nanoClock.getAsLong();
        long youngEnough = now - settings.negativeAgeNanos() + 1;
        VerdictCache.Kept judged = judge(question, now - settings.passingAgeNanos() + 1);
        boolean fresh = judged.isClean() || judged.asOf() - youngEnough >= 0;
        return (fresh ? judged : judge(question, youngEnough)).verdict();
    }

    private VerdictCache.Kept judge(Question question, long notBefore) {
        SignaturePlaces places = new SignaturePlaces(
                        question.image(), question.facts().namespace(), question.keychain(), pullSecrets)
                .of(question.selection());
        VerdictCache.Kept still = stillClean(question, places, notBefore);
        if (still != null) {
            return still;
        }
        List<EvidenceStore.Reading> readings = readings(places.all(), notBefore, question.deadline());
        List<EvidenceIndex> indexes = new ArrayList<>(readings.size());
        long asOf = nanoClock.getAsLong();
        for (EvidenceStore.Reading reading : readings) {
            indexes.add(reading.index());
            asOf = reading.asOf() - asOf < 0 ? reading.asOf() : asOf;
        }
        VerdictCache.Kept before = verdicts.find(question.key());
        if (before != null && before.evidence().equals(indexes) && before.isValidAt(clock.instant())) {
            revalidated.increment();
            return remember(question, new VerdictCache.Kept(before.verdict(), indexes, asOf));
        }
        return remember(question, new VerdictCache.Kept(evaluate(question, places, indexes), indexes, asOf));
    }

    /**
     * A clean verdict stays as long as the evidence that it rests on is there: only that is asked for, since anything
     * else could not make it better; not so where a policy judges all that was found. Nothing if that evidence changed, or there is no such verdict.
     */
    private VerdictCache.@Nullable Kept stillClean(Question question, SignaturePlaces places, long notBefore) {
        VerdictCache.Kept before = verdicts.find(question.key());
        if (before == null
                || question.selection().judgesMatches()
                || !before.isClean()
                || !before.isValidAt(clock.instant())
                || before.evidence().size() != places.all().size()) {
            return null;
        }
        Set<Digest> manifests = before.manifests();
        List<SignaturePlaces.Access> wanted = new ArrayList<>();
        List<EvidenceIndex> known = new ArrayList<>();
        for (int i = 0; i < places.all().size(); i++) {
            EvidenceIndex index = before.evidence().get(i);
            SignaturePlaces.Access access = places.all().get(i);
            EvidencePlace place = access.place().holding(manifests, index);
            if (!place.wantsNothing()) {
                wanted.add(new SignaturePlaces.Access(place, access.keychain()));
                known.add(index);
            }
        }
        long asOf = nanoClock.getAsLong();
        List<EvidenceStore.Reading> readings = readings(wanted, notBefore, question.deadline());
        for (int i = 0; i < readings.size(); i++) {
            if (!readings.get(i).index().equals(known.get(i))) {
                return null;
            }
            asOf = readings.get(i).asOf() - asOf < 0 ? readings.get(i).asOf() : asOf;
        }
        revalidated.increment();
        return remember(question, new VerdictCache.Kept(before.verdict(), before.evidence(), asOf));
    }

    private VerdictCache.Kept remember(Question question, VerdictCache.Kept kept) {
        if (kept.verdict() instanceof Verdict.Undecided) {
            verdicts.remove(question.key());
        } else {
            verdicts.put(question.key(), kept);
        }
        return kept;
    }

    private List<EvidenceStore.Reading> readings(
            List<SignaturePlaces.Access> places, long notBefore, Deadline deadline) {
        List<Supplier<EvidenceStore.Reading>> tasks = new ArrayList<>();
        for (SignaturePlaces.Access access : places) {
            tasks.add(() -> store.read(access.place(), notBefore, access.keychain(), deadline));
        }
        return parallel.all(tasks);
    }

    private Verdict evaluate(Question question, SignaturePlaces places, List<EvidenceIndex> indexes) {
        evaluated.increment();
        List<Supplier<Evidence>> tasks = new ArrayList<>();
        for (int i = 0; i < indexes.size(); i++) {
            EvidenceIndex index = indexes.get(i);
            Keychain keychain = places.all().get(i).keychain();
            tasks.add(() -> loader.load(index, keychain, question.deadline()));
        }
        List<Evidence> evidence = parallel.all(tasks);
        return judge(question, digest(indexes), authority -> evidenceOf(authority, places, evidence));
    }

    private static List<Evidence> evidenceOf(
            CompiledAuthority authority, SignaturePlaces places, List<Evidence> evidence) {
        List<Evidence> own = new ArrayList<>();
        for (int position : places.of(authority)) {
            own.add(evidence.get(position));
        }
        return own;
    }

    private static Digest digest(List<EvidenceIndex> indexes) {
        StringBuilder text = new StringBuilder();
        for (EvidenceIndex index : indexes) {
            text.append(index.fingerprint()).append('\n');
        }
        return Digest.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
