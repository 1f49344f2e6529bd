package dev.enforce.testing.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tail is where a codebase goes to seed: no file over 500 lines, 95 of 100 under 300. */
class SourceSizeTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void noMainFileIsLongerThanFiveHundredLines() throws IOException {
        Map<Path, Long> lines = lines("src/main/java");

        assertThat(lines)
                .allSatisfy(
                        (file, count) -> assertThat(count).as(file.toString()).isLessThanOrEqualTo(500));
    }

    @Test
    void ninetyFiveOfAHundredMainFilesStayUnderThreeHundredLines() throws IOException {
        List<Long> sorted = lines("src/main/java").values().stream().sorted().toList();

        assertThat(sorted.get((int) (sorted.size() * 0.95))).isLessThanOrEqualTo(300);
    }

    @Test
    void noTestFileIsLongerThanSixHundredLines() throws IOException {
        assertThat(lines("src/test/java"))
                .allSatisfy(
                        (file, count) -> assertThat(count).as(file.toString()).isLessThanOrEqualTo(600));
    }

    @Test
    void noTestSleeps() throws IOException {
        assertThat(javaFiles("src/test/java"))
                .filteredOn(file -> !file.endsWith("SourceSizeTest.java"))
                .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain("Thread.sleep("));
    }

    private static Map<Path, Long> lines(String folder) throws IOException {
        Map<Path, Long> lines = new TreeMap<>();
        for (Path file : javaFiles(folder)) {
            try (Stream<String> content = Files.lines(file)) {
                lines.put(ROOT.relativize(file), content.count());
            }
        }
        assertThat(lines).isNotEmpty();
        return lines;
    }

    private static List<Path> javaFiles(String folder) throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve(folder))
                    .filter(Files::isDirectory)
                    .flatMap(SourceSizeTest::walk)
                    .filter(file -> file.toString().endsWith(".java"))
                    .toList();
        }
    }

    private static Stream<Path> walk(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
