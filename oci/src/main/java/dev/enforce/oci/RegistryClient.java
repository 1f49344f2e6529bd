package dev.enforce.oci;

import dev.enforce.model.Digest;
import dev.enforce.model.ImageReference;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.RegistryException.Code;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads registries (OCI distribution specification 1.1). Nothing is cached here but how to talk to a registry.
 *
 * <p>Blocking; meant for virtual threads. Every method ends by its deadline ({@link #withDeadline}) and throws
 * {@link RegistryException} for whatever goes wrong on the way; what comes back has been checked against its digest.
 */
public interface RegistryClient {

    /**
     * Resolves a tag to the digest that the registry serves for it now.
     *
     * <p>One {@code HEAD}; a registry that leaves {@code Docker-Content-Digest} out costs a {@code GET}, whose body
     * is hashed. Index types are asked for first, so a multi-platform tag resolves to its index. A reference that
     * has a digest is returned as it is, without a request.
     *
     * @throws RegistryException with {@link Code#NOT_FOUND} if the tag does not exist
     */
    PinnedReference resolve(ImageReference reference, Keychain keychain);

    /** The manifest under a tag or digest; empty if the registry says that it does not exist. */
    Optional<ManifestDocument> findManifest(Repository repository, String tagOrDigest, Keychain keychain);

    /**
     * The manifest under a tag or digest.
     *
     * @throws RegistryException with {@link Code#NOT_FOUND} if it does not exist
     */
    default ManifestDocument manifest(Repository repository, String tagOrDigest, Keychain keychain) {
        return findManifest(repository, tagOrDigest, keychain).orElseThrow(() -> {
            String reference = repository.at(tagOrDigest);
            return new RegistryException(
                    Code.NOT_FOUND, reference, "registry " + repository.registry() + " has no manifest " + reference);
        });
    }

    /**
     * Looks whether a tag still means what is known of it: one conditional {@code HEAD} when it does.
     *
     * @param known the digest that the tag had when it was last read; absent if it was absent then
     */
    Revalidation revalidate(Repository repository, String tag, @Nullable Digest known, Keychain keychain);

    /**
     * A blob, whole in memory.
     *
     * @param maxBytes the most that the caller is willing to hold; a descriptor that says more is refused before
     *     any request
     * @throws RegistryException with {@link Code#TOO_LARGE}, {@link Code#DIGEST_MISMATCH} (also when the size is
     *     not the descriptor's) or {@link Code#NOT_FOUND}
     */
    byte[] blob(Repository repository, Descriptor descriptor, long maxBytes, Keychain keychain);

    /**
     * A blob, read while it arrives. The reader may stop early: the rest is still fetched and hashed before its
     * result is returned.
     */
    <T> T readBlob(
            Repository repository, Descriptor descriptor, long maxBytes, Keychain keychain, BlobReader<T> reader);

    /**
     * What refers to a subject: the referrers API with all its pages; where a registry lacks it, the fallback tag.
     *
     * @throws RegistryException with {@link Code#TOO_LARGE} if there are more than the settings allow: a list is
     *     never cut in silence
     */
    Referrers referrers(Repository repository, Digest subject, Keychain keychain);

    /** The same client, whose operations end by this deadline. */
    RegistryClient withDeadline(Deadline deadline);
}
