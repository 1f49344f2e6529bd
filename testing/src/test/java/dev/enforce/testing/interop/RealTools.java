package dev.enforce.testing.interop;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Real tools, fetched once into the cache by {@code testing/tools/fetch}. A test is skipped where they cannot be
 * fetched, and fails there if the environment says {@code CI=true}.
 */
final class RealTools {

    private static final Path FETCH = Path.of("tools", "fetch").toAbsolutePath();
    private static final Duration FETCH_TIME = Duration.ofMinutes(5);
    private static final Duration RUN_TIME = Duration.ofSeconds(90);

    private final Path home;
    private final Map<String, String> environment = new HashMap<>();

    /** What a tool said. */
    record Outcome(int exitCode, String output) {

        Outcome succeeded() {
            if (exitCode != 0) {
                fail("exit code " + exitCode + ": " + output);
            }
            return this;
        }
    }

    /** @param home a folder of their own instead of the user's home */
    private RealTools(Path home) {
        this.home = home;
        environment.put("COSIGN_PASSWORD", "secret");
        environment.put("COSIGN_YES", "true");
        environment.put("NOTATION_CONFIG", home.resolve("notation").toString());
    }

    /** The named tools, or the test is skipped. */
    static RealTools require(Path home, String... names) {
        List<String> command = new ArrayList<>(List.of(FETCH.toString()));
        command.addAll(List.of(names));
        Outcome outcome = run(home, new ProcessBuilder(command), FETCH_TIME);
        if (outcome.exitCode() != 0) {
            String why = "real tools are not there: " + outcome.output().strip();
            if ("true".equals(System.getenv("CI"))) {
                fail(why);
            }
            System.err.println("SKIPPED: " + why);
            Assumptions.abort(why);
        }
        return new RealTools(home);
    }

    RealTools with(Map<String, String> more) {
        environment.putAll(more);
        return this;
    }

    Path home() {
        return home;
    }

    static Path path(String name) {
        String cache = System.getenv("ENFORCE_CACHE");
        if (cache != null) {
            return Path.of(cache, "tools", "bin", name);
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return base.resolve(Path.of("enforce", "tools", "bin", name));
    }

    /** Runs a tool with nothing on its standard input. */
    Outcome run(String name, String... arguments) {
        List<String> command = new ArrayList<>(List.of(path(name).toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    Outcome run(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("SIGSTORE_") || key.startsWith("GITSIGN_"));
        builder.environment().put("HOME", home.toString());
        builder.environment().putAll(environment);
        return run(home, builder, RUN_TIME);
    }

    private static Outcome run(Path home, ProcessBuilder builder, Duration limit) {
        try {
            Path output = Files.createTempFile(home, "output", ".txt");
            Process process = builder.redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return new Outcome(-1, "no end within " + limit + ": " + builder.command());
            }
            return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return new Outcome(-1, builder.command().getFirst() + " cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(-1, "interrupted");
        }
    }
}
