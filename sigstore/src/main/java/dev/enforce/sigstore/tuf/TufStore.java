package dev.enforce.sigstore.tuf;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was trusted before: without it an attacker could serve an older state. Holds {@code root.json}, {@code
 * timestamp.json}, {@code snapshot.json}, {@code targets.json} and the targets under their names.
 */
public interface TufStore {

    Optional<byte[]> find(String name);

    void put(String name, byte[] content);

    void remove(String name);

    /** A store that lasts as long as the process. */
    static TufStore inMemory() {
        Map<String, byte[]> files = new ConcurrentHashMap<>();
        return new TufStore() {
            @Override
            public Optional<byte[]> find(String name) {
                return Optional.ofNullable(files.get(name)).map(byte[]::clone);
            }

            @Override
            public void put(String name, byte[] content) {
                files.put(name, content.clone());
            }

            @Override
            public void remove(String name) {
                files.remove(name);
            }
        };
    }
}
