package dev.enforce.verification;

import dev.enforce.model.PinnedReference;
import java.util.ArrayList;
import java.util.List;

/**
 * What all policies that apply to one image say about it.
 *
 * <p>A verdict is complete: every policy was evaluated, in name order, and all failures are kept, not only the first.
 * {@link Undecided} is not a failure of the image but of the evaluation; whoever admits workloads must refuse both
 * unless the cluster was told to fail open.
 */
public sealed interface Verdict {

    /** The image, pinned, so that a verdict can never be read for another digest under the same tag. */
    PinnedReference image();

    /** What the verdict was computed from. */
    Basis basis();

    /** What every policy that applies said, in name order, whatever its mode. */
    List<PolicyResult> results();

    /** Every enforced policy passed; policies in warn mode perhaps did not, which {@code warnings} tells. */
    record Passed(PinnedReference image, List<PolicyPass> passes, List<PolicyObjection> warnings, Basis basis)
            implements Verdict {
        public Passed {
            passes = List.copyOf(passes);
            warnings = List.copyOf(warnings);
            if (passes.isEmpty() && warnings.isEmpty()) {
                throw new IllegalArgumentException("a passed verdict needs a policy that was evaluated");
            }
        }

        @Override
        public List<PolicyResult> results() {
            return inNameOrder(passes, warnings);
        }
    }

    /** At least one enforced policy was evaluated and refused the image; none was left unevaluated. */
    record Failed(
            PinnedReference image,
            List<PolicyFailure> failures,
            List<PolicyPass> passes,
            List<PolicyObjection> warnings,
            Basis basis)
            implements Verdict {
        public Failed {
            if (failures.isEmpty()) {
                throw new IllegalArgumentException("a failed verdict needs a failure");
            }
            failures = List.copyOf(failures);
            passes = List.copyOf(passes);
            warnings = List.copyOf(warnings);
        }

        @Override
        public List<PolicyResult> results() {
            return inNameOrder(failures, passes, warnings);
        }
    }

    /** No policy applies; whether that denies is the cluster's choice, not the verdict's. */
    record Uncovered(PinnedReference image, Basis basis) implements Verdict {
        @Override
        public List<PolicyResult> results() {
            return List.of();
        }
    }

    /**
     * Some enforced policy could not be evaluated, for instance because the registry did not answer; what other
     * policies refused is kept beside it.
     */
    record Undecided(
            PinnedReference image,
            List<PolicyError> errors,
            List<PolicyFailure> failures,
            List<PolicyPass> passes,
            List<PolicyObjection> warnings,
            Basis basis)
            implements Verdict {
        public Undecided {
            if (errors.isEmpty()) {
                throw new IllegalArgumentException("an undecided verdict needs an error");
            }
            errors = List.copyOf(errors);
            failures = List.copyOf(failures);
            passes = List.copyOf(passes);
            warnings = List.copyOf(warnings);
        }

        @Override
        public List<PolicyResult> results() {
            return inNameOrder(errors, failures, passes, warnings);
        }
    }

    @SafeVarargs
    private static List<PolicyResult> inNameOrder(List<? extends PolicyResult>... parts) {
        List<PolicyResult> all = new ArrayList<>();
        for (List<? extends PolicyResult> part : parts) {
            all.addAll(part);
        }
        all.sort((a, b) -> a.policy().compareTo(b.policy()));
        return List.copyOf(all);
    }
}
