package dev.enforce.oci;

import dev.enforce.model.Digest;
import java.util.Arrays;
import java.util.Objects;

/**
 * A manifest as the registry holds it; the bytes have been checked against the digest.
 *
 * @param repository where it was read
 * @param mediaType as the registry declared it, without parameters
 */
public record ManifestDocument(Repository repository, String mediaType, Digest digest, byte[] bytes) {

    public ManifestDocument {
        bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    public int size() {
        return bytes.length;
    }

    /**
     * What the document says.
     *
     * @throws RegistryException as {@link Manifest#parse} does
     */
    public Manifest parse() {
        return Manifest.parse(repository + "@" + digest, mediaType, bytes);
    }

    public Descriptor descriptor() {
        return Descriptor.of(mediaType, digest, bytes.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ManifestDocument that
                && repository.equals(that.repository)
                && mediaType.equals(that.mediaType)
                && digest.equals(that.digest)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(repository, mediaType, digest);
    }

    @Override
    public String toString() {
        return repository + "@" + digest + " (" + mediaType + ", " + bytes.length + " bytes)";
    }
}
