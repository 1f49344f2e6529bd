package dev.enforce.policy;

/** Something outside of a policy that must be read before it can be compiled. */
public sealed interface Reference {

    /** A Secret in the system namespace with a public key or certificates. */
    record Secret(String name) implements Reference {}

    /** A public key that a key-management service keeps, as {@code key.kms} writes it. */
    record ManagedKey(String reference) implements Reference {}
}
