package dev.enforce.oci;

import dev.enforce.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What refers to a subject: signatures, attestations, and whatever else people attach.
 *
 * <p>Artifact types and annotations in {@link Origin#FALLBACK_TAG} lists are written by clients and often wrong or
 * missing (cosign 3 writes the config's media type), so a reader must fetch each manifest before leaving it out.
 */
public record Referrers(Origin origin, Digest subject, List<Descriptor> descriptors) {

    /** Where the list comes from. */
    public enum Origin {
        /** The registry's referrers API: complete, artifact types are the registry's own reading. */
        API,
        /** The index under the tag {@code sha256-<hex>}, kept by clients. */
        FALLBACK_TAG
    }

    public Referrers {
        descriptors = List.copyOf(descriptors);
    }

    /** A list that certainly has no others in it. */
    public boolean isEmpty() {
        return descriptors.isEmpty();
    }

    /** The tag of a subject's fallback index. */
    public static String fallbackTag(Digest subject) {
        return subject.algorithm().wireName() + "-" + subject.hex();
    }

    /** A digest of the list, which changes exactly when the list does; for caches. */
    public Digest fingerprint() {
        StringBuilder text = new StringBuilder();
        descriptors.stream()
                .map(d -> d.digest().toString())
                .sorted()
                .forEach(d -> text.append(d).append('\n'));
        return Digest.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The descriptor of one referrer. */
    public Optional<Descriptor> find(Digest digest) {
        return descriptors.stream().filter(d -> d.digest().equals(digest)).findFirst();
    }
}
