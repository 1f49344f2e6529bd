package dev.enforce.packaging;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * The agent's image, from scratch: a layer of glibc and certificates, a layer with the Java run-time, one with the
 * libraries and one with Enforce itself, so that a new version moves the last layer only.
 *
 * <p>Reproducible: no time of the build, sorted entries, fixed owners and modes. Runs as user 65532 on a read-only root.
 *
 * @param root files of the base layer as they stand in the image
 * @param runtime the Java run-time
 * @param libraries jars of others
 * @param program our own jars
 */
record AgentImage(Path root, Path runtime, List<Path> libraries, List<Path> program, String architecture) {

    static final String NAME = "enforce-agent";
    private static final String USER = "65532:65532";
    private static final String MAIN = "dev.enforce.agent.AgentProgram";
    private static final Instant EPOCH = Instant.EPOCH.plusSeconds(1);

    AgentImage {
        libraries = libraries.stream().sorted().toList();
        program = program.stream().sorted().toList();
    }

    /** Writes the image as an OCI layout in a tar. @return its digest */
    String write(Path tar, String tag, Path cache) throws IOException {
        try {
            Files.createDirectories(tar.toAbsolutePath().getParent());
            Containerizer target = Containerizer.to(TarImage.at(tar).named(NAME + ":" + tag))
                    .setOfflineMode(true)
                    .setBaseImageLayersCache(cache.resolve("base"))
                    .setApplicationLayersCache(cache.resolve("layers"))
                    .setToolName("enforce");
            JibContainer container = image().containerize(target);
            return container.getDigest().toString();
        } catch (InvalidImageReferenceException | RegistryException | CacheDirectoryCreationException e) {
            throw new IOException("the image could not be written: " + e.getMessage(), e);
        } catch (ExecutionException e) {
            throw new IOException("the image could not be written: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the image was written", e);
        }
    }

    private JibContainerBuilder image() throws IOException {
        return Jib.fromScratch()
                .setFormat(ImageFormat.OCI)
                .setPlatforms(Set.of(new Platform(architecture, "linux")))
                .setCreationTime(EPOCH)
                .setUser(USER)
                .setWorkingDirectory(AbsoluteUnixPath.get("/"))
                .setEnvironment(sorted(Map.of(
                        "LANG", "C.UTF-8", "MALLOC_ARENA_MAX", "2", "PATH", "/opt/java/bin", "JAVA_HOME", "/opt/java")))
                .setEntrypoint(
                        "/opt/java/bin/java",
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:Tier4InvocationThreshold=50000",
                        "-XX:Tier4MinInvocationThreshold=6000",
                        "-XX:Tier4CompileThreshold=150000",
                        "-XX:Tier4BackEdgeThreshold=400000",
                        "-XX:TrimNativeHeapInterval=10000",
                        "-XX:MaxRAMPercentage=60",
                        "-XX:MinHeapFreeRatio=10",
                        "-XX:MaxHeapFreeRatio=30",
                        "-Xss512k",
                        "-XX:ReservedCodeCacheSize=48m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        "/app/*:/app/lib/*",
                        MAIN)
                .setProgramArguments("run")
                .setLabels(sorted(Map.of(
                        "org.opencontainers.image.title", NAME, "org.opencontainers.image.licenses", "Apache-2.0")))
                .setFileEntriesLayers(List.of(
                        tree("base", root, "/"),
                        tree("java", runtime, "/opt/java"),
                        jars("libraries", libraries, "/app/lib"),
                        jars("enforce", program, "/app")));
    }

    /** {@code Map.of} has another order in every process. */
    private static Map<String, String> sorted(Map<String, String> map) {
        return new TreeMap<>(map);
    }

    private static FileEntriesLayer tree(String name, Path source, String target) throws IOException {
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
        try (Stream<Path> walk = Files.walk(source)) {
            for (Path file : walk.sorted().toList()) {
                Path relative = source.relativize(file);
                if (!relative.toString().isEmpty()) {
                    layer.addEntry(file, AbsoluteUnixPath.get(target).resolve(relative.toString()), mode(file), EPOCH);
                }
            }
        }
        return layer.build();
    }

    private static FileEntriesLayer jars(String name, List<Path> jars, String target) {
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
        for (Path jar : jars) {
            AbsoluteUnixPath place =
                    AbsoluteUnixPath.get(target).resolve(jar.getFileName().toString());
            layer.addEntry(jar, place, FilePermissions.fromOctalString("644"), EPOCH);
        }
        return layer.build();
    }

    private static FilePermissions mode(Path file) {
        boolean executable = Files.isDirectory(file) || Files.isExecutable(file);
        return FilePermissions.fromOctalString(executable ? "755" : "644");
    }
}
