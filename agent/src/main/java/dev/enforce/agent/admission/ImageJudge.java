package dev.enforce.agent.admission;

import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Keychain;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.verification.PolicySet;
import dev.enforce.verification.Verdict;
import dev.enforce.verification.Verification;
import dev.enforce.verification.WorkloadFacts;
import java.util.List;

/**
 * The policies of one moment, and how images are judged by them. A review is decided by one judge from beginning to
 * end, so that a policy that is changed or deleted meanwhile counts wholly or not at all.
 */
public interface ImageJudge {

    /** The policies in force, in name order. */
    List<CompiledPolicy> policies();

    /** Judges one image by those of the policies that apply to it. */
    Verdict verify(PinnedReference image, WorkloadFacts workload, Keychain keychain, Deadline deadline);

    /** Judges by these policies. */
    static ImageJudge of(Verification verification, PolicySet policies) {
        return new PolicySetJudge(verification, policies);
    }
}
