package dev.enforce.testing.signing;

import dev.enforce.model.Digest;
import dev.enforce.oci.HttpRegistryClient;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Repository;
import dev.enforce.signing.signer.ArtifactStore;
import java.util.Optional;

/** A repository of a registry that signatures are written to without credentials. */
public record RegistryArtifactStore(HttpRegistryClient client, Repository repository) implements ArtifactStore {

    private static final Keychain NOBODY = Keychain.anonymous();

    @Override
    public Optional<StoredManifest> findManifest(String reference) {
        return client.findManifest(repository, reference, NOBODY)
                .map(found -> new StoredManifest(found.mediaType(), found.digest(), found.bytes()));
    }

    @Override
    public void pushBlob(Digest digest, String mediaType, byte[] content) {
        client.writer().pushBlob(repository, mediaType, content, NOBODY);
    }

    @Override
    public void pushTagged(String tag, String mediaType, byte[] manifest) {
        client.writer().pushManifest(repository, tag, mediaType, manifest, NOBODY);
    }

    @Override
    public void pushReferrer(Digest digest, String mediaType, byte[] manifest) {
        client.writer().pushManifest(repository, null, mediaType, manifest, NOBODY);
    }
}
