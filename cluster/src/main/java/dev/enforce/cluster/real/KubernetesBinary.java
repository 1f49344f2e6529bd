package dev.enforce.cluster.real;

import dev.enforce.cluster.ClusterException;
import dev.enforce.cluster.ClusterException.Code;
import dev.enforce.cluster.ClusterSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one program that holds a whole control plane: given, in the cache, or built from Go modules. */
public final class KubernetesBinary {

    private static final Pattern VERSION = Pattern.compile("(?m)^\\s*k8s\\.io/kubernetes (v[0-9.]+)$");
    private static final int HASH_LENGTH = 12;

    private final ClusterSettings settings;

    public KubernetesBinary(ClusterSettings settings) {
        this.settings = settings;
    }

    /**
     * The program if it is there.
     *
     * @throws ClusterException with {@link Code#BINARY_MISSING} if one was given that cannot be run
     */
    public Optional<Path> find() {
        if (settings.givenBinary().isPresent()) {
            Path given = settings.givenBinary().get();
            if (!Files.isExecutable(given)) {
                throw new ClusterException(
                        Code.BINARY_MISSING, "ENFORCE_KUBERNETES=" + given + " is not an executable file");
            }
            return Optional.of(given);
        }
        return settings.sources().map(this::cached).filter(Files::isExecutable);
    }

    /** Where the build script puts it: a name made of the version and the hash of its sources. */
    private Path cached(Path sources) {
        try {
            String module = Files.readString(sources.resolve("go.mod"));
            Matcher version = VERSION.matcher(module);
            if (!version.find()) {
                throw new ClusterException(Code.IO, "no version of k8s.io/kubernetes in " + sources.resolve("go.mod"));
            }
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            for (String name : new String[] {"go.mod", "go.sum", "main.go"}) {
                hash.update(Files.readAllBytes(sources.resolve(name)));
            }
            String key = version.group(1) + "-"
                    + HexFormat.of().formatHex(hash.digest()).substring(0, HASH_LENGTH);
            return settings.cache().resolve("kubernetes").resolve(key).resolve("kubernetes");
        } catch (IOException e) {
            throw new ClusterException(Code.IO, "cannot read " + sources + ": " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks SHA-256", e);
        }
    }

    /**
     * The program, built when it is absent, which takes minutes and needs Go and its module proxy.
     *
     * @param progress gets a line about every ten seconds
     * @throws ClusterException with {@link Code#BUILD_FAILED} and what the build said last
     */
    public Path findOrBuild(Consumer<String> progress) {
        return find().orElseGet(() -> build(progress));
    }

    private Path build(Consumer<String> progress) {
        Path sources = settings.sources()
                .orElseThrow(
                        () -> new ClusterException(
                                Code.BINARY_MISSING,
                                "no control plane: give one with ENFORCE_KUBERNETES, or run in the project's tree to build it"));
        ProcessBuilder builder =
                new ProcessBuilder("bash", sources.resolve("build").toString()).redirectErrorStream(true);
        builder.environment()
                .put("ENFORCE_CACHE", settings.cache().toAbsolutePath().toString());
        builder.environment().remove("ENFORCE_KUBERNETES");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new ClusterException(Code.BUILD_FAILED, "cannot run the build: " + e.getMessage(), e);
        }
        Thread stopAtExit = new Thread(() -> stop(process), "stop-build");
        Runtime.getRuntime().addShutdownHook(stopAtExit);
        try {
            String last = follow(process, progress);
            if (process.waitFor() != 0) {
                throw new ClusterException(Code.BUILD_FAILED, "the control plane was not built: " + last);
            }
            return cached(sources);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException(Code.BUILD_FAILED, "the build of the control plane was interrupted", e);
        } finally {
            stop(process);
            Runtime.getRuntime().removeShutdownHook(stopAtExit);
        }
    }

    private static String follow(Process process, Consumer<String> progress) {
        String last = "";
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                progress.accept(line);
                last = line;
            }
        } catch (IOException e) {
            return "its output cannot be read: " + e.getMessage();
        }
        return last;
    }

    private static void stop(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
