package dev.enforce.policy;

/** Something outside of a policy that must be read before it can be compiled. */
public sealed interface Reference {

    /** A Secret in the system namespace with a public key or certificates. */
    record Secret(String name) implements Reference {}

    /** A public key that a key-management service keeps, as {@code key.kms} writes it. */
    record ManagedKey(String reference) implements Reference {}

    /** A ConfigMap in the system namespace, one of whose entries is the text of a predicate policy. */
    record ConfigMap(String name) implements Reference {}

    /**
     * The text of a predicate policy on a web server; it is found under the empty key.
     *
     * @param sha256 expected SHA-256 in lower-case hex; whoever compiles compares it too
     */
    record Remote(String url, String sha256) implements Reference {}
}
