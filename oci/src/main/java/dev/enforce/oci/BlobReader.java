package dev.enforce.oci;

import java.io.IOException;
import java.io.InputStream;

/** Reads a blob while it arrives. What it makes of it counts only when the whole blob had the right digest. */
@FunctionalInterface
public interface BlobReader<T> {

    T read(InputStream content) throws IOException;
}
