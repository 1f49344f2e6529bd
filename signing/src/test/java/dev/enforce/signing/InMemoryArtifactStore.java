package dev.enforce.signing;

import dev.enforce.model.Digest;
import dev.enforce.signing.signer.ArtifactStore;
import dev.enforce.sigstore.key.HashAlgorithm;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** A repository in memory. */
public final class InMemoryArtifactStore implements ArtifactStore {

    private final Map<String, StoredManifest> manifests = new HashMap<>();
    private final Map<Digest, byte[]> blobs = new HashMap<>();

    public static Digest digest(byte[] content) {
        return new Digest(Digest.Algorithm.SHA256, HexFormat.of().formatHex(HashAlgorithm.SHA256.hash(content)));
    }

    /** An image of whatever bytes. */
    public Digest image(byte[] manifest) {
        put("1", "application/vnd.oci.image.manifest.v1+json", manifest);
        return digest(manifest);
    }

    public byte[] blob(Digest digest) {
        return Optional.ofNullable(blobs.get(digest)).orElseThrow();
    }

    @Override
    public Optional<StoredManifest> findManifest(String reference) {
        return Optional.ofNullable(manifests.get(reference));
    }

    @Override
    public void pushBlob(Digest digest, String mediaType, byte[] content) {
        blobs.put(digest, content);
    }

    @Override
    public void pushTagged(String tag, String mediaType, byte[] manifest) {
        put(tag, mediaType, manifest);
    }

    @Override
    public void pushReferrer(Digest digest, String mediaType, byte[] manifest) {
        put(digest.toString(), mediaType, manifest);
    }

    private void put(String tag, String mediaType, byte[] manifest) {
        StoredManifest stored = new StoredManifest(mediaType, digest(manifest), manifest);
        manifests.put(tag, stored);
        manifests.put(stored.digest().toString(), stored);
    }
}
