package dev.enforce.oci;

import java.util.List;
import java.util.Optional;

/** Knows the credentials for repositories. Immutable; safe for many threads. */
public interface Keychain {

    /**
     * The credentials for a repository, or nothing: then it is asked anonymously.
     *
     * @throws RegistryException {@link RegistryException.Code#UNSUPPORTED} if the credentials are kept where this
     *     program cannot get them, for instance by a credential helper
     */
    Optional<Credentials> credentials(Repository repository);

    /** Equal for keychains with equal content within this process; reveals nothing of the content. */
    String cacheKey();

    /** No credentials at all. */
    static Keychain anonymous() {
        return AnonymousKeychain.INSTANCE;
    }

    /** The same credentials for every repository of one registry. */
    static Keychain forRegistry(String registry, Credentials credentials) {
        return new SingleKeychain(registry, credentials);
    }

    /** Asks several keychains in order; the first that has credentials wins. */
    static Keychain firstOf(Keychain... keychains) {
        return new CompositeKeychain(List.of(keychains));
    }
}
