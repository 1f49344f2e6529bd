package dev.enforce.oci;

import dev.enforce.model.Digest;
import dev.enforce.model.ImageReference;
import dev.enforce.model.PinnedReference;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Reads registries over HTTP.
 *
 * <p>Safe for many threads. Identical reads of the same time with the same credentials share one request. No lock is
 * held while waiting for a registry. How a registry authenticates, its tokens, and that it lacks the referrers API
 * are remembered; no {@code /v2/} ping is ever sent.
 */
public final class HttpRegistryClient implements RegistryClient, AutoCloseable {

    private final Shared shared;
    private final @Nullable Deadline deadline;

    /** What all views of one client have in common. */
    private record Shared(
            RegistrySettings settings,
            HttpClients http,
            Transport transport,
            ManifestReads manifests,
            BlobReads blobs,
            ReferrerReads referrers,
            SingleFlight<String, Object> flights) {}

    private HttpRegistryClient(Shared shared, @Nullable Deadline deadline) {
        this.shared = shared;
        this.deadline = deadline;
    }

    /** A client with default bounds that trusts what the system trusts. */
    public static HttpRegistryClient create() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public PinnedReference resolve(ImageReference reference, Keychain keychain) {
        Digest written = reference.digest();
        String tag = reference.tag();
        if (written != null || tag == null) {
            return reference.pinned().orElseThrow();
        }
        Deadline end = end();
        Repository repository = Repository.of(reference);
        return reference.pin(shared(
                "resolve",
                repository,
                tag,
                keychain,
                end,
                Digest.class,
                () -> shared.manifests().resolve(repository, tag, keychain, end)));
    }

    @Override
    public Optional<ManifestDocument> findManifest(Repository repository, String tagOrDigest, Keychain keychain) {
        Deadline end = end();
        return asDocument(shared(
                "manifest",
                repository,
                tagOrDigest,
                keychain,
                end,
                Optional.class,
                () -> shared.manifests().find(repository, tagOrDigest, keychain, end)));
    }

    @Override
    public Revalidation revalidate(Repository repository, String tag, @Nullable Digest known, Keychain keychain) {
        Deadline end = end();
        return shared(
                "revalidate " + known,
                repository,
                tag,
                keychain,
                end,
                Revalidation.class,
                () -> shared.manifests().revalidate(repository, tag, known, keychain, end));
    }

    @Override
    public byte[] blob(Repository repository, Descriptor descriptor, long maxBytes, Keychain keychain) {
        Deadline end = end();
        String key = descriptor.digest() + " " + descriptor.size() + " " + maxBytes;
        return shared(
                        "blob",
                        repository,
                        key,
                        keychain,
                        end,
                        byte[].class,
                        () -> shared.blobs().whole(repository, descriptor, maxBytes, keychain, end))
                .clone();
    }

    @Override
    public <T> T readBlob(
            Repository repository, Descriptor descriptor, long maxBytes, Keychain keychain, BlobReader<T> reader) {
        return shared.blobs().arriving(repository, descriptor, maxBytes, keychain, end(), reader);
    }

    @Override
    public Referrers referrers(Repository repository, Digest subject, Keychain keychain) {
        Deadline end = end();
        return shared(
                "referrers",
                repository,
                subject.toString(),
                keychain,
                end,
                Referrers.class,
                () -> shared.referrers().of(repository, subject, keychain, end));
    }

    @Override
    public RegistryClient withDeadline(Deadline other) {
        return new HttpRegistryClient(shared, other);
    }

    /** Writes to registries with the same connections, bounds and memory. */
    public RegistryWriter writer() {
        return new HttpRegistryWriter(shared.settings(), shared.transport(), shared.manifests());
    }

    /** Breaks what is under way and closes the connections. */
    @Override
    public void close() {
        shared.http().close();
    }

    private Deadline end() {
        return deadline != null ? deadline : Deadline.after(shared.settings().operationTimeout());
    }

    private <T> T shared(
            String operation,
            Repository repository,
            String what,
            Keychain keychain,
            Deadline end,
            Class<T> type,
            Supplier<T> work) {
        String reference = repository.at(what);
        String key = operation + ' ' + repository + ' ' + what + ' ' + keychain.cacheKey();
        return type.cast(shared.flights().run(key, reference, end, work::get));
    }

    private static Optional<ManifestDocument> asDocument(Optional<?> found) {
        return found.map(ManifestDocument.class::cast);
    }

    /** Collects what a client is made of; everything has a default. */
    public static final class Builder {

        private RegistrySettings settings = RegistrySettings.defaults();
        private RegistryTls tls = RegistryTls.system();
        private Pause pause = Pause.sleeping();
        private InstantSource clock = InstantSource.system();
        private RandomGenerator random = new Random();
        private HostAddresses addresses = HostAddresses.system();

        private Builder() {}

        public Builder settings(RegistrySettings given) {
            settings = given;
            return this;
        }

        public Builder tls(RegistryTls given) {
            tls = given;
            return this;
        }

        public Builder pause(Pause given) {
            pause = given;
            return this;
        }

        /** The clock that tokens end by. */
        public Builder clock(InstantSource given) {
            clock = given;
            return this;
        }

        /** Spreads the pauses between tries; used by many threads. */
        public Builder random(RandomGenerator given) {
            random = given;
            return this;
        }

        public Builder addresses(HostAddresses given) {
            addresses = given;
            return this;
        }

        public HttpRegistryClient build() {
            HttpClients http = new HttpClients(tls);
            Wire wire = new Wire(http);
            RedirectRules rules = new RedirectRules(tls, addresses);
            RegistryMemory memory = new RegistryMemory(settings.requestsPerRegistry());
            Authenticator authenticator = new Authenticator(memory, new Tokens(wire, rules, clock));
            Transport transport = new Transport(settings, tls, wire, rules, memory, authenticator, pause, random);
            ManifestReads manifests = new ManifestReads(settings, transport);
            return new HttpRegistryClient(
                    new Shared(
                            settings,
                            http,
                            transport,
                            manifests,
                            new BlobReads(settings, transport),
                            new ReferrerReads(settings, transport, manifests, memory, clock),
                            new SingleFlight<>()),
                    null);
        }
    }
}
