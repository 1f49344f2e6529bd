package dev.enforce.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image is made for real, twice, and its agent is started from its own files. */
class AgentImageTest {

    private static final Path TOP = Path.of("").toAbsolutePath().getParent();
    private static final boolean CI = "true".equals(System.getenv("CI"));

    @Test
    void sameInputGivesTheSameDigestAndTheAgentStartsInIt(@TempDir Path folder) throws Exception {
        need(Files.isDirectory(TOP.resolve("agent/target/lib")), "the agent's jars (mvn verify makes them)");
        need(has("apt-get") && has("dpkg-deb") && has("tar"), "apt, dpkg-deb and tar");
        Path first = image(folder.resolve("one"));
        Path second = image(folder.resolve("two"));

        assertThat(digest(first, folder.resolve("a"))).isEqualTo(digest(second, folder.resolve("b")));

        need(
                has("chroot") && Files.isWritable(Path.of("/")) && "root".equals(System.getProperty("user.name")),
                "root, chroot and unshare");
        Path root = unpack(folder.resolve("a"), folder.resolve("root"));
        String manifests = run(
                Map.of(),
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t proc proc " + root + "/proc && exec chroot --userspec=65532:65532 " + root
                        + " /opt/java/bin/java -XX:+UseSerialGC -cp '/app/*:/app/lib/*'"
                        + " dev.enforce.agent.AgentProgram manifests");

        assertThat(manifests).contains("kind: Deployment", "kind: PodDisruptionBudget", "gulfstream", "cosign-system");
    }

    private static Path image(Path cache) throws IOException, InterruptedException {
        Path tar = cache.resolve("image.tar");
        run(
                Map.of("ENFORCE_CACHE", cache.toString(), "JAVA_HOME", System.getProperty("java.home")),
                TOP.resolve("packaging/image").toString(),
                tar.toString());
        return tar;
    }

    private static String digest(Path tar, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        run(Map.of(), "tar", "-xf", tar.toString(), "-C", folder.toString());
        return index(folder).path("manifests").path(0).path("digest").textValue();
    }

    private static Path unpack(Path layout, Path root) throws IOException, InterruptedException {
        Files.createDirectories(root);
        ObjectMapper json = new ObjectMapper();
        String manifest = index(layout).path("manifests").path(0).path("digest").textValue();
        for (JsonNode layer : json.readTree(blob(layout, manifest).toFile()).path("layers")) {
            String digest = layer.path("digest").textValue();
            run(Map.of(), "tar", "-xzf", blob(layout, digest).toString(), "-C", root.toString());
        }
        return root;
    }

    private static JsonNode index(Path layout) throws IOException {
        return new ObjectMapper().readTree(layout.resolve("index.json").toFile());
    }

    private static Path blob(Path layout, String digest) {
        return layout.resolve("blobs").resolve(digest.replace(':', '/'));
    }

    private static boolean has(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return Files.isExecutable(Path.of("/usr/sbin", program));
    }

    private static void need(boolean there, String what) {
        if (CI) {
            assertThat(there)
                    .as("with CI=true nothing is skipped, and this machine lacks " + what)
                    .isTrue();
        }
        assumeTrue(there, "skipped: this machine lacks " + what);
    }

    private static String run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path errors = Files.createTempFile("image", ".log");
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(String.join(" ", command) + "\n" + Files.readString(errors))
                .isZero();
        Files.delete(errors);
        return output;
    }
}
