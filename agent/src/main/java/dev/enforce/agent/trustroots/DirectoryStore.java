package dev.enforce.agent.trustroots;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.tuf.TufStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was trusted before, over restarts. Names are hashed, so that none is a path. A file that cannot be read counts as
 * absent, and one that cannot be written is only logged: then a restart knows less, but trusts nothing more.
 */
final class DirectoryStore implements TufStore {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryStore.class);
    private static final long MAX_BYTES = 16 << 20;

    private final Path directory;

    DirectoryStore(Path directory) {
        this.directory = directory;
    }

    @Override
    public Optional<byte[]> find(String name) {
        Path file = file(name);
        try {
            return Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES
                    ? Optional.of(Files.readAllBytes(file))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.warn("{} of a trust root cannot be read: {}", name, e.toString());
            return Optional.empty();
        }
    }

    @Override
    public void put(String name, byte[] content) {
        try {
            Files.createDirectories(directory);
            Path partial = Files.createTempFile(directory, "partial", "");
            Files.write(partial, content);
            Files.move(partial, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("{} of a trust root cannot be kept: {}", name, e.toString());
        }
    }

    @Override
    public void remove(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            LOG.warn("{} of a trust root cannot be removed: {}", name, e.toString());
        }
    }

    private Path file(String name) {
        return directory.resolve(
                Digest.sha256(name.getBytes(StandardCharsets.UTF_8)).hex());
    }
}
