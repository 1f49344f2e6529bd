package dev.enforce.oci;

import dev.enforce.model.Digest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Points at content: type, digest, size.
 *
 * @param artifactType as the list that holds this descriptor claims it; a fallback index often claims a wrong one
 */
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        @Nullable String artifactType,
        Map<String, String> annotations,
        @Nullable Platform platform) {

    public Descriptor {
        if (size < 0) {
            throw new IllegalArgumentException("a size is not negative: " + size);
        }
        annotations = Map.copyOf(annotations);
    }

    /** A descriptor with nothing but what it must have. */
    public static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(mediaType, digest, size, null, Map.of(), null);
    }

    /** The descriptor of this content. */
    public static Descriptor of(String mediaType, byte[] content) {
        return of(mediaType, Digest.sha256(content), content.length);
    }

    /** The same with these annotations. */
    public Descriptor withAnnotations(Map<String, String> more) {
        return new Descriptor(mediaType, digest, size, artifactType, more, platform);
    }

    /** The same with this artifact type. */
    public Descriptor withArtifactType(@Nullable String type) {
        return new Descriptor(mediaType, digest, size, type, annotations, platform);
    }
}
