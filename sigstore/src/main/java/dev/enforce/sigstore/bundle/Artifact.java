package dev.enforce.sigstore.bundle;

import dev.enforce.model.Digest;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle should be about.
 *
 * @param content the bytes, when they are at hand; some keys sign nothing less
 */
public record Artifact(Digest digest, byte @Nullable [] content) {

    /** An image or file of which the digest is known. */
    public static Artifact of(Digest digest) {
        return new Artifact(digest, null);
    }

    /** A file. */
    public static Artifact of(byte[] content) {
        return new Artifact(Digest.sha256(content), content);
    }

    /** Whether a digest of any algorithm is this artifact's, as far as can be told. */
    boolean has(Digest other) {
        return other.equals(digest) || (content != null && other.matches(content));
    }
}
