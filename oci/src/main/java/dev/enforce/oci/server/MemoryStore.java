package dev.enforce.oci.server;

import dev.enforce.model.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Keeps everything in memory, until the end of the process. */
final class MemoryStore implements ContentStore {

    private record Bytes(byte[] bytes) implements Content {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }
    }

    private final ConcurrentMap<Digest, Content> contents = new ConcurrentHashMap<>();

    @Override
    public Optional<Content> find(Digest digest) {
        return Optional.ofNullable(contents.get(digest));
    }

    @Override
    public Upload newUpload() {
        return new Upload() {
            private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

            @Override
            public long size() {
                return bytes.size();
            }

            @Override
            public void append(InputStream in, long maxSize) throws IOException {
                Streams.copy(in, bytes, maxSize - bytes.size());
            }

            @Override
            public boolean finish(Digest digest) {
                byte[] whole = bytes.toByteArray();
                boolean right = digest.matches(whole);
                if (right) {
                    contents.putIfAbsent(digest, new Bytes(whole));
                }
                return right;
            }

            @Override
            public void discard() {
                bytes.reset();
            }
        };
    }

    @Override
    public void note(String repository, String kind, String name, String value) {
        // the registry's own maps are the memory
    }

    @Override
    public void forget(String repository, String kind, String name) {
        // the registry's own maps are the memory
    }

    @Override
    public List<Note> notes() {
        return List.of();
    }
}
