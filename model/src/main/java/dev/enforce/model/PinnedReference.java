package dev.enforce.model;

import org.jspecify.annotations.Nullable;

/**
 * An image that can mean one content only: a reference with its digest.
 *
 * <p>The tag is kept when one was written, since people read it; it never decides anything.
 */
public record PinnedReference(
        String registry, String repository, @Nullable String tag, Digest digest) {

    /**
     * Reads a reference that must have a digest.
     *
     * @throws InvalidReferenceException if the text is no reference or lacks a digest
     */
    public static PinnedReference parse(String text) {
        return ImageReference.parse(text)
                .pinned()
                .orElseThrow(() -> new InvalidReferenceException(text + " must be an image digest"));
    }

    /** Registry and repository without tag and digest. */
    public String context() {
        return registry + "/" + repository;
    }

    /** The fully qualified name without the tag: {@code registry/repository@digest}. */
    public String name() {
        return context() + "@" + digest;
    }

    /** The same image as a reference. */
    public ImageReference reference() {
        return new ImageReference(registry, repository, tag, digest);
    }

    /** With the tag if there is one: {@code registry/repository:tag@digest}, as the mutating webhook writes it. */
    @Override
    public String toString() {
        return context() + (tag == null ? "" : ":" + tag) + "@" + digest;
    }
}
