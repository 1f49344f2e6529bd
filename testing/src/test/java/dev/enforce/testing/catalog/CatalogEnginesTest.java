package dev.enforce.testing.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.testing.catalog.CatalogTrial.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every case with the product's own engines for Rego and CUE. */
class CatalogEnginesTest {

    private static final Instant NOW = Instant.parse("2023-09-01T12:00:00Z");

    private final JavaEngines engines = new JavaEngines(InstantSource.fixed(NOW));

    @TestFactory
    List<DynamicTest> judgesEveryCaseAsExpected() {
        List<DynamicTest> tests = new ArrayList<>();
        for (CatalogPolicy policy : new CatalogFolder(NOW).policies()) {
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
}
