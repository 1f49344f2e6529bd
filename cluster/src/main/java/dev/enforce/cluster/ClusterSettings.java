package dev.enforce.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where clusters find what they need.
 *
 * @param sources the folder {@code cluster/kubernetes} of the project, with the Go module and its build script; empty
 *     when the project's tree is not there
 * @param givenBinary a control plane built elsewhere, which is used as it is
 * @param cache the project's cache folder, outside the tree
 * @param kubeconfigs the user's kubeconfig files, the first that has a context wins
 * @param searchPath folders in which to look for kubectl
 */
public record ClusterSettings(
        Optional<Path> sources, Optional<Path> givenBinary, Path cache, List<Path> kubeconfigs, List<Path> searchPath) {

    public ClusterSettings {
        kubeconfigs = List.copyOf(kubeconfigs);
        searchPath = List.copyOf(searchPath);
    }

    /**
     * Reads {@code ENFORCE_KUBERNETES}, {@code ENFORCE_CACHE}, {@code XDG_CACHE_HOME}, {@code HOME}, {@code KUBECONFIG}
     * and {@code PATH}, as the build script does, and looks for the project's tree in {@code workingDirectory} and
     * above.
     */
    public static ClusterSettings ofEnvironment(Map<String, String> environment, Path workingDirectory) {
        Path home = Path.of(environment.getOrDefault("HOME", "."));
        Path caches = present(environment, "XDG_CACHE_HOME").map(Path::of).orElse(home.resolve(".cache"));
        return new ClusterSettings(
                sourcesAbove(workingDirectory.toAbsolutePath()),
                present(environment, "ENFORCE_KUBERNETES").map(Path::of),
                present(environment, "ENFORCE_CACHE").map(Path::of).orElse(caches.resolve("enforce")),
                present(environment, "KUBECONFIG")
                        .map(ClusterSettings::paths)
                        .orElse(List.of(home.resolve(".kube").resolve("config"))),
                paths(environment.getOrDefault("PATH", "")));
    }

    private static Optional<String> present(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private static List<Path> paths(String list) {
        return Stream.of(list.split(java.io.File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .toList();
    }

    private static Optional<Path> sourcesAbove(Path directory) {
        return Stream.iterate(directory, parent -> parent != null, Path::getParent)
                .map(folder -> folder.resolve("cluster").resolve("kubernetes"))
                .filter(folder -> Files.isRegularFile(folder.resolve("go.mod")))
                .findFirst();
    }
}
