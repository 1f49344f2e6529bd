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

/** Judges by the real verification. */
record PolicySetJudge(Verification verification, PolicySet set) implements ImageJudge {

    @Override
    public List<CompiledPolicy> policies() {
        return set.policies();
    }

    @Override
    public Verdict verify(PinnedReference image, WorkloadFacts workload, Keychain keychain, Deadline deadline) {
        return verification.verify(image, workload, keychain, set, deadline);
    }
}
