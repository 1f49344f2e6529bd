package dev.enforce.cli.sign;

import dev.enforce.model.Digest;
import dev.enforce.oci.Descriptor;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.RegistryClient;
import dev.enforce.oci.RegistryWriter;
import dev.enforce.oci.Repository;
import dev.enforce.signing.signer.ArtifactStore;
import java.util.Optional;

/** One repository of a registry, for the signer. */
public final class RegistryArtifactStore implements ArtifactStore {

    private final RegistryClient client;
    private final RegistryWriter writer;
    private final Repository repository;
    private final Keychain keychain;

    public RegistryArtifactStore(
            RegistryClient client, RegistryWriter writer, Repository repository, Keychain keychain) {
        this.client = client;
        this.writer = writer;
        this.repository = repository;
        this.keychain = keychain;
    }

    @Override
    public Optional<StoredManifest> findManifest(String reference) {
        return client.findManifest(repository, reference, keychain)
                .map(found -> new StoredManifest(found.mediaType(), found.digest(), found.bytes()));
    }

    @Override
    public void pushBlob(Digest digest, String mediaType, byte[] content) {
        Descriptor pushed = writer.pushBlob(repository, mediaType, content, keychain);
        if (!pushed.digest().equals(digest)) {
            throw new IllegalArgumentException("the blob is " + pushed.digest() + " and not " + digest);
        }
    }

    @Override
    public void pushTagged(String tag, String mediaType, byte[] manifest) {
        writer.pushManifest(repository, tag, mediaType, manifest, keychain);
    }

    @Override
    public void pushReferrer(Digest digest, String mediaType, byte[] manifest) {
        writer.pushManifest(repository, null, mediaType, manifest, keychain);
    }
}
