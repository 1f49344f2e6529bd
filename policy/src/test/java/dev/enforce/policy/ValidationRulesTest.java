package dev.enforce.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule with its exact text; the rules stand as data in {@code rules/}. */
class ValidationRulesTest {

    static Stream<RuleCase> exactCases() {
        return Stream.of("rules/spec.cases", "rules/authority.cases").flatMap(file -> RuleCase.read(file).stream());
    }

    @ParameterizedTest
    @MethodSource("exactCases")
    void answersInTheExactWords(RuleCase rule) {
        List<PolicyDiagnostic> diagnostics = validate(rule, false);

        String errors = PolicyDiagnostic.errorText(diagnostics);
        if (rule.parts().isEmpty()) {
            assertThat(errors).isEqualTo(rule.errors());
        } else {
            assertThat(errors).contains(rule.parts());
        }
        assertThat(String.join("\n", PolicyDiagnostic.warningTexts(diagnostics)))
                .isEqualTo(rule.warnings());
    }

    @ParameterizedTest
    @MethodSource("exactCases")
    void placesEveryDiagnosticInTheFile(RuleCase rule) {
        assertThat(validate(rule, false)).allSatisfy(diagnostic -> {
            assertThat(diagnostic.line()).isPositive();
            assertThat(diagnostic.column()).isPositive();
        });
    }

    static List<RuleCase> invalidShapes() {
        return RuleCase.read("rules/invalid-shapes.cases");
    }

    @ParameterizedTest
    @MethodSource("invalidShapes")
    void refusesWhatTheConformanceListRefuses(RuleCase shape) {
        assertThat(PolicyDiagnostic.errorText(validate(shape, true)))
                .contains(shape.parts())
                .isNotEmpty();
    }

    static List<RuleCase> validShapes() {
        return RuleCase.read("rules/valid-shapes.cases");
    }

    @ParameterizedTest
    @MethodSource("validShapes")
    void acceptsWhatTheConformanceListAccepts(RuleCase shape) {
        assertThat(PolicyDiagnostic.errorText(validate(shape, true))).isEmpty();
    }

    static Stream<Arguments> kmsReferences() {
        return table("rules/kms.tsv");
    }

    @ParameterizedTest
    @MethodSource("kmsReferences")
    void checksKeyManagementReferences(String reference, String problem) {
        assertThat(KmsReferences.problem(reference)).isEqualTo(problem(problem));
    }

    static Stream<Arguments> ociSources() {
        return table("rules/oci.tsv");
    }

    @ParameterizedTest
    @MethodSource("ociSources")
    void checksSourcesAsRegistryOrRepository(String oci, String problem) {
        assertThat(SourceNames.problem(oci)).isEqualTo(problem(problem));
    }

    private static Stream<Arguments> table(String resource) {
        return TestResources.text(resource).lines().map(line -> Arguments.of((Object[]) line.split("\t", 2)));
    }

    private static Optional<String> problem(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static List<PolicyDiagnostic> validate(RuleCase rule, boolean defaulted) {
        PolicyDocuments.Reading reading = PolicyDocuments.read(rule.document());
        assertThat(reading.diagnostics()).isEmpty();
        PolicyCompiler compiler = new PolicyCompiler(rule.settings());
        DecodedDocument document = reading.documents().getFirst();
        return defaulted ? compiler.validateDefaulted(document) : compiler.validate(document);
    }
}
