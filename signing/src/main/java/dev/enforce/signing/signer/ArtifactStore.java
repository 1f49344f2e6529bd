package dev.enforce.signing.signer;

import dev.enforce.model.Digest;
import java.util.Optional;

/**
 * One repository of a registry, as far as a signer needs it. Whoever implements it checks what it reads
 * against its digest, bounds it, and answers failures with an exception of its own.
 */
public interface ArtifactStore {

    /** A manifest with the media type that the registry names. */
    record StoredManifest(String mediaType, Digest digest, byte[] content) {}

    /**
     * Reads a manifest.
     *
     * @param reference a tag or a digest
     */
    Optional<StoredManifest> findManifest(String reference);

    void pushBlob(Digest digest, String mediaType, byte[] content);

    /** Writes a manifest under a tag, replacing what the tag named. */
    void pushTagged(String tag, String mediaType, byte[] manifest);

    /**
     * Writes a manifest that has a subject under its own digest, and makes it findable as a referrer: where the
     * registry does not take note of the subject, by adding it to the subject's fallback index.
     */
    void pushReferrer(Digest digest, String mediaType, byte[] manifest);
}
