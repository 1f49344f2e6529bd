package dev.enforce.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.enforce.model.PinnedReference;
import dev.enforce.oci.server.RegistryServer;
import dev.enforce.oci.server.RegistryServerOptions;
import dev.enforce.oci.server.ServerAuth;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unmodified clients of other people against our registry; skipped where {@code testing/tools/fetch} has not run. */
class RealClientsTest {

    private static final String USER = "dev";
    private static final String PASSWORD = "secret";

    @TempDir
    Path directory;

    private static Path tools() {
        String cache = System.getenv("ENFORCE_CACHE");
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return (cache == null ? base.resolve("enforce") : Path.of(cache)).resolve("tools/bin");
    }

    private String run(String tool, String... arguments) throws Exception {
        Path program = tools().resolve(tool);
        if (!Files.isExecutable(program)) {
            System.err.println("skipped: " + tool + " is not there; testing/tools/fetch brings it");
        }
        assumeTrue(Files.isExecutable(program), tool + " is not there");
        Path log = directory.resolve("log");
        List<String> command = new java.util.ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("DOCKER_CONFIG", directory.toString());
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("COSIGN_PASSWORD", "");
        Process process = builder.start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        String said = Files.readString(log);
        assertThat(ended && process.exitValue() == 0)
                .as("%s %s: %s", tool, String.join(" ", arguments), said)
                .isTrue();
        return said;
    }

    private void login(RegistryServer server) throws Exception {
        String auth = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                directory.resolve("config.json"),
                "{\"auths\":{\"" + server.registry() + "\":{\"auth\":\"" + auth + "\"}}}");
    }

    @Test
    void craneCopiesAndPullsWithTokens() throws Exception {
        ServerAuth auth = new ServerAuth.Bearer(USER, PASSWORD, null, false, Duration.ofMinutes(5));
        try (RegistryServer server =
                        RegistryServer.start(RegistryServerOptions.defaults().withAuth(auth));
                HttpRegistryClient client = HttpRegistryClient.create()) {
            login(server);
            Repository repository = new Repository(server.registry(), "team/app");
            Keychain keychain = Keychain.forRegistry(server.registry(), new Credentials.Basic(USER, PASSWORD));
            PinnedReference pushed = ImageBuilder.saying("crane").push(client.writer(), repository, "v1", keychain);

            run("crane", "validate", "--remote", pushed.name());
            run("crane", "copy", pushed.name(), server.registry() + "/other/copy:v2");

            assertThat(client.resolve(
                                    Repository.parse(server.registry() + "/other/copy")
                                            .tagged("v2"),
                                    keychain)
                            .digest())
                    .isEqualTo(pushed.digest());
            assertThat(run("crane", "ls", server.registry() + "/other/copy")).contains("v2");
        }
    }

    @Test
    void orasPushesLargeFileToDisk() throws Exception {
        RegistryServerOptions options = RegistryServerOptions.defaults()
                .withDirectory(directory.resolve("registry"))
                .withAuth(new ServerAuth.Basic(USER, PASSWORD));
        byte[] content = new byte[8 << 20];
        new Random(3).nextBytes(content);
        Files.write(directory.resolve("large"), content);
        try (RegistryServer server = RegistryServer.start(options)) {
            login(server);
            run("oras", "push", "--plain-http", server.registry() + "/team/files:1", "large");
        }
        try (RegistryServer again = RegistryServer.start(options);
                HttpRegistryClient client = HttpRegistryClient.create()) {
            Repository repository = new Repository(again.registry(), "team/files");
            Keychain keychain = Keychain.forRegistry(again.registry(), new Credentials.Basic(USER, PASSWORD));
            var image = (Manifest.ImageManifest)
                    client.manifest(repository, "1", keychain).parse();

            assertThat(client.blob(repository, image.layers().getFirst(), 16 << 20, keychain))
                    .isEqualTo(content);
        }
    }

    @Test
    void cosignSignsByTagAndByReferrer() throws Exception {
        try (RegistryServer server = RegistryServer.start();
                HttpRegistryClient client = HttpRegistryClient.create()) {
            Repository repository = new Repository(server.registry(), "team/app");
            PinnedReference image =
                    ImageBuilder.saying("signed").push(client.writer(), repository, "v1", Keychain.anonymous());
            run("cosign2", "generate-key-pair");
            run("cosign2", "sign", "--tlog-upload=false", "-y", "--key", "cosign.key", image.name());
            run(
                    "cosign3",
                    "sign",
                    "--use-signing-config=false",
                    "--tlog-upload=false",
                    "-y",
                    "--key",
                    "cosign.key",
                    image.name());

            String legacy = Referrers.fallbackTag(image.digest()) + ".sig";
            assertThat(client.findManifest(repository, legacy, Keychain.anonymous()))
                    .isPresent();
            assertThat(client.referrers(repository, image.digest(), Keychain.anonymous())
                            .descriptors())
                    .singleElement()
                    .satisfies(bundle -> assertThat(bundle.artifactType()).startsWith("application/vnd.dev.sigstore"));
        }
    }
}
