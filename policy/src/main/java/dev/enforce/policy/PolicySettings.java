package dev.enforce.policy;

import java.util.Set;

/**
 * Choices of the cluster that validation depends on.
 *
 * @param systemNamespace where policies' Secrets live
 * @param failOnEmptyAuthorities whether a policy without authorities is an error
 * @param identitiesOptional versions in which a keyless authority without identities is only warned of
 */
public record PolicySettings(
        String systemNamespace, boolean failOnEmptyAuthorities, Set<ApiVersion> identitiesOptional) {

    /** As delivered: empty authorities are an error, v1alpha1 may leave identities out. */
    public static final PolicySettings DEFAULT =
            new PolicySettings(WireNames.SYSTEM_NAMESPACE, true, Set.of(ApiVersion.V1ALPHA1));

    public PolicySettings {
        identitiesOptional = Set.copyOf(identitiesOptional);
    }

    /** The same with another choice about empty authorities. */
    public PolicySettings withFailOnEmptyAuthorities(boolean fail) {
        return new PolicySettings(systemNamespace, fail, identitiesOptional);
    }

    /** The same with identities wanted in every version, as policy-controller does it. */
    public PolicySettings withIdentitiesRequired() {
        return new PolicySettings(systemNamespace, failOnEmptyAuthorities, Set.of());
    }
}
