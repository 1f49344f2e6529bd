package dev.enforce.testing.interop;

import dev.enforce.cli.sign.RegistryArtifactStore;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.HttpRegistryClient;
import dev.enforce.oci.ImageBuilder;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Repository;
import dev.enforce.oci.server.RegistryServer;
import dev.enforce.oci.server.RegistryServerOptions;
import dev.enforce.signing.PrivateSigstore;
import dev.enforce.signing.certificate.KeyKind;
import dev.enforce.signing.certificate.SigningKey;
import dev.enforce.signing.signer.FulcioClient;
import dev.enforce.signing.signer.LogClient;
import dev.enforce.signing.signer.ServiceClient;
import dev.enforce.signing.signer.Signer;
import dev.enforce.signing.signer.SignerIdentity;
import dev.enforce.signing.signer.TimestampClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/** A registry, a private sigstore, and a signer for both, on loopback. */
final class Playground implements AutoCloseable {

    static final String ISSUER = "https://issuer.enforce.test";
    static final String PERSON = "dev@enforce.test";
    static final String WORKLOAD = "https://ci.enforce.test/build/1";

    private final RegistryServer registry;
    private final HttpRegistryClient client = HttpRegistryClient.create();
    private final PrivateSigstore sigstore = PrivateSigstore.start(
            PrivateSigstore.Settings.ephemeral(InstantSource.system()).withIssuer(URI.create(ISSUER)));
    private final ServiceClient services = new ServiceClient(HttpClient.newHttpClient());
    private final SigningKey key = SigningKey.generate(KeyKind.ECDSA_P256);

    Playground(boolean referrers) {
        registry = RegistryServer.start(RegistryServerOptions.defaults().withReferrers(referrers));
    }

    PrivateSigstore sigstore() {
        return sigstore;
    }

    String url() {
        return sigstore.url().toString();
    }

    SigningKey key() {
        return key;
    }

    /** Pushes an image of its own to a repository of its own. */
    PinnedReference push(String name) {
        return ImageBuilder.saying(name).push(client.writer(), repository(name), "1", Keychain.anonymous());
    }

    private Repository repository(String name) {
        return new Repository(registry.registry(), name);
    }

    RegistryArtifactStore store(String name) {
        return new RegistryArtifactStore(client, client.writer(), repository(name), Keychain.anonymous());
    }

    Signer.Target target(String name, PinnedReference image) {
        return new Signer.Target(repository(name).toString(), image.digest());
    }

    SignerIdentity keyIdentity() {
        return new SignerIdentity.Key(key);
    }

    SignerIdentity keyless() {
        return new SignerIdentity.Keyless(
                new FulcioClient(services, sigstore.url()),
                () -> sigstore.issuer().tokenForEmail(PERSON));
    }

    Optional<LogClient> log(int version) {
        return Optional.of(
                version == 1
                        ? new LogClient.Version1(services, sigstore.url())
                        : new LogClient.Version2(services, sigstore.url()));
    }

    Optional<TimestampClient> timestamps() {
        return Optional.of(new TimestampClient(services, sigstore.timestampUrl(), new SecureRandom()));
    }

    Signer signer(SignerIdentity identity, Optional<LogClient> log, Optional<TimestampClient> timestamps) {
        return new Signer(identity, log, timestamps, InstantSource.system());
    }

    static String file(RealTools tools, String name, String content) {
        try {
            Path file = tools.home().resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content).toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        registry.close();
        sigstore.close();
    }
}
