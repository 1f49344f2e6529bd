package dev.enforce.signing.storage;

import dev.enforce.signing.SigningException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one private sigstore, readable by its owner only; or nothing at all, when all of it may be
 * forgotten at the end.
 */
public final class DataDirectory {

    private static final long MAX_FILE_BYTES = 1 << 20;

    private final @Nullable Path folder;

    private DataDirectory(@Nullable Path folder) {
        this.folder = folder;
    }

    public static DataDirectory inMemory() {
        return new DataDirectory(null);
    }

    /** Opens a folder, and creates it with mode 0700 if it is not there. */
    public static DataDirectory at(Path folder) {
        try {
            Files.createDirectories(folder, ownerOnly("rwx------"));
            return new DataDirectory(folder);
        } catch (IOException e) {
            throw failure("cannot create " + folder, e);
        }
    }

    /** The bytes kept under a name; the first time they are made and kept. */
    public byte[] loadOrCreate(String name, Supplier<byte[]> maker) {
        return load(name).orElseGet(() -> {
            byte[] made = maker.get();
            store(name, made);
            return made;
        });
    }

    public Optional<byte[]> load(String name) {
        if (folder == null) {
            return Optional.empty();
        }
        Path path = folder.resolve(name);
        try {
            if (Files.size(path) > MAX_FILE_BYTES) {
                throw new SigningException(SigningException.Code.STORAGE, path + " is larger than it can be");
            }
            return Optional.of(Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure("cannot read " + path, e);
        }
    }

    /** Keeps bytes under a name: all of them or, after a crash, what was there before. */
    public void store(String name, byte[] bytes) {
        if (folder == null) {
            return;
        }
        Path path = folder.resolve(name);
        Path fresh = folder.resolve(name + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, ownerOnly("rw-------"));
            try (FileChannel file = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
                file.force(true);
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failure("cannot write " + path, e);
        }
    }

    /** Opens the journal of a name and hands over what it holds. */
    public Journal journal(String name, Consumer<byte[]> replay) {
        return folder == null ? Journal.inMemory() : Journal.open(folder.resolve(name), replay);
    }

    private static FileAttribute<?>[] ownerOnly(String permissions) {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    private static SigningException failure(String what, IOException cause) {
        return new SigningException(SigningException.Code.STORAGE, what + ": " + cause.getMessage(), cause);
    }
}
