package dev.enforce.agent.reverification;

import dev.enforce.agent.observation.ObservedPod;
import dev.enforce.agent.observation.ObservedWorkload;
import dev.enforce.model.PinnedReference;
import dev.enforce.verification.WorkloadFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One digest in one repository and everything that runs it: what is judged at once, since its evidence is the same.
 * Not safe for several threads while it is filled; afterwards only read.
 */
final class RunningImage {

    private static final int MAX_WORKLOADS = 50;

    private final Map<Variant, ObservedPod> variants = new LinkedHashMap<>();
    private final Set<ObservedWorkload> workloads = new LinkedHashSet<>();

    /** What policies can tell apart: the name with its tag, and the object that runs it. */
    record Variant(PinnedReference image, WorkloadFacts facts) {}

    /** One judgement to make, with a Pod whose credentials it may use. */
    record Question(PinnedReference image, WorkloadFacts facts, ObservedPod pod) {}

    /**
     * @param lineage the Pod, then its owners up to the top
     * @param readsLabels whether labels can decide anything; without that, workloads are told apart by kind only
     */
    void add(PinnedReference image, ObservedPod pod, List<ObservedWorkload> lineage, boolean readsLabels) {
        for (ObservedWorkload workload : lineage) {
            WorkloadFacts facts = workload.facts();
            variants.putIfAbsent(new Variant(image, normal(facts, readsLabels)), pod);
        }
        if (workloads.size() < MAX_WORKLOADS) {
            workloads.add(lineage.getLast());
        }
    }

    List<Question> questions() {
        List<Question> questions = new ArrayList<>(variants.size());
        variants.forEach((variant, pod) -> {
            WorkloadFacts facts = variant.facts();
            String namespace = pod.workload().namespace();
            questions.add(new Question(
                    variant.image(),
                    new WorkloadFacts(
                            facts.group(), facts.version(), facts.resource(), facts.kind(), namespace, facts.labels()),
                    pod));
        });
        return questions;
    }

    List<ObservedWorkload> workloads() {
        return List.copyOf(workloads);
    }

    /** Equal for equal judgements to make. */
    Set<Variant> variants() {
        return variants.keySet();
    }

    private static WorkloadFacts normal(WorkloadFacts facts, boolean readsLabels) {
        return new WorkloadFacts(
                facts.group(),
                facts.version(),
                facts.resource(),
                facts.kind(),
                "",
                readsLabels ? facts.labels() : Map.of());
    }
}
