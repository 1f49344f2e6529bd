package dev.enforce.cluster.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.enforce.cluster.ClusterException;
import dev.enforce.cluster.ClusterException.Code;
import dev.enforce.cluster.ClusterSettings;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesBinaryTest {

    @TempDir
    private Path cache;

    @Test
    void looksWhereTheBuildScriptPutsIt() throws Exception {
        ClusterSettings settings = inTree();
        Path expected = pathOfScript(settings);
        assertThat(new KubernetesBinary(settings).find()).isEmpty();

        Files.createDirectories(expected.getParent());
        Files.createFile(expected);
        assertThat(expected.toFile().setExecutable(true)).isTrue();

        assertThat(new KubernetesBinary(settings).find()).contains(expected);
        assertThat(new KubernetesBinary(settings).findOrBuild(line -> {})).isEqualTo(expected);
    }

    private ClusterSettings inTree() {
        return ClusterSettings.ofEnvironment(Map.of("ENFORCE_CACHE", cache.toString()), Path.of(""));
    }

    private static Path pathOfScript(ClusterSettings settings) throws IOException, InterruptedException {
        Path script = settings.sources().orElseThrow().resolve("build");
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString(), "--path");
        builder.environment().put("ENFORCE_CACHE", settings.cache().toString());
        builder.environment().remove("ENFORCE_KUBERNETES");
        Process process = builder.start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return Path.of(answer.strip());
    }

    @Test
    void takesTheOneThatIsGiven() throws IOException {
        Path given = Files.createFile(cache.resolve("mine"));
        assertThat(given.toFile().setExecutable(true)).isTrue();

        assertThat(new KubernetesBinary(given(given)).find()).contains(given);
    }

    @Test
    void refusesAGivenFileThatCannotBeRun() {
        assertThatThrownBy(() -> new KubernetesBinary(given(cache.resolve("absent"))).find())
                .isInstanceOfSatisfying(
                        ClusterException.class, e -> assertThat(e.code()).isEqualTo(Code.BINARY_MISSING))
                .hasMessage("ENFORCE_KUBERNETES=" + cache.resolve("absent") + " is not an executable file");
    }

    private ClusterSettings given(Path file) {
        return new ClusterSettings(Optional.empty(), Optional.of(file), cache, List.of(), List.of());
    }

    @Test
    void saysHowToGetOneWhenThereAreNoSources() {
        var nowhere = new ClusterSettings(Optional.empty(), Optional.empty(), cache, List.of(), List.of());

        assertThatThrownBy(() -> new KubernetesBinary(nowhere).findOrBuild(line -> {}))
                .hasMessage("no control plane: give one with ENFORCE_KUBERNETES, or run in the project's tree to"
                        + " build it");
    }

    @Test
    void passesOnWhyABuildFailed() throws IOException {
        Path sources = Files.createDirectory(cache.resolve("sources"));
        for (String name : List.of("go.sum", "main.go")) {
            Files.createFile(sources.resolve(name));
        }
        Files.writeString(sources.resolve("go.mod"), "require (\n\tk8s.io/kubernetes v1.2.3\n)\n");
        Files.writeString(sources.resolve("build"), "echo 'kubernetes: the go command is missing' >&2; exit 1\n");
        var settings = new ClusterSettings(Optional.of(sources), Optional.empty(), cache, List.of(), List.of());

        assertThatThrownBy(() -> new KubernetesBinary(settings).findOrBuild(line -> {}))
                .isInstanceOfSatisfying(
                        ClusterException.class, e -> assertThat(e.code()).isEqualTo(Code.BUILD_FAILED))
                .hasMessage("the control plane was not built: kubernetes: the go command is missing");
    }

    @Test
    void saysWhichProgramDidNotStartAndWhy() throws IOException {
        Path broken = cache.resolve("broken");
        Files.writeString(broken, "#!/bin/sh\necho \"$1 cannot run here\"; exit 3\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();

        ClusterException failure =
                catchThrowableOfType(ClusterException.class, () -> RealCluster.start(broken, InstantSource.system()));

        assertThat(failure.code()).isEqualTo(Code.START_FAILED);
        assertThat(failure).hasMessageContaining("ended with status 3").hasMessageContaining("cannot run here");
        Matcher log = Pattern.compile("\\(log (\\S+)\\)").matcher(String.valueOf(failure.getMessage()));
        assertThat(log.find()).isTrue();
        assertThat(Path.of(log.group(1))).isRegularFile();
        deleteFolder(Path.of(log.group(1)).getParent());
    }

    private static void deleteFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
