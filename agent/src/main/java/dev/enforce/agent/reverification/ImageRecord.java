package dev.enforce.agent.reverification;

import dev.enforce.agent.observation.ObservedWorkload;
import dev.enforce.model.PinnedReference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What continuous verification knows of one running image. Guarded by the lock of the loop. */
final class ImageRecord {

    private Set<RunningImage.Variant> judgedVariants = Set.of();
    private RunningImage running;
    private Map<String, PolicyState> states = Map.of();
    private String judgedPolicies = "";
    private long due;
    private boolean judging;
    private boolean needsEvidence;
    private @Nullable Instant validUntil;

    ImageRecord(RunningImage running, long now) {
        this.running = running;
        this.due = now;
    }

    /** Takes what runs now; different objects are judged at once. */
    void observed(RunningImage now, long moment) {
        running = now;
        if (!judgedVariants.equals(now.variants())) {
            due = moment;
        }
    }

    RunningImage running() {
        return running;
    }

    /** Whether a judgement has to begin. */
    boolean isDue(long now, String policies, Instant time) {
        if (judging) {
            return false;
        }
        return !policies.equals(judgedPolicies)
                || !judgedVariants.equals(running.variants())
                || (needsEvidence && due - now <= 0)
                || (validUntil != null && !time.isBefore(validUntil));
    }

    /** Whether nothing but time makes a judgement due. */
    boolean isRoutine(String policies) {
        return policies.equals(judgedPolicies) && judgedVariants.equals(running.variants());
    }

    boolean needsEvidence() {
        return needsEvidence;
    }

    long due() {
        return due;
    }

    void begin() {
        judging = true;
    }

    /** Takes the next due moment forward when the period became shorter. */
    void dueAtLatest(long moment) {
        if (due - moment > 0) {
            due = moment;
        }
    }

    /** Judging ended by a defect; it is tried again when it is due next. */
    void failed(Set<RunningImage.Variant> variants, String policies, long next) {
        judging = false;
        judgedVariants = variants;
        judgedPolicies = policies;
        needsEvidence = true;
        due = next;
    }

    /** What this judgement could not decide and the one before could, or nobody had asked: policy and reason. */
    Map<String, String> newlyUndecided(Judgement judgement) {
        Map<String, String> news = new TreeMap<>();
        judgement.states().forEach((policy, state) -> {
            PolicyState before = states.get(policy);
            if (state.undecided() && (before == null || !before.undecided())) {
                news.put(policy, state.diagnostic().replace('\n', ' '));
            }
        });
        return news;
    }

    /** Takes a judgement and says what it changed. */
    List<PolicyChange> judged(Judgement judgement, long next, Instant now) {
        judging = false;
        judgedVariants = judgement.variants();
        judgedPolicies = judgement.policies();
        needsEvidence = judgement.needsEvidence();
        validUntil = judgement.validUntil();
        due = next;
        Map<String, PolicyState> after = new TreeMap<>();
        judgement.states().forEach((policy, state) -> after.put(policy, state.after(states.get(policy))));
        List<PolicyChange> changes = PolicyState.changes(states, after, now);
        states = after;
        return changes;
    }

    Map<String, PolicyState> states() {
        return states;
    }

    List<ObservedWorkload> workloads() {
        return running.workloads();
    }

    PinnedReference image() {
        return running.variants().iterator().next().image();
    }

    /**
     * What judging came to.
     *
     * @param variants what was judged
     * @param policies hash of the policy set that it was judged by
     */
    record Judgement(
            Set<RunningImage.Variant> variants,
            String policies,
            Map<String, PolicyState> states,
            boolean needsEvidence,
            @Nullable Instant validUntil) {}
}
