package dev.enforce.verification;

import dev.enforce.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Content by its digest under a directory, so that it survives a restart.
 *
 * <p>A file that is not what its name says is removed and counts as absent. When the disk cannot be written, for
 * instance because it is full, nothing more is written and verification goes on without; the first problem is told.
 */
final class DiskStore {

    private static final double LOW_WATER = 0.75;

    private final Path directory;
    private final long capacity;
    private final Consumer<String> notices;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean writable = new AtomicBoolean(true);
    private final boolean readable;
    private final AtomicLong temporaries = new AtomicLong();

    private record Stored(Path file, long size, FileTime usedAt) {}

    /**
     * @param capacity bytes to keep; when there are more, what was used longest ago goes first
     * @param notices told, in one sentence, when the disk stops to be used
     */
    DiskStore(Path directory, long capacity, Consumer<String> notices) {
        this.directory = directory;
        this.capacity = capacity;
        this.notices = notices;
        this.readable = open();
    }

    private boolean open() {
        try {
            Files.createDirectories(directory);
            bytes.set(stored().stream().mapToLong(Stored::size).sum());
            return true;
        } catch (IOException | UncheckedIOException e) {
            giveUp(e);
            return false;
        }
    }

    Optional<byte[]> read(Digest digest) {
        if (!readable) {
            return Optional.empty();
        }
        Path file = file(digest);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes((int) Math.min(capacity + 1, Integer.MAX_VALUE - 8));
            if (digest.matches(content)) {
                return Optional.of(content);
            }
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            notices.accept("evidence " + digest + " cannot be read from " + directory + ": " + e);
            return Optional.empty();
        }
        notices.accept("evidence " + digest + " in " + directory + " is damaged and is read anew");
        delete(file);
        return Optional.empty();
    }

    void write(Digest digest, byte[] content) {
        if (!writable.get() || content.length > capacity) {
            return;
        }
        Path file = file(digest);
        if (Files.exists(file)) {
            return;
        }
        Path temporary = directory.resolve("." + digest.hex() + "." + temporaries.incrementAndGet() + ".part");
        try {
            Files.createDirectories(directory);
            Files.write(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            if (bytes.addAndGet(content.length) > capacity) {
                shrink();
            }
        } catch (IOException | UncheckedIOException e) {
            delete(temporary);
            giveUp(e);
        }
    }

    private void shrink() throws IOException {
        List<Stored> oldestFirst = stored();
        oldestFirst.sort(Comparator.comparing(Stored::usedAt));
        long left = oldestFirst.stream().mapToLong(Stored::size).sum();
        for (Stored stored : oldestFirst) {
            if (left <= capacity * LOW_WATER) {
                break;
            }
            delete(stored.file());
            left -= stored.size();
        }
        bytes.set(left);
    }

    private List<Stored> stored() throws IOException {
        List<Stored> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file)) {
                    found.add(new Stored(file, Files.size(file), Files.getLastModifiedTime(file)));
                }
            }
        }
        return found;
    }

    private void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            notices.accept("a damaged file cannot be removed from " + directory + ": " + e);
        }
    }

    private Path file(Digest digest) {
        return directory.resolve(digest.algorithm().wireName() + "-" + digest.hex());
    }

    private void giveUp(Exception problem) {
        if (writable.compareAndSet(true, false)) {
            notices.accept("evidence is no longer kept in " + directory + ": " + problem);
        }
    }
}
