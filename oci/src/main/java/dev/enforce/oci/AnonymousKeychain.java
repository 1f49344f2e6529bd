package dev.enforce.oci;

import java.util.Optional;

enum AnonymousKeychain implements Keychain {
    INSTANCE;

    @Override
    public Optional<Credentials> credentials(Repository repository) {
        return Optional.empty();
    }

    @Override
    public String cacheKey() {
        return "anonymous";
    }
}
