package dev.enforce.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reference to an image as people write it, completed: {@code registry/repository[:tag][@digest]}.
 *
 * <p>Reading is weak, as container run-times do it: a missing registry is {@code index.docker.io}, whose official
 * images get {@code library/}; {@code docker.io} and {@code registry-1.docker.io} are other names of the same
 * registry. A reference with neither tag nor digest means the tag {@code latest}.
 *
 * @param registry host, with its port if one is written
 * @param repository path inside the registry
 * @param tag the tag as written; absent when only a digest is written
 * @param digest the digest as written, if any
 */
public record ImageReference(
        String registry,
        String repository,
        @Nullable String tag,
        @Nullable Digest digest) {

    /** The registry that a reference without a host means. */
    public static final String DEFAULT_REGISTRY = "index.docker.io";

    private static final String DEFAULT_TAG = "latest";
    private static final int MAX_LENGTH = 1024;
    private static final int MAX_REPOSITORY = 255;
    private static final int MAX_TAG = 128;

    public ImageReference {
        checkRegistry(registry);
        checkRepository(repository);
        if (tag != null) {
            checkTag(tag);
        }
        if (tag == null && digest == null) {
            tag = DEFAULT_TAG;
        }
    }

    /**
     * Reads a reference weakly.
     *
     * @throws InvalidReferenceException if it is none: {@code could not parse reference: <text>}
     */
    public static ImageReference parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new InvalidReferenceException(
                    "could not parse reference: " + text.substring(0, 80) + "… (longer than " + MAX_LENGTH + ")");
        }
        try {
            return read(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidReferenceException("could not parse reference: " + text);
        }
    }

    /** Reads a reference, or nothing if the text is not one. */
    public static Optional<ImageReference> tryParse(String text) {
        try {
            return Optional.of(parse(text));
        } catch (InvalidReferenceException notAReference) {
            return Optional.empty();
        }
    }

    /** Registry and repository without tag and digest. */
    public String context() {
        return registry + "/" + repository;
    }

    /** The fully qualified name: with the digest if there is one (then without the tag), else with the tag. */
    public String name() {
        return digest != null ? context() + "@" + digest : context() + ":" + tag;
    }

    /** This image pinned, if a digest is written. */
    public Optional<PinnedReference> pinned() {
        return digest == null ? Optional.empty() : Optional.of(new PinnedReference(registry, repository, tag, digest));
    }

    /** This image pinned to the digest that its tag was resolved to. */
    public PinnedReference pin(Digest resolved) {
        return new PinnedReference(registry, repository, tag, resolved);
    }

    /** Fully qualified, with all that is written: {@code registry/repository[:tag][@digest]}. */
    @Override
    public String toString() {
        return context() + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }

    private static ImageReference read(String text) {
        int at = text.indexOf('@');
        Digest digest = at < 0 ? null : Digest.parse(text.substring(at + 1));
        String rest = at < 0 ? text : text.substring(0, at);
        int colon = rest.lastIndexOf(':');
        String tag = null;
        if (colon >= 0 && rest.indexOf('/', colon) < 0) {
            tag = rest.substring(colon + 1);
            rest = rest.substring(0, colon);
        }
        int slash = rest.indexOf('/');
        String first = slash < 0 ? "" : rest.substring(0, slash);
        boolean hasHost = first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
        String registry = hasHost ? canonicalRegistry(first) : DEFAULT_REGISTRY;
        String repository = hasHost ? rest.substring(slash + 1) : rest;
        if (registry.equals(DEFAULT_REGISTRY) && repository.indexOf('/') < 0) {
            repository = "library/" + repository;
        }
        return new ImageReference(registry, repository, tag, digest);
    }

    /** Folds the other names of Docker Hub into {@value #DEFAULT_REGISTRY}. */
    static String canonicalRegistry(String host) {
        return host.equals("docker.io") || host.equals("registry-1.docker.io") ? DEFAULT_REGISTRY : host;
    }

    private static void checkRegistry(String registry) {
        for (int i = 0; i < registry.length(); i++) {
            char c = registry.charAt(i);
            if (!isLetterOrDigit(c) && c != '.' && c != '-' && c != ':' && c != '[' && c != ']' && c != '_') {
                throw new InvalidReferenceException("not a registry: " + registry);
            }
        }
        if (registry.isEmpty()) {
            throw new InvalidReferenceException("a registry has a host");
        }
    }

    private static void checkRepository(String repository) {
        if (repository.length() < 2 || repository.length() > MAX_REPOSITORY) {
            throw new InvalidReferenceException("a repository has 2 to 255 characters: " + repository);
        }
        boolean separatorBefore = true;
        for (int i = 0; i < repository.length(); i++) {
            char c = repository.charAt(i);
            boolean separator = c == '/';
            if (separator && separatorBefore) {
                throw new InvalidReferenceException("an empty path part in repository: " + repository);
            }
            if (!separator && (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '-' && c != '.') {
                throw new InvalidReferenceException("not a repository: " + repository);
            }
            if ((c == '.') && separatorBefore) {
                throw new InvalidReferenceException("a path part starts with a dot in repository: " + repository);
            }
            separatorBefore = separator;
        }
        if (separatorBefore) {
            throw new InvalidReferenceException("an empty path part in repository: " + repository);
        }
    }

    private static void checkTag(String tag) {
        if (tag.isEmpty() || tag.length() > MAX_TAG) {
            throw new InvalidReferenceException("a tag has 1 to 128 characters: " + tag);
        }
        for (int i = 0; i < tag.length(); i++) {
            char c = tag.charAt(i);
            if (!isLetterOrDigit(c) && c != '_' && c != '-' && c != '.') {
                throw new InvalidReferenceException("not a tag: " + tag);
            }
        }
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
