package dev.enforce.verification;

/** What one policy says about one image. */
public sealed interface PolicyResult permits PolicyPass, PolicyObjection {

    /** Name of the policy. */
    String policy();

    /** Hash of the compiled policy that was evaluated. */
    String policyHash();
}
