package dev.enforce.oci;

import dev.enforce.model.Digest;
import dev.enforce.model.ImageReference;
import dev.enforce.model.PinnedReference;

/**
 * A repository in a registry: what a manifest or a blob is looked up in.
 *
 * @param registry host, with its port if one is written
 * @param name path inside the registry, for instance {@code library/alpine}
 */
public record Repository(String registry, String name) {

    public Repository {
        // The grammar has one owner.
        var _ = new ImageReference(registry, name, "latest", null);
    }

    /** The repository that an image lives in. */
    public static Repository of(ImageReference image) {
        return new Repository(image.registry(), image.repository());
    }

    /** The repository that an image lives in. */
    public static Repository of(PinnedReference image) {
        return new Repository(image.registry(), image.repository());
    }

    /**
     * Reads {@code [registry/]path} with the same rules as an image reference.
     *
     * @throws dev.enforce.model.InvalidReferenceException if it is none
     */
    public static Repository parse(String text) {
        return of(ImageReference.parse(text));
    }

    /** The image with this tag in it. */
    public ImageReference tagged(String tag) {
        return new ImageReference(registry, name, tag, null);
    }

    /** The image with this digest in it. */
    public PinnedReference pinned(Digest digest) {
        return new PinnedReference(registry, name, null, digest);
    }

    /** {@code registry/name}. */
    @Override
    public String toString() {
        return registry + "/" + name;
    }

    /** As a person writes a tag or a digest in this repository. */
    String at(String tagOrDigest) {
        return this + (tagOrDigest.indexOf(':') >= 0 ? "@" : ":") + tagOrDigest;
    }
}
