package dev.enforce.agent.admission;

import dev.enforce.agent.WireNames;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.RegistryClient;
import java.util.function.Supplier;

/**
 * The two webhooks for workloads, over one set of collaborators.
 *
 * @param judge gives the policies of this moment and judges by them
 * @param registries where tags are resolved
 * @param credentials with which
 * @param settings the cluster's choices of this moment
 */
public record ImageWebhooks(
        Supplier<ImageJudge> judge,
        RegistryClient registries,
        PodCredentials credentials,
        Supplier<AdmissionSettings> settings,
        AdmissionMetrics metrics) {

    /** Images that are worked on at once, over all reviews that hold more than one. */
    private static final int IMAGES_AT_ONCE = 64;

    /** Replaces tags by digests. */
    public AdmissionHandler mutation() {
        MutationHandler mutation = new MutationHandler(this, new BoundedThreads(IMAGES_AT_ONCE));
        return new ReviewHandler(WireNames.RESOLUTION_PATH, MutationHandler.FAILED, mutation, metrics);
    }

    /** Refuses objects whose images do not satisfy the policies. */
    public AdmissionHandler validation() {
        ValidationHandler validation = new ValidationHandler(this, new BoundedThreads(IMAGES_AT_ONCE));
        return new ReviewHandler(WireNames.VERIFICATION_PATH, ValidationHandler.FAILED, validation, metrics);
    }

    Keychain keychain(Subject.Images subject) {
        PodImages pod = subject.pod();
        return credentials.keychain(subject.facts().namespace(), pod.serviceAccountName(), pod.imagePullSecrets());
    }
}
