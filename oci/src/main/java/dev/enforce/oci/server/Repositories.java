package dev.enforce.oci.server;

import dev.enforce.model.Digest;
import dev.enforce.oci.Descriptor;
import dev.enforce.oci.Manifest;
import dev.enforce.oci.RegistryException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** What is in the registry. Readers take no lock; writers of one repository go one after another. */
final class Repositories {

    static final int MAX_MANIFEST = 4 << 20;

    /** A manifest as it is served. */
    record Stored(String mediaType, Digest digest, byte[] bytes, Manifest parsed) {}

    /** One repository. */
    private static final class Repository {
        final ConcurrentMap<Digest, Stored> manifests = new ConcurrentHashMap<>();
        final ConcurrentMap<Digest, Boolean> blobs = new ConcurrentHashMap<>();
        final ConcurrentSkipListMap<String, Digest> tags = new ConcurrentSkipListMap<>();
        final ConcurrentMap<Digest, ConcurrentSkipListMap<String, Descriptor>> referrers = new ConcurrentHashMap<>();
    }

    private final ContentStore store;
    private final ConcurrentSkipListMap<String, Repository> repositories = new ConcurrentSkipListMap<>();

    Repositories(ContentStore store) throws IOException {
        this.store = store;
        for (ContentStore.Note note : store.notes()) {
            restore(note);
        }
    }

    private void restore(ContentStore.Note note) throws IOException {
        Repository repository = repositories.computeIfAbsent(note.repository(), _ -> new Repository());
        switch (note.kind()) {
            case "_blobs" -> repository.blobs.put(Digest.parse(note.name()), true);
            case "_tags" -> repository.tags.put(note.name(), Digest.parse(note.value()));
            case "_manifests" -> {
                Digest digest = Digest.parse(note.name());
                Optional<ContentStore.Content> content = store.find(digest);
                if (content.isPresent()) {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    content.get().writeTo(bytes);
                    add(repository, parsed(note.value(), digest, bytes.toByteArray()));
                }
            }
            default -> throw new IOException("unknown kind of note in the registry's directory: " + note.kind());
        }
    }

    ContentStore store() {
        return store;
    }

    List<String> names() {
        return List.copyOf(repositories.keySet());
    }

    Stored manifest(String name, String reference) {
        Repository repository = known(name);
        Digest digest = reference.indexOf(':') >= 0 ? digest(reference) : repository.tags.get(reference);
        Stored stored = digest == null ? null : repository.manifests.get(digest);
        if (stored == null) {
            throw ServerError.unknownManifest(reference);
        }
        return stored;
    }

    ContentStore.Content blob(String name, Digest digest) {
        if (!known(name).blobs.containsKey(digest)) {
            throw ServerError.unknownBlob(digest.toString());
        }
        return store.find(digest).orElseThrow(() -> ServerError.unknownBlob(digest.toString()));
    }

    boolean hasBlob(String name, Digest digest) {
        Repository repository = repositories.get(name);
        return repository != null
                && repository.blobs.containsKey(digest)
                && store.find(digest).isPresent();
    }

    void linkBlob(String name, Digest digest) throws IOException {
        repositories.computeIfAbsent(name, _ -> new Repository()).blobs.put(digest, true);
        store.note(name, "_blobs", digest.toString(), "");
    }

    void unlinkBlob(String name, Digest digest) throws IOException {
        if (known(name).blobs.remove(digest) == null) {
            throw ServerError.unknownBlob(digest.toString());
        }
        store.forget(name, "_blobs", digest.toString());
    }

    /** Stores a manifest after checking that all it needs is there. */
    Stored put(String name, String reference, String mediaType, byte[] bytes) throws IOException {
        boolean byDigest = reference.indexOf(':') >= 0;
        Digest digest = byDigest ? digest(reference) : Digest.sha256(bytes);
        if (byDigest && !digest.matches(bytes)) {
            throw ServerError.invalidDigest("the manifest does not have the digest " + reference);
        }
        Stored stored = parsed(mediaType, digest, bytes);
        Repository repository = repositories.computeIfAbsent(name, _ -> new Repository());
        synchronized (repository) {
            checkParts(name, repository, stored.parsed());
            ContentStore.Upload upload = store.newUpload();
            upload.append(new ByteArrayInputStream(bytes), MAX_MANIFEST);
            if (!upload.finish(digest)) {
                upload.discard();
                throw new IOException("the store changed a manifest");
            }
            add(repository, stored);
            store.note(name, "_manifests", digest.toString(), mediaType);
            if (!byDigest) {
                repository.tags.put(reference, digest);
                store.note(name, "_tags", reference, digest.toString());
            }
        }
        return stored;
    }

