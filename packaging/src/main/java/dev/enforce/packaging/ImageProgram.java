package dev.enforce.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Called by {@code packaging/image}, which has fetched and unpacked what the image is made of.
 *
 * <p>Arguments: the folder with {@code root}, {@code ca-certificates} and {@code runtime}; the folder with the agent's jars; the
 * tar to write; the tag; the architecture as OCI names it.
 */
public final class ImageProgram {

    private ImageProgram() {}

    public static void main(String[] arguments) {
        if (arguments.length != 5) {
            System.err.println("usage: ImageProgram PARTS JARS TAR TAG ARCHITECTURE (packaging/image calls it)");
            System.exit(2);
        }
        try {
            System.out.println(build(
                    Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]), arguments[3], arguments[4]));
        } catch (IOException | GeneralSecurityException e) {
            System.err.println("image: " + e.getMessage());
            System.exit(1);
        }
    }

    static String build(Path parts, Path jars, Path tar, String tag, String architecture)
            throws IOException, GeneralSecurityException {
        Path runtime = parts.resolve("runtime");
        int authorities = TrustStore.write(parts.resolve("ca-certificates"), runtime.resolve("lib/security/cacerts"));
        if (authorities == 0) {
            throw new IOException("no certificate authorities in " + parts.resolve("ca-certificates"));
        }
        Predicate<Path> ours = jar -> jar.getFileName().toString().startsWith("enforce-");
        List<Path> all = jars(jars);
        if (all.stream().noneMatch(ours)) {
            throw new IOException("no jar of Enforce in " + jars + ": run ./enforce build first");
        }
        AgentImage image = new AgentImage(
                parts.resolve("root"),
                runtime,
                all.stream().filter(ours.negate()).toList(),
                all.stream().filter(ours).toList(),
                architecture);
        return image.write(tar, tag, parts.resolve("cache"));
    }

    private static List<Path> jars(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + " is missing: run ./enforce build first");
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".jar")).toList();
        }
    }
}
