package dev.enforce.agent.admission;

import static dev.enforce.agent.admission.Reviews.DIGEST;
import static dev.enforce.agent.admission.Reviews.createPod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.agent.admission.Reviews.Answered;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Keychain;
import dev.enforce.policy.Compilation.Compiled;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.DecodedDocument.PolicyDocument;
import dev.enforce.policy.PolicyCompiler;
import dev.enforce.policy.PolicyDocuments;
import dev.enforce.policy.PolicySettings;
import dev.enforce.policy.ReferenceResolver;
import dev.enforce.verification.EvidenceCache;
import dev.enforce.verification.EvidenceVerification;
import dev.enforce.verification.PolicySet;
import dev.enforce.verification.Verdict;
import dev.enforce.verification.Verification;
import dev.enforce.verification.VerificationSettings;
import dev.enforce.verification.WorkloadFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Admission over the real verification and real policies. */
class AdmissionWithVerificationTest {

    private static final String IMAGE = "ghcr.io/team/app@" + DIGEST;

    private final FakeRegistries registries = new FakeRegistries();
    private final Verification verification = new EvidenceVerification(
            registries,
            (namespace, secrets) -> Keychain.anonymous(),
            EvidenceCache.inMemory(1 << 20),
            VerificationSettings.defaults(() -> Duration.ofSeconds(10)),
            () -> Instant.parse("2026-11-01T10:00:00Z"));
    private final List<String> decisions = new CopyOnWriteArrayList<>();
    private final List<String> outcomes = new CopyOnWriteArrayList<>();
    private final AtomicReference<PolicySet> policies = new AtomicReference<>(PolicySet.EMPTY);
    private Function<ImageJudge, ImageJudge> around = judge -> judge;
    private final AdmissionHandler webhook = new ImageWebhooks(
                    () -> around.apply(ImageJudge.of(verification, policies.get())),
                    registries,
                    PodCredentials.anonymous(),
                    () -> AdmissionSettings.DEFAULTS,
                    new Recorded())
            .validation();

    @Test
    void admitsByAStaticPolicyWithoutARegistry() {
        apply(policy("open", "enforce", "ghcr.io/**", "pass"));

        assertThat(Answered.by(webhook, createPod(IMAGE)).allowed()).isTrue();
        assertThat(Answered.by(webhook, createPod("quay.io/x/y@" + DIGEST)).message())
                .isEqualTo("validation failed: no matching policies: spec.containers[0].image\nquay.io/x/y@" + DIGEST);
        assertThat(registries.asked).isEmpty();
    }

    @Test
    void saysTheSameOfATagAsOfItsDigestWhenAStaticPolicyRefuses() {
        apply(policy("closed", "enforce", "ghcr.io/**", "fail"));

        String pinned = Answered.by(webhook, createPod(IMAGE)).message();
        String tagged = Answered.by(webhook, createPod("ghcr.io/team/app:v1")).message();

        assertThat(pinned)
                .isEqualTo("validation failed: failed policy: closed: spec.containers[0].image\n" + IMAGE
                        + " disallowed by static policy: not here");
        assertThat(tagged).isEqualTo(pinned.replace(IMAGE, "ghcr.io/team/app:v1"));
    }

    @Test
    void warnsByAStaticPolicyInWarnMode() {
        apply(policy("soft", "warn", "ghcr.io/**", "fail"));

        Answered answer = Answered.by(webhook, createPod(IMAGE));

        assertThat(answer.allowed()).isTrue();
        assertThat(answer.warnings())
                .containsExactly("failed policy: soft: spec.containers[0].image " + IMAGE
                        + " disallowed by static policy: not here");
    }

    @Test
    void refusesAsUndecidedWhatAPolicyCoversThatCannotBeUsed() {
        apply(policy("broken", "enforce", "ghcr.io/**", "pass").unusable("secret \"key\" not found"));

        Answered pinned = Answered.by(webhook, createPod(IMAGE));
        Answered tagged = Answered.by(webhook, createPod("ghcr.io/team/app:v1"));

        assertThat(pinned.allowed()).isFalse();
        assertThat(pinned.message())
                .isEqualTo("validation failed: failed policy: broken: spec.containers[0].image\n" + IMAGE
                        + " policy cannot be evaluated: secret \"key\" not found");
        assertThat(tagged.message()).isEqualTo(pinned.message().replace(IMAGE, "ghcr.io/team/app:v1"));
        assertThat(registries.asked).isEmpty();
        assertThat(decisions).containsExactly("UNDECIDED", "UNDECIDED");
        assertThat(outcomes).containsExactly("broken ERROR", "broken ERROR");
    }

