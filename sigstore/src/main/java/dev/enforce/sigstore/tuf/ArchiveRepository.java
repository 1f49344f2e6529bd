package dev.enforce.sigstore.tuf;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A repository out of a tar.gz, for clusters without network. It is unpacked into memory only, within bounds; names are
 * keys and never paths. A leading folder {@code repository/}, as archives of a mirror have it, is left off.
 */
public final class ArchiveRepository implements TufRepository {

    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int TYPE_AT = 156;
    private static final int MAGIC_AT = 257;
    private static final int PREFIX_AT = 345;
    private static final int PREFIX_LENGTH = 155;
    private static final int MAX_ENTRIES = 10_000;
    private static final int MAX_FILE = 16 << 20;
    private static final long MAX_SIZE = 64L << 20;
    private static final String FOLDER = "repository/";

    private final Map<String, byte[]> files;

    private ArchiveRepository(Map<String, byte[]> files) {
        this.files = Map.copyOf(files);
    }

    /**
     * Unpacks an archive: regular files in the old and the ustar format, and long names of GNU tar.
     *
     * @throws TufException with {@link TufException.Code#MALFORMED} if it is no tar.gz, or larger than allowed
     */
    public static ArchiveRepository of(byte[] tarGz) {
        try (InputStream tar = new GZIPInputStream(new ByteArrayInputStream(tarGz))) {
            return new ArchiveRepository(unpack(tar));
        } catch (IOException | NumberFormatException e) {
            throw new TufException(TufException.Code.MALFORMED, "not a tar.gz: " + e.getMessage(), e);
        }
    }

    /** How many files it holds. */
    public int size() {
        return files.size();
    }

    @Override
    public Optional<byte[]> fetch(String path, int maxBytes) {
        byte[] file = files.get(path);
        if (file != null && file.length > maxBytes) {
            throw new TufException(TufException.Code.CONTENT_MISMATCH, path + " is longer than " + maxBytes + " bytes");
        }
        return Optional.ofNullable(file).map(byte[]::clone);
    }

    private static Map<String, byte[]> unpack(InputStream tar) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        long total = 0;
        String longName = "";
        for (int entries = 0; entries < MAX_ENTRIES; entries++) {
            byte[] header = tar.readNBytes(BLOCK);
            if (header.length < BLOCK || header[0] == 0) {
                return files;
            }
            long size = size(header);
            total += Math.ceilDiv(size, BLOCK) * BLOCK;
            if (size < 0 || total > MAX_SIZE) {
                throw new IOException("more than " + MAX_SIZE + " bytes");
            }
            byte type = header[TYPE_AT];
            if (type == 'L' && size <= BLOCK) {
                longName = new String(content(tar, (int) size), StandardCharsets.UTF_8).replace("\0", "");
            } else if ((type == '0' || type == 0) && size <= MAX_FILE) {
                files.put(key(longName.isEmpty() ? name(header) : longName), content(tar, (int) size));
                longName = "";
            } else {
                tar.skipNBytes(Math.ceilDiv(size, BLOCK) * BLOCK);
                longName = "";
            }
        }
        throw new IOException("more than " + MAX_ENTRIES + " entries");
    }

    private static byte[] content(InputStream tar, int size) throws IOException {
        byte[] content = tar.readNBytes(size);
        if (content.length < size) {
            throw new IOException("it ends in the middle of a file");
        }
        tar.skipNBytes(Math.ceilDiv((long) size, BLOCK) * BLOCK - size);
        return content;
    }

    private static long size(byte[] header) throws IOException {
        String octal = field(header, SIZE_AT, SIZE_LENGTH).strip();
        if (octal.startsWith("-")) {
            throw new IOException("a file with a negative size");
        }
        return octal.isEmpty() ? 0 : Long.parseLong(octal, 8);
    }

    private static String name(byte[] header) {
        String name = field(header, 0, NAME_LENGTH);
        boolean ustar = field(header, MAGIC_AT, 5).equals("ustar");
        String prefix = ustar ? field(header, PREFIX_AT, PREFIX_LENGTH) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String key(String name) {
        String key = name.startsWith("./") ? name.substring(2) : name;
        key = key.startsWith("/") ? key.substring(1) : key;
        return key.startsWith(FOLDER) ? key.substring(FOLDER.length()) : key;
    }

    private static String field(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }
}
