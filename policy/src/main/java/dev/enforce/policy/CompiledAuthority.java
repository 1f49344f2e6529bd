package dev.enforce.policy;

/** One way of trust in a policy, ready to evaluate. */
public sealed interface CompiledAuthority permits KeyAuthority, KeylessAuthority, StaticAuthority {

    /** Unique inside its policy. */
    String name();

    AuthorityOptions options();
}
