package dev.enforce.oci;

import dev.enforce.model.Digest;
import org.jspecify.annotations.Nullable;

/** Writes to registries. Throws {@link RegistryException}; a refused or broken write is not tried again. */
public interface RegistryWriter {

    /** Uploads a blob, unless the repository has it already. */
    Descriptor pushBlob(Repository repository, String mediaType, byte[] content, Keychain keychain);

    /**
     * Uploads a manifest, under its digest when no tag is given.
     *
     * <p>If it has a subject and the registry does not say that it took note of that ({@code OCI-Subject}), the
     * subject's fallback index is read, extended and written back, as the specification asks of clients.
     */
    ManifestDocument pushManifest(
            Repository repository, @Nullable String tag, String mediaType, byte[] document, Keychain keychain);

    /** Deletes a manifest; it is no error if there is none. */
    void deleteManifest(Repository repository, Digest digest, Keychain keychain);
}
