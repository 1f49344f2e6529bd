package dev.enforce.verification;

import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Keychain;

/** Judges images. Blocking; meant for virtual threads; safe for many of them. */
public interface Verification {

    /**
     * What the policies say about this image in this workload.
     *
     * <p>Never throws for what a registry, a signature or a policy does: that is what {@link Verdict} is for. Without
     * a policy that needs evidence no registry is asked. With an answer in memory that is fresh enough none is asked
     * either.
     *
     * @param keychain credentials of the workload, for its registry
     * @param deadline by which the answer is due; evidence that did not come by then makes the verdict undecided
     */
    Verdict verify(
            PinnedReference image, WorkloadFacts facts, Keychain keychain, PolicySet policies, Deadline deadline);

    /**
     * The same, but evidence that was last seen in the registry before this moment is asked for again, whatever its
     * age; for whoever keeps evidence fresh.
     *
     * @param notBefore reading of {@link System#nanoTime()}
     */
    Verdict reverify(
            PinnedReference image,
            WorkloadFacts facts,
            Keychain keychain,
            PolicySet policies,
            long notBefore,
            Deadline deadline);
}
