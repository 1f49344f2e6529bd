package dev.enforce.cli.verify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.cli.sign.RegistryArtifactStore;
import dev.enforce.model.Digest;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Descriptor;
import dev.enforce.oci.HttpRegistryClient;
import dev.enforce.oci.ImageBuilder;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Manifest;
import dev.enforce.oci.ManifestDocument;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** A registry and a private sigstore on loopback, and images signed with them. */
final class SignedImages implements AutoCloseable {

    static final String ISSUER = "https://issuer.enforce.test";
    static final String PERSON = "dev@enforce.test";
    private static final String REF_NAME = "org.opencontainers.image.ref.name";

    final SigningKey key = SigningKey.generate(KeyKind.ECDSA_P256);
    final PrivateSigstore sigstore = PrivateSigstore.start(
            PrivateSigstore.Settings.ephemeral(InstantSource.system()).withIssuer(URI.create(ISSUER)));
    private final RegistryServer registry =
            RegistryServer.start(RegistryServerOptions.defaults().withReferrers(true));
    private final HttpRegistryClient client = HttpRegistryClient.create();
    private final ServiceClient services = new ServiceClient(HttpClient.newHttpClient());

    String registry() {
        return registry.registry();
    }

    PinnedReference push(String name) {
        return ImageBuilder.saying(name).push(client.writer(), repository(name), "1", Keychain.anonymous());
    }

    PinnedReference keyless(String name, Signer.Layout layout) {
        PinnedReference image = push(name);
        SignerIdentity identity = new SignerIdentity.Keyless(
                new FulcioClient(services, sigstore.url()),
                () -> sigstore.issuer().tokenForEmail(PERSON));
        sign(image, layout, identity, Optional.of(new LogClient.Version1(services, sigstore.url())));
        return image;
    }

    PinnedReference byKey(String name) {
        PinnedReference image = push(name);
        sign(image, Signer.Layout.LEGACY, new SignerIdentity.Key(key), Optional.empty());
        return image;
    }

    private void sign(PinnedReference image, Signer.Layout layout, SignerIdentity identity, Optional<LogClient> log) {
        Optional<TimestampClient> times = layout == Signer.Layout.BUNDLE
                ? Optional.of(new TimestampClient(services, sigstore.timestampUrl(), new SecureRandom()))
                : Optional.empty();
        Repository repository = Repository.of(image);
        new Signer(identity, log, times, InstantSource.system())
                .sign(
                        new RegistryArtifactStore(client, client.writer(), repository, Keychain.anonymous()),
                        new Signer.Target(image.context(), image.digest()),
                        layout,
                        Map.of());
    }

    private Repository repository(String name) {
        return new Repository(registry.registry(), name);
    }

    /** Copies an image and all that speaks for it into an OCI layout, as a copying tool does. */
    void copy(PinnedReference image, Path layout) throws IOException {
        Files.createDirectories(layout.resolve("blobs/sha256"));
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        ObjectNode index = new ObjectMapper().createObjectNode().put("schemaVersion", 2);
        Repository repository = Repository.of(image);
        String base = "sha256-" + image.digest().hex();
        for (String tag : new String[] {"1", base + ".sig", base + ".att", base}) {
            Optional<ManifestDocument> found = client.findManifest(repository, tag, Keychain.anonymous());
            if (found.isPresent()) {
                add(index, found.get(), tag, layout);
            }
        }
        for (Descriptor referrer : client.referrers(repository, image.digest(), Keychain.anonymous())
                .descriptors()) {
            String digest = referrer.digest().toString();
            add(index, client.manifest(repository, digest, Keychain.anonymous()), "", layout);
        }
        Files.writeString(layout.resolve("index.json"), index.toString());
    }

    private void add(ObjectNode index, ManifestDocument document, String tag, Path layout) throws IOException {
        write(layout, document.digest(), document.bytes());
        if (document.parse() instanceof Manifest.ImageManifest manifest) {
            for (Descriptor layer : manifest.layers()) {
                write(layout, layer.digest(), client.blob(document.repository(), layer, 1 << 20, Keychain.anonymous()));
            }
        }
        ObjectNode entry = index.withArray("manifests")
                .addObject()
                .put("mediaType", document.mediaType())
                .put("digest", document.digest().toString())
                .put("size", document.bytes().length);
        if (!tag.isEmpty()) {
            entry.putObject("annotations").put(REF_NAME, tag);
        }
    }

    private static void write(Path layout, Digest digest, byte[] content) throws IOException {
        Files.write(layout.resolve("blobs/sha256").resolve(digest.hex()), content);
    }

    /** A policy that wants this identity of the private sigstore, known as {@code ours}. */
    static String keylessPolicy(String name, String glob, String subject) {
        return """
                apiVersion: policy.sigstore.dev/v1beta1
                kind: ClusterImagePolicy
                metadata:
                  name: %s
                spec:
                  images:
                  - glob: "%s"
                  authorities:
                  - name: people
                    keyless:
                      url: https://fulcio.enforce.test
                      trustRootRef: ours
                      identities:
                      - issuer: %s
                        subject: %s
                    ctlog:
                      url: https://rekor.enforce.test
                      trustRootRef: ours
                """.formatted(name, glob, ISSUER, subject);
    }

    /** A policy that wants this key. */
    static String keyPolicy(String name, String glob, String pem) {
        return """
                apiVersion: policy.sigstore.dev/v1beta1
                kind: ClusterImagePolicy
                metadata:
                  name: %s
                spec:
                  images:
                  - glob: "%s"
                  authorities:
                  - name: release
                    key:
                      data: |
                %s
                """.formatted(name, glob, pem.strip().indent(8).replaceAll("(?m)^", "  "));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
        registry.close();
        sigstore.close();
    }
}
