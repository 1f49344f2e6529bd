package dev.enforce.oci;

import java.util.List;
import java.util.Optional;

/** Several keychains, asked in order; the first that has credentials for a repository wins. */
public final class CompositeKeychain implements Keychain {

    private final List<Keychain> keychains;
    private final String cacheKey;

    public CompositeKeychain(List<Keychain> keychains) {
        this.keychains = List.copyOf(keychains);
        this.cacheKey =
                Fingerprint.of(this.keychains.stream().map(Keychain::cacheKey).toArray(String[]::new));
    }

    @Override
    public Optional<Credentials> credentials(Repository repository) {
        for (Keychain keychain : keychains) {
            Optional<Credentials> found = keychain.credentials(repository);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    @Override
    public String cacheKey() {
        return cacheKey;
    }
}
