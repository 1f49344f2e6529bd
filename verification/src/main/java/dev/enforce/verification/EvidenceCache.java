package dev.enforce.verification;

import dev.enforce.model.Digest;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Content by its digest: in memory up to a number of bytes, least recently used out first, and perhaps on disk.
 *
 * <p>Content is checked against its digest before it is put in, and again when it comes from disk. One lock guards
 * the memory; nothing is read or written on disk under it.
 */
public final class EvidenceCache {

    private final long capacity;
    private final @Nullable DiskStore disk;
    private final LinkedHashMap<Digest, byte[]> memory = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    /** A cache that forgets at the end of the process. */
    public static EvidenceCache inMemory(long bytes) {
        return new EvidenceCache(bytes, null);
    }

    /**
     * A cache that also keeps what it read under a directory, which is made when it is missing. A disk that is full,
     * damaged or read-only costs requests, nothing else.
     *
     * @param notices told, in one sentence, of problems with the directory
     */
    public static EvidenceCache onDisk(long bytes, Path directory, long diskBytes, Consumer<String> notices) {
        return new EvidenceCache(bytes, new DiskStore(directory, diskBytes, notices));
    }

    EvidenceCache(long capacity, @Nullable DiskStore disk) {
        this.capacity = capacity;
        this.disk = disk;
    }

    Optional<byte[]> find(Digest digest) {
        byte[] known;
        synchronized (memory) {
            known = memory.get(digest);
        }
        if (known != null || disk == null) {
            return Optional.ofNullable(known);
        }
        Optional<byte[]> stored = disk.read(digest);
        stored.ifPresent(content -> remember(digest, content));
        return stored;
    }

    /** Keeps content whose digest has been checked. */
    void put(Digest digest, byte[] content) {
        remember(digest, content);
        if (disk != null) {
            disk.write(digest, content);
        }
    }

    long bytesInMemory() {
        synchronized (memory) {
            return bytes;
        }
    }

    private void remember(Digest digest, byte[] content) {
        if (content.length > capacity / 4) {
            return;
        }
        synchronized (memory) {
            byte[] before = memory.put(digest, content);
            bytes += content.length - (before == null ? 0 : before.length);
            var eldest = memory.entrySet().iterator();
            while (bytes > capacity && eldest.hasNext()) {
                Map.Entry<Digest, byte[]> entry = eldest.next();
                bytes -= entry.getValue().length;
                eldest.remove();
            }
        }
    }
}
