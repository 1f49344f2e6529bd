package dev.enforce.policy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Looks into a TUF repository that is carried along as a tar.gz, as far as one can without verifying it. */
final class MirrorArchive {

    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int MAX_ENTRIES = 10_000;
    private static final long MAX_SIZE = 64L << 20;

    private MirrorArchive() {}

    /** Why no TUF client can be made of it. */
    static Optional<String> problem(String base64) {
        byte[] archive;
        try {
            archive = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
        } catch (IllegalArgumentException notBase64) {
            return Optional.of("illegal base64 data");
        }
        try (InputStream tar = new GZIPInputStream(new ByteArrayInputStream(archive))) {
            return holdsTimestamp(tar) ? Optional.empty() : Optional.of("timestamp.json is not in the archive");
        } catch (IOException | NumberFormatException e) {
            return Optional.of("not a tar.gz: " + e.getMessage());
        }
    }

    private static boolean holdsTimestamp(InputStream tar) throws IOException {
        long total = 0;
        for (int entries = 0; entries < MAX_ENTRIES; entries++) {
            byte[] header = tar.readNBytes(BLOCK);
            if (header.length < BLOCK || header[0] == 0) {
                return false;
            }
            String name = field(header, 0, NAME_LENGTH);
            if (name.equals("timestamp.json") || name.endsWith("/timestamp.json")) {
                return true;
            }
            String octal = field(header, SIZE_AT, SIZE_LENGTH).strip();
            long size = octal.isEmpty() ? 0 : Long.parseLong(octal, 8);
            long padded = Math.ceilDiv(size, BLOCK) * BLOCK;
            total += padded;
            if (size < 0 || total > MAX_SIZE) {
                throw new IOException("more than " + MAX_SIZE + " bytes");
            }
            tar.skipNBytes(padded);
        }
        throw new IOException("more than " + MAX_ENTRIES + " entries");
    }

    private static String field(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }
}
