package dev.enforce.oci.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copying with a bound. */
final class Streams {

    private static final int BUFFER = 16 << 10;

    private Streams() {}

    static void copy(InputStream in, OutputStream out, long most) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = most;
        while (true) {
            int got = in.read(buffer);
            if (got < 0) {
                return;
            }
            left -= got;
            if (left < 0) {
                throw new ServerError(413, "SIZE_INVALID", "the content is larger than this registry takes");
            }
            out.write(buffer, 0, got);
        }
    }
}
