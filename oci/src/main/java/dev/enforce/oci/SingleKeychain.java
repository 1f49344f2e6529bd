package dev.enforce.oci;

import java.util.Optional;

record SingleKeychain(String registry, Credentials secret) implements Keychain {

    @Override
    public Optional<Credentials> credentials(Repository repository) {
        return repository.registry().equals(registry) ? Optional.of(secret) : Optional.empty();
    }

    @Override
    public String cacheKey() {
        return Fingerprint.of("single", registry, secret.fingerprint());
    }
}
