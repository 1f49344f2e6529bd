package dev.enforce.language.rego.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** OPA's own cases, outside of a list of exclusions with their reasons. Skipped where Go's cache of modules lacks them. */
class OpaCasesTest {

    private static final Path TESTDATA = Path.of(
            System.getProperty("user.home"),
            "go/pkg/mod/github.com/open-policy-agent/opa@v1.22.0/v1/test/cases/testdata");

    @Test
    void answersAsOpaDoes() throws IOException {
        assumeTrue(Files.isDirectory(TESTDATA), "OPA's cases are not in Go's cache of modules");
        List<String> excluded = excluded();

        List<String> different = new ArrayList<>();
        List<OpaCases.Answer> answers = OpaCases.run(TESTDATA);
        for (OpaCases.Answer answer : answers) {
            boolean known = excluded.stream()
                    .anyMatch(prefix -> prefix.endsWith("/")
                            ? answer.name().startsWith(prefix)
                            : answer.name().equals(prefix));
            if (!known && answer.difference().isPresent()) {
                different.add(answer.name() + ": " + answer.difference().orElseThrow());
            }
        }

        assertThat(different).isEmpty();
        assertThat(answers.stream()
                        .filter(answer -> answer.difference().isEmpty())
                        .count())
                .isGreaterThan(3180);
    }

    private static List<String> excluded() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                OpaCasesTest.class.getResourceAsStream("/dev/enforce/language/rego/opa-cases-excluded.txt"))) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" ", 2)[0])
                    .toList();
        }
    }
}
