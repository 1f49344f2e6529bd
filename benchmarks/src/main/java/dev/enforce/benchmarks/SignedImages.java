package dev.enforce.benchmarks;

import dev.enforce.cli.sign.RegistryArtifactStore;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.HttpRegistryClient;
import dev.enforce.oci.ImageBuilder;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Repository;
import dev.enforce.oci.server.RegistryServer;
import dev.enforce.oci.server.RegistryServerOptions;
import dev.enforce.signing.certificate.KeyKind;
import dev.enforce.signing.certificate.SigningKey;
import dev.enforce.signing.signer.Signer;
import dev.enforce.signing.signer.SignerIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A registry in memory with many small images, each signed by one ECDSA P-256 key in the {@code .sig} layout without a
 * log, and the policy that wants this signature. Serves until it is stopped.
 */
@Command(
        name = "images",
        description = "Serve signed images and write images.txt and policies into a folder.",
        mixinStandardHelpOptions = true)
final class SignedImages implements Callable<Integer> {

    private static final int REPOSITORIES = 20;

    @Option(names = "--port", defaultValue = "5055", description = "Port of the registry (default ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--count", defaultValue = "200", description = "Number of images (default ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--folder", required = true, description = "Where images.txt, key.yaml and static.yaml go.")
    private Path folder = Path.of(".");

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (RegistryServer server =
                RegistryServer.start(RegistryServerOptions.defaults().withPort(port))) {
            SigningKey key = SigningKey.generate(KeyKind.ECDSA_P256);
            List<String> images = push(server.registry(), key);
            Files.createDirectories(folder);
            write("key.yaml", policy("key-signed", server.registry() + "/**", keyAuthority(key.publicKeyPem())));
            write("static.yaml", policy("static-pass", server.registry() + "/**", "  - static:\n      action: pass\n"));
            write("images.txt", String.join("\n", images) + "\n");
            System.out.println(images.size() + " signed images at " + server.registry());
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private List<String> push(String registry, SigningKey key) {
        Signer signer =
                new Signer(new SignerIdentity.Key(key), Optional.empty(), Optional.empty(), InstantSource.system());
        List<String> images = new ArrayList<>();
        try (HttpRegistryClient client = HttpRegistryClient.create()) {
            for (int i = 0; i < count; i++) {
                Repository repository = new Repository(registry, "team/app" + i % REPOSITORIES);
                PinnedReference image = ImageBuilder.saying("image " + i)
                        .push(client.writer(), repository, "v" + i, Keychain.anonymous());
                signer.sign(
                        new RegistryArtifactStore(client, client.writer(), repository, Keychain.anonymous()),
                        new Signer.Target(repository.registry() + "/" + repository.name(), image.digest()),
                        Signer.Layout.LEGACY,
                        Map.of());
                images.add(image.name());
            }
        }
        return images;
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** A policy over images that match a glob. */
    static String policy(String name, String glob, String authority) {
        return """
            apiVersion: policy.sigstore.dev/v1beta1
            kind: ClusterImagePolicy
            metadata:
              name: %s
            spec:
              images:
              - glob: "%s"
              authorities:
            %s""".formatted(name, glob, authority);
    }

    private static String keyAuthority(String pem) {
        return "  - key:\n      hashAlgorithm: sha256\n      data: |\n" + pem.indent(8);
    }
}