    @Test
    void warnsOfAPolicyInWarnModeThatCannotBeUsed() {
        apply(policy("soft", "warn", "ghcr.io/**", "pass").unusable("secret \"key\" not found"));

        Answered answer = Answered.by(webhook, createPod(IMAGE));

        assertThat(answer.allowed()).isTrue();
        assertThat(answer.warnings())
                .containsExactly("failed policy: soft: spec.containers[0].image " + IMAGE
                        + " policy cannot be evaluated: secret \"key\" not found");
    }

    @Test
    void warningsAreOneLineEachWhateverAPolicySays() {
        CompiledPolicy soft = policy("soft", "warn", "ghcr.io/**", "fail");
        apply(soft.unusable("first\nsecond\tthird\u001b[31m\u0085 " + "x".repeat(10_000)));

        Answered answer = Answered.by(webhook, createPod(IMAGE));

        assertThat(answer.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.length()).isLessThanOrEqualTo(4096);
            assertThat(warning.chars().anyMatch(Character::isISOControl)).isFalse();
            assertThat(warning).contains("first second third");
        });
    }

    @Test
    void answersAnImageWithHalfACharacter() {
        apply(policy("open", "enforce", "**", "pass"));

        Answered answer = Answered.by(webhook, createPod("ghcr.io/team/app:\\ud800"));

        assertThat(answer.allowed()).isFalse();
        assertThat(answer.message()).startsWith("validation failed: ");
    }

    @Test
    void everyEnforcedPolicyMustPass() {
        apply(policy("b-closed", "enforce", "ghcr.io/**", "fail"), policy("a-open", "enforce", "**", "pass"));

        assertThat(Answered.by(webhook, createPod(IMAGE)).message())
                .startsWith("validation failed: failed policy: b-closed: ")
                .doesNotContain("a-open");
    }

    @Test
    void aPolicyThatIsDeletedWhileAnAdmissionRunsStillCountsForIt() {
        apply(policy("closed", "enforce", "ghcr.io/**", "fail"), policy("open", "enforce", "quay.io/**", "pass"));
        around = judge -> new ImageJudge() {
            @Override
            public List<CompiledPolicy> policies() {
                return judge.policies();
            }

            @Override
            public Verdict verify(PinnedReference image, WorkloadFacts workload, Keychain keychain, Deadline deadline) {
                apply(policy("open", "enforce", "**", "pass"));
                return judge.verify(image, workload, keychain, deadline);
            }
        };

        assertThat(Answered.by(webhook, createPod(IMAGE)).allowed()).isFalse();
        assertThat(Answered.by(webhook, createPod(IMAGE)).allowed())
                .as("the next one follows the policies of its own moment")
                .isTrue();
    }

    private final class Recorded implements AdmissionMetrics {
        @Override
        public void reviewed(String webhookName, Decision decision, Duration took) {
            decisions.add(decision.name());
        }

        @Override
        public void judged(String policy, PolicyOutcome outcome) {
            outcomes.add(policy + " " + outcome);
        }

        @Override
        public void uncovered() {
            outcomes.add("uncovered");
        }
    }

    private void apply(CompiledPolicy... compiled) {
        policies.set(PolicySet.of(Arrays.asList(compiled)));
    }

    private static CompiledPolicy policy(String name, String mode, String glob, String action) {
        String text = """
            apiVersion: policy.sigstore.dev/v1beta1
            kind: ClusterImagePolicy
            metadata:
              name: %s
            spec:
              mode: %s
              images:
              - glob: "%s"
              authorities:
              - static:
                  action: %s
                  message: not here
            """.formatted(name, mode, glob, action);
        PolicyDocument document =
                (PolicyDocument) PolicyDocuments.read(text).documents().getFirst();
        return ((Compiled)
                        new PolicyCompiler(PolicySettings.DEFAULT).compile(document.policy(), ReferenceResolver.NONE))
                .policy();
    }
}
