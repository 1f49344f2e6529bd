package dev.enforce.verification;

import dev.enforce.model.ImagePattern;
import dev.enforce.model.ImageReference;
import dev.enforce.model.PinnedReference;
import dev.enforce.policy.CompiledMatch;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.WorkloadKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the policies that apply to an image without trying all of them every time.
 *
 * <p>Policies are sorted by the registry that their patterns name; patterns that name none are tried for every image.
 * What was found for an image is remembered, up to a number of images; only the workload is compared again.
 */
final class PolicyIndex {

    private static final int MAX_IMAGES = 20_000;
    private static final Set<String> HUB = Set.of("docker.io", "registry-1.docker.io");

    private final List<CompiledPolicy> policies;
    private final Map<String, BitSet> byRegistry = new HashMap<>();
    private final BitSet anywhere = new BitSet();
    private final Map<PinnedReference, Candidates> known = new ConcurrentHashMap<>();

    /** Policies whose patterns match an image, and what became of them for the workloads seen. */
    private record Candidates(
            List<CompiledPolicy> policies, boolean readsWorkload, Selection all, Map<BitSet, Selection> some) {}

    PolicyIndex(List<CompiledPolicy> policies) {
        this.policies = policies;
        for (int i = 0; i < policies.size(); i++) {
            for (ImagePattern pattern : policies.get(i).images()) {
                String registry = registry(pattern.glob());
                BitSet bits =
                        registry.isEmpty() ? anywhere : byRegistry.computeIfAbsent(registry, ignored -> new BitSet());
                bits.set(i);
            }
        }
    }

    Selection select(PinnedReference image, WorkloadFacts facts) {
        Candidates candidates = known.get(image);
        if (candidates == null) {
            candidates = candidates(image);
            if (known.size() >= MAX_IMAGES) {
                known.clear();
            }
            known.put(image, candidates);
        }
        return candidates.readsWorkload() ? select(candidates, facts) : candidates.all();
    }

    private static Selection select(Candidates candidates, WorkloadFacts facts) {
        WorkloadKind kind = new WorkloadKind(facts.group(), facts.version(), facts.resource());
        BitSet applying = new BitSet(candidates.policies().size());
        for (int i = 0; i < candidates.policies().size(); i++) {
            applying.set(i, candidates.policies().get(i).matchesWorkload(kind, facts.labels()));
        }
        return candidates.some().computeIfAbsent(applying, bits -> {
            List<CompiledPolicy> chosen = new ArrayList<>();
            bits.stream().forEach(i -> chosen.add(candidates.policies().get(i)));
            return Selection.of(chosen);
        });
    }

    private Candidates candidates(PinnedReference image) {
        BitSet tried = (BitSet) anywhere.clone();
        BitSet here = byRegistry.get(image.registry());
        if (here != null) {
            tried.or(here);
        }
        ImageReference reference = image.reference();
        List<CompiledPolicy> matching = new ArrayList<>();
        tried.stream().forEach(i -> {
            if (policies.get(i).matchesImage(reference)) {
                matching.add(policies.get(i));
            }
        });
        boolean readsWorkload =
                matching.stream().anyMatch(policy -> !policy.matches().isEmpty());
        return new Candidates(matching, readsWorkload, Selection.of(matching), new ConcurrentHashMap<>());
    }

    /** Whether any policy asks for labels; without one, labels decide nothing. */
    boolean readsLabels() {
        for (CompiledPolicy policy : policies) {
            for (CompiledMatch match : policy.matches()) {
                if (match.selector() != null) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The registry that every image which matches this glob must have; empty if the glob leaves it open. */
    private static String registry(String glob) {
        int slash = glob.indexOf('/');
        String first = slash < 0 ? "" : glob.substring(0, slash);
        boolean isHost = first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
        if (!isHost || first.indexOf('*') >= 0) {
            return "";
        }
        return HUB.contains(first) ? ImageReference.DEFAULT_REGISTRY : first;
    }
}
