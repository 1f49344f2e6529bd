package dev.enforce.testing.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.demo.DemoProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as its user starts it: a program of its own that tells the story and leaves nothing behind. */
class DemoTest {

    @TempDir
    private Path temporary;

    private Process demo;

    @AfterEach
    void stop() {
        if (demo != null) {
            demo.descendants().forEach(ProcessHandle::destroyForcibly);
            demo.destroyForcibly();
        }
    }

    @Test
    void everyStepHoldsOnTheSimulatedCluster() throws Exception {
        assertThat(tell("simulated")).contains("simulated API server");
    }

    @Test
    void everyStepHoldsOnARealCluster() throws Exception {
        ProductClusters.requireReal();

        assertThat(tell("real")).contains("real API server");
    }

    private String tell(String cluster) throws Exception {
        Path output = temporary.resolve("output.txt");
        Path own = Files.createDirectory(temporary.resolve("tmp"));
        demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + own,
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath(),
                        DemoProgram.class.getName(),
                        "--exit",
                        "--cluster",
                        cluster)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        demo.getOutputStream().close();
        boolean ended = demo.waitFor(5, TimeUnit.MINUTES);
        String text = Files.readString(output);

        assertThat(ended).as(text).isTrue();
        assertThat(demo.exitValue()).as(text).isZero();
        assertThat(text).contains("Every step held.").doesNotContain("did not hold");
        assertThat(children(own)).as("files left behind").isEmpty();
        assertThat(processesNaming(own)).as("processes left behind").isEmpty();
        return text;
    }

    /** Surefire may hand its class path over in the manifest of a jar; the test's own property has it all. */
    private static String classPath() {
        String real = System.getProperty("surefire.test.class.path");
        return real == null ? System.getProperty("java.class.path") : real;
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("enforce"))
                    .toList();
        }
    }

    private static List<String> processesNaming(Path folder) {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(folder.toString()))
                .toList();
    }
}
