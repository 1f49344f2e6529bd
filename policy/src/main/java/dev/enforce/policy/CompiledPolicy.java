package dev.enforce.policy;

import dev.enforce.model.ImagePattern;
import dev.enforce.model.ImageReference;
import dev.enforce.model.PinnedReference;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A policy validated, defaulted and with everything inlined: what evaluation works on.
 *
 * @param matches objects that it speaks of, any of them; empty means all
 * @param predicate policy over all authorities' matches; null when there is none
 * @param contentHash SHA-256 in hex over everything that decides, without uid and resource version
 */
public record CompiledPolicy(
        String name,
        String uid,
        String resourceVersion,
        PolicyMode mode,
        List<ImagePattern> images,
        List<CompiledMatch> matches,
        List<CompiledAuthority> authorities,
        @Nullable CompiledPredicate predicate,
        String contentHash) {

    public CompiledPolicy {
        images = List.copyOf(images);
        matches = List.copyOf(matches);
        authorities = List.copyOf(authorities);
    }

    /**
     * The same images and objects, of which nothing can be said: every one that it covers stays undecided.
     *
     * @param cause one line for a person
     */
    public CompiledPolicy unusable(String cause) {
        CompiledAuthority nothing = new UnusableAuthority("unusable", cause, AuthorityOptions.NONE);
        return CompiledPolicyFormat.withContentHash(
                new CompiledPolicy(name, uid, resourceVersion, mode, images, matches, List.of(nothing), null, ""));
    }

    /** Whether this policy speaks of that image inside such an object. */
    public boolean covers(ImageReference image, WorkloadKind kind, Map<String, String> labels) {
        return covers(ImagePattern.names(image), kind, labels);
    }

    /** Whether this policy speaks of that image inside such an object. */
    public boolean covers(PinnedReference image, WorkloadKind kind, Map<String, String> labels) {
        return covers(ImagePattern.names(image), kind, labels);
    }

    /**
     * Whether this policy speaks of an image inside such an object: for many policies over one image.
     *
     * @param imageNames from {@link ImagePattern#names(PinnedReference)}
     */
    public boolean covers(List<String> imageNames, WorkloadKind kind, Map<String, String> labels) {
        if (!matchesWorkload(kind, labels)) {
            return false;
        }
        for (ImagePattern pattern : images) {
            if (pattern.matchesAny(imageNames)) {
                return true;
            }
        }
        return false;
    }

    /** Whether any pattern matches. */
    public boolean matchesImage(ImageReference image) {
        List<String> names = ImagePattern.names(image);
        return images.stream().anyMatch(pattern -> pattern.matchesAny(names));
    }

    /** Whether such an object is meant. */
    public boolean matchesWorkload(WorkloadKind kind, Map<String, String> labels) {
        if (matches.isEmpty()) {
            return true;
        }
        for (CompiledMatch match : matches) {
            if (match.matches(kind, labels)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a predicate policy (CUE, Rego) stands anywhere in it. */
    public boolean hasPredicates() {
        return predicate != null
                || authorities.stream()
                        .flatMap(authority -> authority.options().attestations().stream())
                        .anyMatch(attestation -> attestation.predicate() != null);
    }
}
