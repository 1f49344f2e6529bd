package dev.enforce.agent.admission;

import dev.enforce.model.ImagePattern;
import dev.enforce.model.ImageReference;
import dev.enforce.policy.CompiledAuthority;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.KeyAuthority;
import dev.enforce.policy.KeylessAuthority;
import dev.enforce.policy.NotationAuthority;
import dev.enforce.policy.StaticAuthority;
import dev.enforce.policy.UnusableAuthority;
import dev.enforce.policy.WorkloadKind;
import dev.enforce.verification.WorkloadFacts;
import java.util.ArrayList;
import java.util.List;

/** What can be said of an image before its digest is known: nothing is asked of a registry if that is enough. */
sealed interface TagJudgement {

    /** A policy applies, or might once the digest is known, that looks at the image. */
    record NeedsDigest() implements TagJudgement {}

    /** No policy applies, whatever the digest is. */
    record Uncovered() implements TagJudgement {}

    /** Only policies apply that decide without looking at the image, whatever the digest is. */
    record Decided(List<Static> policies) implements TagJudgement {

        public Decided {
            policies = List.copyOf(policies);
        }
    }

    /**
     * What a policy of static authorities says.
     *
     * @param reasons empty when an authority passes
     * @param isEvaluated whether the reasons are a refusal, rather than the want of an answer
     */
    record Static(CompiledPolicy policy, List<String> reasons, boolean isEvaluated) {
        boolean passes() {
            return reasons.isEmpty();
        }
    }

    /** Judges an image that is written without a digest. */
    static TagJudgement of(ImageReference image, WorkloadFacts workload, List<CompiledPolicy> policies) {
        WorkloadKind kind = new WorkloadKind(workload.group(), workload.version(), workload.resource());
        List<Static> decided = new ArrayList<>();
        for (CompiledPolicy policy : policies) {
            if (!policy.matchesWorkload(kind, workload.labels())) {
                continue;
            }
            if (policy.matchesImage(image)) {
                if (!isStatic(policy)) {
                    return new NeedsDigest();
                }
                decided.add(decided(policy));
            } else if (mightMatchOnceResolved(policy, image)) {
                return new NeedsDigest();
            }
        }
        return decided.isEmpty() ? new Uncovered() : new Decided(decided);
    }

    private static boolean isStatic(CompiledPolicy policy) {
        return policy.predicate() == null
                && !policy.authorities().isEmpty()
                && policy.authorities().stream().noneMatch(CompiledAuthority::needsEvidence);
    }

    private static Static decided(CompiledPolicy policy) {
        List<String> reasons = new ArrayList<>();
        boolean isEvaluated = true;
        for (CompiledAuthority authority : policy.authorities()) {
            switch (authority) {
                case StaticAuthority fixed
                when fixed.action() == StaticAuthority.Action.PASS -> {
                    return new Static(policy, List.of(), true);
                }
                case StaticAuthority fixed -> reasons.add("disallowed by static policy: " + fixed.message());
                case UnusableAuthority unusable -> {
                    reasons.add(unusable.reason());
                    isEvaluated = false;
                }
                case KeyAuthority _, KeylessAuthority _, NotationAuthority _ ->
                    throw new IllegalStateException("authority " + authority.name() + " decides by evidence");
            }
        }
        return new Static(policy, reasons, isEvaluated);
    }

    /**
     * Whether a pattern that does not match the tag could match the digest. Errs on the side of yes: whatever agrees
     * with the image's repository as far as the pattern's first wildcard.
     */
    private static boolean mightMatchOnceResolved(CompiledPolicy policy, ImageReference image) {
        List<String> names = namesOf(image);
        for (ImagePattern pattern : policy.images()) {
            String glob = pattern.glob();
            int wildcard = glob.indexOf('*');
            String literal = wildcard < 0 ? glob : glob.substring(0, wildcard);
            for (String name : names) {
                if (name.startsWith(literal) || literal.startsWith(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** All names that mean this repository in a pattern. */
    private static List<String> namesOf(ImageReference image) {
        if (!image.registry().equals(ImageReference.DEFAULT_REGISTRY)) {
            return List.of(image.context());
        }
        String path = image.repository();
        List<String> names =
                new ArrayList<>(List.of(image.context(), path, "docker.io/" + path, "registry-1.docker.io/" + path));
        if (path.startsWith("library/")) {
            String official = path.substring("library/".length());
            names.addAll(List.of(official, "docker.io/" + official, "registry-1.docker.io/" + official));
        }
        return names;
    }
}
