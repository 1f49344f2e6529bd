package dev.enforce.agent.keys;

/** Public keys of key-management services by the references of policies; answers at once. */
@FunctionalInterface
public interface ManagedKeys {

    /** Knows no service. */
    ManagedKeys NONE = reference -> new Missing("no key-management service is reached from here");

    Answer find(String reference);

    /** What is known of a key now; answers that are equal mean the same. */
    sealed interface Answer {}

    /** The key as it was last told, as PEM. */
    record Known(String pem) implements Answer {}

    /** It is not known, or the service refuses it now; the reason ends a sentence that names the key. */
    record Missing(String reason) implements Answer {}
}
