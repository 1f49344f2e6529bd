package dev.enforce.testing.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.policy.ClusterImagePolicySpec.Attestation;
import dev.enforce.policy.ClusterImagePolicySpec.Authority;
import dev.enforce.policy.ClusterImagePolicySpec.Policy;
import dev.enforce.testing.catalog.CatalogTrial.Outcome;
import dev.enforce.testing.catalog.PredicateEngine.Answer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every case with the product's own engines for Rego and CUE. */
class CatalogEnginesTest {

    private static final Instant NOW = Instant.parse("2023-09-01T12:00:00Z");

    private static final ObjectMapper JSON = new ObjectMapper();

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

    /** What is missing is no conflict in CUE, and undefined in Rego: a policy has to ask for what it wants. */
    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "null", "[]", "\"text\"", "0", "{\"Data\":{}}", "{\"Data\":\"text\"}", "{\"Data\":null}"})
    void refusesPredicatesThatSayNothing(String predicate) throws JsonProcessingException {
        JsonNode nothing = JSON.readTree(predicate);
        for (CatalogPolicy policy : new CatalogFolder(NOW).policies()) {
            for (Authority authority : policy.spec().authorities()) {
                for (Attestation wanted : authority.attestations()) {
                    ObjectNode statement = JSON.createObjectNode().put("predicateType", wanted.predicateType());
                    statement.set("predicate", nothing);
                    Answer answer =
                            engines.ask(wanted.policy().type(), wanted.policy().data(), statement);
                    assertThat(answer.passed()).as(policy.name()).isFalse();
                }
            }
        }
    }

    @Test
    void refusesDocumentsWithoutAnythingWhereRegoDecides() {
        for (CatalogPolicy policy : new CatalogFolder(NOW).policies()) {
            Policy overall = policy.spec().policy();
            if (overall != null && overall.type().equals("rego")) {
                Answer answer = engines.ask(overall.type(), overall.data(), JSON.createObjectNode());
                assertThat(answer.passed() && answer.text().isEmpty())
                        .as(policy.name())
                        .isFalse();
            }
        }
    }
}
