package dev.enforce.agent.admission;

import dev.enforce.model.Digest;
import dev.enforce.model.ImageReference;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.BlobReader;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Descriptor;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.ManifestDocument;
import dev.enforce.oci.Referrers;
import dev.enforce.oci.RegistryClient;
import dev.enforce.oci.RegistryException;
import dev.enforce.oci.Repository;
import dev.enforce.oci.Revalidation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Resolves tags as a test wants, and remembers which. */
final class FakeRegistries implements RegistryClient {

    final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    Function<ImageReference, Digest> resolution = image -> Digest.parse(Reviews.DIGEST);

    /** From now on every registry answers with this error. */
    void fail(RegistryException.Code code, String message) {
        resolution = image -> {
            throw new RegistryException(code, image.name(), message);
        };
    }

    @Override
    public PinnedReference resolve(ImageReference reference, Keychain keychain) {
        asked.add(reference.toString());
        return reference.pin(resolution.apply(reference));
    }

    @Override
    public RegistryClient withDeadline(Deadline deadline) {
        return this;
    }

    @Override
    public Optional<ManifestDocument> findManifest(Repository repository, String tagOrDigest, Keychain keychain) {
        throw new UnsupportedOperationException("admission reads no manifest");
    }

    @Override
    public Revalidation revalidate(Repository repository, String tag, @Nullable Digest known, Keychain keychain) {
        throw new UnsupportedOperationException("admission revalidates nothing");
    }

    @Override
    public byte[] blob(Repository repository, Descriptor descriptor, long maxBytes, Keychain keychain) {
        throw new UnsupportedOperationException("admission reads no blob");
    }

    @Override
    public <T> T readBlob(
            Repository repository, Descriptor descriptor, long maxBytes, Keychain keychain, BlobReader<T> reader) {
        throw new UnsupportedOperationException("admission reads no blob");
    }

    @Override
    public Referrers referrers(Repository repository, Digest subject, Keychain keychain) {
        throw new UnsupportedOperationException("admission asks for no referrers");
    }
}
