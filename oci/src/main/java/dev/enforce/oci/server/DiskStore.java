package dev.enforce.oci.server;

import dev.enforce.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps content in a directory: {@code blobs/<algorithm>/<hex>} and
 * {@code repositories/<name>/{_tags,_manifests,_blobs}/<name>}.
 *
 * <p>A file appears whole or not at all: it is written elsewhere and moved. No part of a repository's name begins
 * with an underscore, so notes and repositories do not meet.
 */
final class DiskStore implements ContentStore {

    private record FileContent(Path path, long size) implements Content {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            Files.copy(path, out);
        }
    }

    private final Path root;

    DiskStore(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(root.resolve("blobs"));
        Files.createDirectories(root.resolve("repositories"));
        Path uploads = Files.createDirectories(root.resolve("uploads"));
        try (Stream<Path> left = Files.list(uploads)) {
            for (Path stale : left.toList()) {
                Files.delete(stale);
            }
        }
    }

    @Override
    public Optional<Content> find(Digest digest) {
        Path path = blob(digest);
        try {
            return Optional.of(new FileContent(path, Files.size(path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Upload newUpload() throws IOException {
        Path path = Files.createTempFile(root.resolve("uploads"), "upload", "");
        return new Upload() {
            @Override
            public long size() {
                return path.toFile().length();
            }

            @Override
            public void append(InputStream in, long maxSize) throws IOException {
                try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.APPEND)) {
                    Streams.copy(in, out, maxSize - size());
                }
            }

            @Override
            public boolean finish(Digest digest) throws IOException {
                if (!MessageDigest.isEqual(hash(digest, path), digest.bytes())) {
                    return false;
                }
                Path target = blob(digest);
                Files.createDirectories(target.getParent());
                Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return true;
            }

            @Override
            public void discard() throws IOException {
                Files.deleteIfExists(path);
            }
        };
    }

    private static byte[] hash(Digest digest, Path path) throws IOException {
        MessageDigest hash = digest.algorithm().newMessageDigest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(path), hash)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return hash.digest();
    }

    @Override
    public void note(String repository, String kind, String name, String value) throws IOException {
        Path target = notePath(repository, kind, name);
        Files.createDirectories(target.getParent());
        Path temporary = Files.createTempFile(root.resolve("uploads"), "note", "");
        Files.writeString(temporary, value);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void forget(String repository, String kind, String name) throws IOException {
        Files.deleteIfExists(notePath(repository, kind, name));
    }

    @Override
    public List<Note> notes() throws IOException {
        Path repositories = root.resolve("repositories");
        List<Note> notes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(repositories)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = repositories.relativize(file);
                int depth = relative.getNameCount();
                if (depth >= 3) {
                    String repository =
                            relative.subpath(0, depth - 2).toString().replace('\\', '/');
                    String kind = relative.getName(depth - 2).toString();
                    String name = relative.getName(depth - 1).toString();
                    notes.add(new Note(repository, kind, name.replace('=', ':'), Files.readString(file)));
                }
            }
        }
        return notes;
    }

    private Path notePath(String repository, String kind, String name) {
        return root.resolve("repositories").resolve(repository).resolve(kind).resolve(name.replace(':', '='));
    }

    private Path blob(Digest digest) {
        return root.resolve("blobs").resolve(digest.algorithm().wireName()).resolve(digest.hex());
    }
}
