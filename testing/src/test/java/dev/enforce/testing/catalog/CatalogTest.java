package dev.enforce.testing.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.policy.DecodedDocument;
import dev.enforce.policy.PolicyCompiler;
import dev.enforce.policy.PolicyDiagnostic;
import dev.enforce.policy.PolicySettings;
import dev.enforce.testing.catalog.CatalogCase.Expectation;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The form of the catalog: what makes its policies listable, and that each is tried both ways. */
class CatalogTest {

    private static final Instant NOW = Instant.parse("2023-09-01T12:00:00Z");
    private static final Set<Expectation> ADMITTED = Set.of(Expectation.PASS, Expectation.UNCOVERED);

    private final CatalogFolder folder = new CatalogFolder(NOW);
    private final List<CatalogPolicy> policies = folder.policies();

    @Test
    void holdsExactlyTheListedPoliciesUnderTheirTitles() {
        assertThat(policies.stream().map(policy -> policy.category() + "/" + policy.name() + ": " + policy.title()))
                .hasSize(57)
                .containsExactlyInAnyOrderElementsOf(
                        folder.text("titles.txt").lines().toList());
        assertThat(policies.stream().map(CatalogPolicy::title)).doesNotHaveDuplicates();
        assertThat(policies.stream().map(CatalogPolicy::name)).doesNotHaveDuplicates();
    }

    @Test
    void namesEveryPolicyAsItsFile() {
        assertThat(policies).allSatisfy(policy -> {
            assertThat(policy.metadata().name()).isEqualTo(policy.name());
            assertThat(policy.languages()).isIn("", "cue", "rego");
            if (policy.name().endsWith("-cue") || policy.name().endsWith("-rego")) {
                assertThat(policy.name()).endsWith("-" + policy.languages());
            }
        });
    }

    @Test
    void describesEveryPolicyWithLabels() {
        assertThat(policies).allSatisfy(policy -> {
            assertThat(policy.title()).isNotBlank();
            assertThat(policy.description()).endsWith(".").doesNotContain("\n");
            assertThat(policy.labels()).isNotBlank();
        });
    }

    @Test
    void validatesWithoutMistakes() {
        PolicyCompiler compiler = new PolicyCompiler(PolicySettings.DEFAULT);
        for (CatalogPolicy policy : policies) {
            for (DecodedDocument document : policy.documents()) {
                assertThat(compiler.validateDefaulted(document))
                        .as(policy.name())
                        .map(PolicyDiagnostic::text)
                        .filteredOn(text -> !text.startsWith("not supported yet: "))
                        .isEmpty();
            }
        }
    }

    @Test
    void triesEveryPolicyBothWays() {
        assertThat(policies).allSatisfy(policy -> {
            assertThat(policy.cases()).extracting(CatalogCase::name).doesNotHaveDuplicates();
            assertThat(policy.cases()).anyMatch(tried -> ADMITTED.contains(tried.expect()));
            assertThat(policy.cases())
                    .filteredOn(tried -> !ADMITTED.contains(tried.expect()))
                    .isNotEmpty()
                    .allMatch(tried -> !tried.message().isEmpty(), "tells what the refusal says");
        });
    }

    @Test
    void usesEverySample() throws IOException {
        StringBuilder cases = new StringBuilder();
        for (CatalogPolicy policy : policies) {
            cases.append(folder.text(policy.category() + "/" + policy.name() + ".cases.yaml"));
        }
        Set<String> unused = new TreeSet<>();
        try (var samples = Files.list(folder.path("samples"))) {
            samples.map(sample -> "samples/" + sample.getFileName())
                    .filter(sample -> cases.indexOf(sample) < 0)
                    .forEach(unused::add);
        }
        assertThat(unused).isEmpty();
    }

    @Test
    void listsThePoliciesInItsReadme() throws IOException {
        String wanted = CatalogReadme.of(policies);
        if (Boolean.getBoolean("catalog.write")) {
            Files.writeString(folder.path("README.md"), wanted);
        }
        assertThat(folder.text("README.md"))
                .as("out of date: run catalog/check --write")
                .isEqualTo(wanted);
    }
}
