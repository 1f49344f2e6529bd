package dev.enforce.policy;

import java.util.Set;

/**
 * Choices of the cluster that validation depends on.
 *
 * @param systemNamespace where policies' Secrets live
 * @param failOnEmptyAuthorities whether a policy without authorities is an error
 * @param identitiesOptional versions in which a keyless authority without identities is only warned of
 * @param predicateLanguages languages whose predicate policies may judge; those of the others are refused
 */
public record PolicySettings(
        String systemNamespace,
        boolean failOnEmptyAuthorities,
        Set<ApiVersion> identitiesOptional,
        Set<String> predicateLanguages) {

    /** Languages whose engine has been proven against the reference; CUE waits for that (ADR 0006). */
    private static final Set<String> PROVEN = Set.of("rego");

    /** As delivered: empty authorities are an error, v1alpha1 may leave identities out. */
    public static final PolicySettings DEFAULT =
            new PolicySettings(WireNames.SYSTEM_NAMESPACE, true, Set.of(ApiVersion.V1ALPHA1));

    public PolicySettings {
        identitiesOptional = Set.copyOf(identitiesOptional);
        predicateLanguages = Set.copyOf(predicateLanguages);
    }

    /** With the predicate languages that are delivered. */
    public PolicySettings(String systemNamespace, boolean failOnEmptyAuthorities, Set<ApiVersion> identitiesOptional) {
        this(systemNamespace, failOnEmptyAuthorities, identitiesOptional, PROVEN);
    }

    /** The same with other predicate languages; only for those who know what an engine is not proven for. */
    public PolicySettings withPredicateLanguages(Set<String> languages) {
        return new PolicySettings(systemNamespace, failOnEmptyAuthorities, identitiesOptional, languages);
    }

    /** The same with another choice about empty authorities. */
    public PolicySettings withFailOnEmptyAuthorities(boolean fail) {
        return new PolicySettings(systemNamespace, fail, identitiesOptional, predicateLanguages);
    }

    /** The same with identities wanted in every version, as policy-controller does it. */
    public PolicySettings withIdentitiesRequired() {
        return new PolicySettings(systemNamespace, failOnEmptyAuthorities, Set.of(), predicateLanguages);
    }
}
