package dev.enforce.testing.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.testing.catalog.CatalogTrial.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every case with the real OPA and CUE. Skipped where {@code conformance/languages/build} cannot build them; fails
 * there if the environment says {@code CI=true}.
 */
class CatalogReferenceTest {

    private static final int PAIRS = Integer.getInteger("catalog.pairs", 500);

    private static ReferenceEngines engines;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Path build = Path.of("..", "conformance", "languages", "build").toAbsolutePath();
        Path output = Files.createTempFile("reference", ".txt");
        try {
            int exit = new ProcessBuilder(build.toString())
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
            if (exit != 0 && "true".equals(System.getenv("CI"))) {
                fail("the reference engines cannot be built");
            }
            Assumptions.assumeTrue(exit == 0, "the reference engines cannot be built");
            engines = new ReferenceEngines(
                    Files.readString(output, StandardCharsets.UTF_8).strip());
        } finally {
            Files.delete(output);
        }
    }

    @AfterAll
    static void stop() {
        if (engines != null) {
            engines.close();
        }
    }

    @TestFactory
    List<DynamicTest> judgesEveryCaseAsExpected() {
        List<DynamicTest> tests = new ArrayList<>();
        for (CatalogPolicy policy : new CatalogFolder(Instant.now()).policies()) {
            for (CatalogCase tried : policy.cases()) {
                tests.add(DynamicTest.dynamicTest(policy.name() + ": " + tried.name(), () -> {
                    Outcome outcome = new CatalogTrial(policy, tried, engines).judge();
                    assertThat(outcome.verdict()).as(outcome.text()).isEqualTo(tried.expect());
                    assertThat(outcome.text()).contains(tried.message());
                }));
            }
        }
        return tests;
    }

    /** Documents that a policy was not written for show where engines differ on what is missing. */
    @Test
    void agreesWithOurEnginesOnDocumentsOfOtherPolicies() {
        Recording recording = new Recording(new JavaEngines(InstantSource.system()), new ArrayList<>());
        for (CatalogPolicy policy : new CatalogFolder(Instant.now()).policies()) {
            policy.cases().forEach(tried -> new CatalogTrial(policy, tried, recording).judge());
        }
        List<Question> questions = recording.questions();
        Random random = new Random(20230901);
        for (int i = 0; i < PAIRS; i++) {
            Question policy = questions.get(random.nextInt(questions.size()));
            JsonNode document = questions.get(random.nextInt(questions.size())).document();
            assertThat(recording
                            .engine()
                            .ask(policy.language(), policy.source(), document)
                            .passed())
                    .as("%s%n%s", policy.source(), document)
                    .isEqualTo(engines.ask(policy.language(), policy.source(), document)
                            .passed());
        }
    }

    private record Question(String language, String source, JsonNode document) {}

    private record Recording(PredicateEngine engine, List<Question> questions) implements PredicateEngine {

        @Override
        public Answer ask(String language, String source, JsonNode document) {
            questions.add(new Question(language, source, document));
            return engine.ask(language, source, document);
        }
    }
}
