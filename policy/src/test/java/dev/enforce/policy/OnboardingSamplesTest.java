package dev.enforce.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.ImageReference;
import dev.enforce.policy.Compilation.Compiled;
import dev.enforce.policy.DecodedDocument.PolicyDocument;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The policies that people copy out of the onboarding page work as they stand. */
class OnboardingSamplesTest {

    private static final WorkloadKind POD = WorkloadKind.of("v1", "Pod");

    private final PolicyCompiler compiler = new PolicyCompiler(PolicySettings.DEFAULT);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "onboarding-sample-policy",
                "onboarding-signer-identity",
                "onboarding-private-registry",
                "onboarding-docker-hub"
            })
    void acceptsEverySample(String name) {
        PolicyDocument document = read(name);

        assertThat(compiler.validateDefaulted(document)).noneMatch(PolicyDiagnostic::isError);
        assertThat(compiler.compile(document.policy(), ReferenceResolver.NONE)).isInstanceOf(Compiled.class);
    }

    @Test
    void warnsOfTypographicQuotesAndMissingIdentities() {
        List<PolicyDiagnostic> diagnostics = compiler.validateDefaulted(read("onboarding-sample-policy"));

        assertThat(diagnostics)
                .extracting(PolicyDiagnostic::text)
                .containsExactly(
                        "missing field(s): spec.authorities[0].keyless.identities\n"
                                + "without identities, a signature of anyone whom the certificate authority certified"
                                + " is enough",
                        "typographic quotes around the glob are ignored: spec.images[1].glob\n“ttl.sh/*”");
        assertThat(diagnostics).extracting(PolicyDiagnostic::line).containsExactly(12, 8);
    }

    @Test
    void coversWhatTheSampleNames() {
        CompiledPolicy policy = ((Compiled)
                        compiler.compile(read("onboarding-sample-policy").policy(), ReferenceResolver.NONE))
                .policy();

        assertThat(covers(policy, "ttl.sh/me")).isTrue();
        assertThat(covers(policy, "ttl.sh/me/enforce-tutorial/busybox")).isFalse();
        assertThat(covers(policy, "ubuntu")).isTrue();
        assertThat(covers(policy, "team/app")).isTrue();
        assertThat(covers(policy, "quay.io/team/app")).isFalse();
        assertThat(policy.authorities()).singleElement().isInstanceOfSatisfying(KeylessAuthority.class, authority -> {
            assertThat(authority.name()).isEqualTo("authority-0");
            assertThat(authority.acceptsAnyIdentity()).isTrue();
        });
    }

    private static boolean covers(CompiledPolicy policy, String image) {
        return policy.covers(ImageReference.parse(image), POD, Map.of());
    }

    private static PolicyDocument read(String name) {
        PolicyDocuments.Reading reading = PolicyDocuments.read(TestResources.text("samples/" + name + ".yaml"));
        assertThat(reading.diagnostics()).isEmpty();
        return (PolicyDocument) reading.documents().getFirst();
    }
}