    private static Stored parsed(String mediaType, Digest digest, byte[] bytes) {
        try {
            return new Stored(mediaType, digest, bytes, Manifest.parse(digest.toString(), mediaType, bytes));
        } catch (RegistryException e) {
            throw ServerError.invalidManifest(String.valueOf(e.getMessage()));
        }
    }

    private static void add(Repository repository, Stored stored) {
        repository.manifests.put(stored.digest(), stored);
        Descriptor subject = stored.parsed().subject();
        if (subject != null) {
            repository
                    .referrers
                    .computeIfAbsent(subject.digest(), _ -> new ConcurrentSkipListMap<>())
                    .put(stored.digest().toString(), referrer(stored));
        }
    }

    private static Descriptor referrer(Stored stored) {
        @Nullable
        String type = switch (stored.parsed()) {
            case Manifest.ImageManifest image -> image.effectiveArtifactType();
            case Manifest.ImageIndex index -> index.artifactType();
        };
        return Descriptor.of(stored.mediaType(), stored.digest(), stored.bytes().length)
                .withArtifactType(type)
                .withAnnotations(stored.parsed().annotations());
    }

    private void checkParts(String name, Repository repository, Manifest manifest) {
        switch (manifest) {
            case Manifest.ImageIndex index -> {
                for (Descriptor child : index.manifests()) {
                    if (!repository.manifests.containsKey(child.digest())) {
                        throw new ServerError(
                                400, "MANIFEST_BLOB_UNKNOWN", "manifest unknown to registry: " + child.digest());
                    }
                }
            }
            case Manifest.ImageManifest image -> {
                checkBlob(name, image.config());
                image.layers().stream()
                        .filter(layer -> !isElsewhere(layer.mediaType()))
                        .forEach(layer -> checkBlob(name, layer));
            }
        }
    }

    private void checkBlob(String name, Descriptor blob) {
        if (!hasBlob(name, blob.digest())) {
            throw new ServerError(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry: " + blob.digest());
        }
    }

    /** Layers that may not be distributed are never uploaded. */
    private static boolean isElsewhere(String mediaType) {
        return mediaType.contains(".nondistributable.") || mediaType.contains(".foreign.");
    }

    void delete(String name, String reference) throws IOException {
        Repository repository = known(name);
        synchronized (repository) {
            if (reference.indexOf(':') < 0) {
                if (repository.tags.remove(reference) == null) {
                    throw ServerError.unknownManifest(reference);
                }
                store.forget(name, "_tags", reference);
                return;
            }
            Digest digest = digest(reference);
            Stored removed = repository.manifests.remove(digest);
            if (removed == null) {
                throw ServerError.unknownManifest(reference);
            }
            Descriptor subject = removed.parsed().subject();
            if (subject != null && repository.referrers.containsKey(subject.digest())) {
                repository.referrers.get(subject.digest()).remove(digest.toString());
            }
            store.forget(name, "_manifests", digest.toString());
            for (var tag : List.copyOf(repository.tags.entrySet())) {
                if (tag.getValue().equals(digest)) {
                    repository.tags.remove(tag.getKey());
                    store.forget(name, "_tags", tag.getKey());
                }
            }
        }
    }

    List<String> tags(String name) {
        return List.copyOf(known(name).tags.keySet());
    }

    /** Referrers in the order of their digests; empty also for what the registry has never seen. */
    List<Descriptor> referrers(String name, Digest subject) {
        Repository repository = repositories.get(name);
        var found = repository == null ? null : repository.referrers.get(subject);
        return found == null ? List.of() : List.copyOf(found.values());
    }

    private Repository known(String name) {
        Repository repository = repositories.get(name);
        if (repository == null) {
            throw ServerError.unknownRepository(name);
        }
        return repository;
    }

    static Digest digest(String text) {
        return Digest.tryParse(text).orElseThrow(() -> ServerError.invalidDigest("not a digest"));
    }
}
