package dev.enforce.agent.admission;

/**
 * What the cluster chose; read anew for every review.
 *
 * @param noMatchPolicy what becomes of an image that no policy applies to
 * @param mutationMode which objects get their tags replaced by digests
 * @param failOnEmptyAuthorities whether a policy without authorities is invalid
 * @param identitiesRequired whether a keyless authority without identities is invalid (else only warned about)
 */
public record AdmissionSettings(
        NoMatchPolicy noMatchPolicy,
        MutationMode mutationMode,
        boolean failOnEmptyAuthorities,
        boolean identitiesRequired) {

    /** What a cluster gets that says nothing. */
    public static final AdmissionSettings DEFAULTS =
            new AdmissionSettings(NoMatchPolicy.DENY, MutationMode.ALL, true, false);

    /** What becomes of an image that no policy applies to. */
    public enum NoMatchPolicy {
        ALLOW,
        WARN,
        DENY
    }

    /** Which objects get their tags replaced by digests. */
    public enum MutationMode {
        /** Pods and everything that makes Pods. */
        ALL,
        /** Pods only; templates keep what their authors wrote, so that deployment tools see no drift. */
        PODS,
        /** Nothing; the verifying webhook resolves tags for itself and judges what they mean at that moment. */
        NONE
    }
}
