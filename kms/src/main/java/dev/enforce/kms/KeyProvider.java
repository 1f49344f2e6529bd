package dev.enforce.kms;

import java.time.Duration;

/** Gives the public half of a key that somebody else keeps. Safe for many threads. */
@FunctionalInterface
public interface KeyProvider {

    /**
     * Asks for the key as it is now.
     *
     * @param timeout for everything together, authentication included
     * @return one PEM block {@code PUBLIC KEY}: ECDSA, RSA or Ed25519
     * @throws KmsException if there is none to be had
     */
    String fetch(KmsReference reference, Duration timeout);
}
