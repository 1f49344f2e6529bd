package dev.enforce.signing.storage;

import dev.enforce.signing.SigningException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An append-only file of records. {@link #append} returns only after the record is on the disk.
 *
 * <p>A record is its length, the CRC-32C of its bytes (both big-endian, four bytes) and its bytes. When a
 * crash leaves half a record at the end, that half was never acknowledged, and opening the journal cuts it
 * off. A broken record that others follow is damage, and opening the journal fails.
 */
public final class Journal implements Closeable {

    /** Largest record. */
    public static final int MAX_RECORD_BYTES = 64 << 20;

    private static final int HEADER_BYTES = 8;

    private final @Nullable FileChannel file;
    private boolean broken;

    private Journal(@Nullable FileChannel file) {
        this.file = file;
    }

    /** A journal that forgets. */
    static Journal inMemory() {
        return new Journal(null);
    }

    /**
     * Opens or creates a journal and hands over all of its records in order.
     *
     * @throws SigningException with {@code STORAGE} if the file cannot be read or is damaged
     */
    static Journal open(Path path, Consumer<byte[]> replay) {
        try {
            FileChannel file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!isLocked(file)) {
                file.close();
                throw new SigningException(SigningException.Code.STORAGE, path + " is in use already");
            }
            long end = replay(file, path, replay);
            file.truncate(end);
            file.position(end);
            return new Journal(file);
        } catch (IOException e) {
            throw new SigningException(SigningException.Code.STORAGE, "cannot open " + path + ": " + e.getMessage(), e);
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // This process has it open; for the caller that is no different from another process.
            return false;
        }
    }

    /** Writes one record and waits until it is on the disk. */
    public synchronized void append(byte[] record) {
        if (record.length > MAX_RECORD_BYTES) {
            throw new SigningException(SigningException.Code.TOO_LARGE, "a record of " + record.length + " bytes");
        }
        if (file == null) {
            return;
        }
        if (broken) {
            throw new SigningException(
                    SigningException.Code.STORAGE, "the journal takes no more records after a failed write");
        }
        ByteBuffer buffer = ByteBuffer.allocate(HEADER_BYTES + record.length)
                .putInt(record.length)
                .putInt(checksum(record))
                .put(record)
                .flip();
        try {
            long start = file.position();
            try {
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
                file.force(false);
            } catch (IOException e) {
                broken = true;
                file.truncate(start);
                broken = false;
                throw e;
            }
        } catch (IOException e) {
            throw new SigningException(SigningException.Code.STORAGE, "a record was not written: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw new SigningException(SigningException.Code.STORAGE, "the journal was not closed", e);
            }
        }
    }

    private static long replay(FileChannel file, Path path, Consumer<byte[]> replay) throws IOException {
        long size = file.size();
        long position = 0;
        while (position + HEADER_BYTES <= size) {
            ByteBuffer header = read(file, position, HEADER_BYTES);
            int length = header.getInt();
            int checksum = header.getInt();
            long end = position + HEADER_BYTES + length;
            if (length >= 0 && length <= MAX_RECORD_BYTES && end <= size) {
                byte[] record = read(file, position + HEADER_BYTES, length).array();
                if (checksum(record) == checksum) {
                    replay.accept(record);
                    position = end;
                    continue;
                }
            }
            if (length < 0 || length > MAX_RECORD_BYTES || end < size) {
                throw new SigningException(SigningException.Code.STORAGE, path + " is damaged at byte " + position);
            }
            return position;
        }
        return position;
    }

    private static ByteBuffer read(FileChannel file, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("the file ends early");
            }
        }
        return buffer.flip();
    }

    private static int checksum(byte[] record) {
        CRC32C checksum = new CRC32C();
        checksum.update(record);
        return (int) checksum.getValue();
    }
}
