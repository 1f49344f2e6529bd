package dev.enforce.oci.server;

import dev.enforce.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Keeps content by digest, and small notes about repositories. Safe for many threads. */
interface ContentStore {

    /** Stored content. */
    interface Content {
        long size();

        void writeTo(OutputStream out) throws IOException;
    }

    /** Content on its way in; used by one thread at a time. */
    interface Upload {
        long size();

        /**
         * Takes everything from the stream.
         *
         * @throws ServerError 413 past the bound
         */
        void append(InputStream in, long maxSize) throws IOException;

        /** Stores what came if it has this digest; says whether it has. */
        boolean finish(Digest digest) throws IOException;

        void discard() throws IOException;
    }

    Optional<Content> find(Digest digest);

    Upload newUpload() throws IOException;

    /**
     * Keeps a note.
     *
     * @param kind {@code _tags}, {@code _manifests} or {@code _blobs}
     */
    void note(String repository, String kind, String name, String value) throws IOException;

    void forget(String repository, String kind, String name) throws IOException;

    /** One kept note. */
    record Note(String repository, String kind, String name, String value) {}

    /** All notes that were kept before, at the start. */
    List<Note> notes() throws IOException;
}
