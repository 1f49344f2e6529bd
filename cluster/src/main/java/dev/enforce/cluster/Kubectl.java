package dev.enforce.cluster;

import java.nio.file.Files;
import java.util.Optional;

/** The user's kubectl. */
public final class Kubectl {

    private Kubectl() {}

    /** The absolute path of the first kubectl on the search path. */
    public static Optional<String> find(ClusterSettings settings) {
        return settings.searchPath().stream()
                .map(folder -> folder.resolve("kubectl").toAbsolutePath())
                .filter(Files::isExecutable)
                .map(Object::toString)
                .findFirst();
    }
}
