package dev.enforce.policy;

/** One way of trust in a policy, ready to evaluate. */
public sealed interface CompiledAuthority
        permits KeyAuthority, KeylessAuthority, NotationAuthority, StaticAuthority, UnusableAuthority {

    /** Unique inside its policy. */
    String name();

    AuthorityOptions options();

    /** Whether anything beside the image must be read to decide. */
    default boolean needsEvidence() {
        return switch (this) {
            case KeyAuthority _, KeylessAuthority _, NotationAuthority _ -> true;
            case StaticAuthority _, UnusableAuthority _ -> false;
        };
    }
}
