package dev.enforce.agent.admission;

import static dev.enforce.agent.admission.Reviews.DIGEST;
import static dev.enforce.agent.admission.Reviews.OTHER_DIGEST;
import static dev.enforce.agent.admission.Reviews.createPod;
import static dev.enforce.agent.admission.Reviews.pod;
import static dev.enforce.agent.admission.Reviews.templated;
import static dev.enforce.agent.admission.Reviews.updateDeployment;
import static dev.enforce.agent.admission.Reviews.updatePod;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.enforce.agent.admission.AdmissionSettings.MutationMode;
import dev.enforce.agent.admission.AdmissionSettings.NoMatchPolicy;
import dev.enforce.agent.admission.Reviews.Answered;
import dev.enforce.oci.RegistryException.Code;
import dev.enforce.policy.CompiledMatch;
import dev.enforce.policy.LabelSelector;
import dev.enforce.policy.PolicyMode;
import dev.enforce.policy.StaticAuthority.Action;
import dev.enforce.verification.WorkloadObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verifying webhook: what is refused, in which words, and what is not looked at. */
class ValidationTest {

    private static final String IMAGE = "ghcr.io/team/app@" + DIGEST;

    private final AdmissionFixture fixture = new AdmissionFixture();

    @Test
    void allowsWhatPasses() {
        Answered answer = fixture.validate(createPod(IMAGE));

        assertThat(answer.allowed()).isTrue();
        assertThat(answer.uid()).isEqualTo(Reviews.UID);
        assertThat(answer.warnings()).isEmpty();
        assertThat(fixture.judge.asked).containsExactly(IMAGE);
        assertThat(fixture.keychains).containsExactly("prod/builder[regcred]");
        assertThat(fixture.metrics).containsExactly("good PASSED", "ALLOWED");
    }

    @Test
    void handsOverTheObjectAsItWasSent() throws Exception {
        String object = Reviews.pod(IMAGE);

        fixture.validate(Reviews.create("", "v1", "pods", "Pod", object));

        WorkloadObject.Read read = (WorkloadObject.Read)
                fixture.judge.workloads.getFirst().object().read();
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(read.spec())).isEqualTo(json.readTree(object).path("spec"));
        assertThat(json.readTree(read.metadata()))
                .isEqualTo(json.readTree(object).path("metadata"));
    }

    @Test
    void refusesInTheWordsThatPeopleKnow() {
        fixture.judge.verdict = image -> FakeJudge.failed(image, "sample-policy");

        Answered answer = fixture.validate(createPod(IMAGE));

        assertThat(answer.allowed()).isFalse();
        assertThat(answer.code()).isEqualTo(400);
        assertThat(answer.reason()).isEqualTo("BadRequest");
        assertThat(answer.message())
                .isEqualTo("validation failed: failed policy: sample-policy: spec.containers[0].image\n" + IMAGE
                        + " signature key validation failed for authority authority-0 for " + IMAGE
                        + ": no signatures found");
        assertThat(fixture.metrics).containsExactly("sample-policy FAILED", "DENIED");
    }

    @Test
    void sortsTheObjectionsOfSeveralPoliciesByTheirText() {
        fixture.judge.verdict = image -> FakeJudge.failed(image, "zebra", "ant");

        String message = fixture.validate(createPod(IMAGE)).message();

        assertThat(message.lines().toList())
                .hasSize(4)
                .satisfies(lines -> assertThat(lines.get(0)).startsWith("validation failed: failed policy: ant: "))
                .satisfies(lines -> assertThat(lines.get(2)).startsWith("failed policy: zebra: "));
    }

    @Test
    void judgesAnImageOnceAndNamesEveryPlaceOfIt() {
        String twice = pod(IMAGE)
                .replace("\"containers\":[", "\"containers\":[{\"name\":\"side\",\"image\":\"" + IMAGE + "\"},")
                .replace(
                        "\"restartPolicy\"",
                        "\"initContainers\":[{\"name\":\"init\",\"image\":\"" + IMAGE + "\"}],\"restartPolicy\"");
        fixture.judge.verdict = image -> FakeJudge.failed(image, "p");

        Answered answer = fixture.validate(Reviews.create("", "v1", "pods", "Pod", twice));

        assertThat(fixture.judge.asked).containsExactly(IMAGE);
        assertThat(answer.message())
                .startsWith("validation failed: failed policy: p: spec.containers[0].image, spec.containers[1].image,"
                        + " spec.initContainers[0].image\n");
    }

    @ParameterizedTest
    @CsvSource({
        "apps, v1, replicasets, ReplicaSet, spec.template.spec.containers[0].image",
        "apps, v1, deployments, Deployment, spec.template.spec.containers[0].image",
        "apps, v1, statefulsets, StatefulSet, spec.template.spec.containers[0].image",
        "apps, v1, daemonsets, DaemonSet, spec.template.spec.containers[0].image",
        "batch, v1, jobs, Job, spec.template.spec.containers[0].image",
        "batch, v1, cronjobs, CronJob, spec.jobTemplate.spec.template.spec.containers[0].image",
        "batch, v1beta1, cronjobs, CronJob, spec.jobTemplate.spec.template.spec.containers[0].image",
    })
    void findsTheImagesOfEveryKindOfWorkload(String group, String version, String resource, String kind, String path) {
        fixture.judge.verdict = image -> FakeJudge.failed(image, "p");
        String object = kind.equals("CronJob")
                ? Reviews.cronJob(group + "/" + version, IMAGE)
                : templated(group + "/" + version, kind, 1, IMAGE);

        Answered answer = fixture.validate(Reviews.create(group, version, resource, kind, object));

        assertThat(answer.message()).startsWith("validation failed: failed policy: p: " + path + "\n");
        assertThat(fixture.judge.workloads)
                .allSatisfy(facts -> assertThat(facts.resource()).isEqualTo(resource));
    }

    @Test
    void judgesEphemeralContainersAndImageVolumes() {
        String object = pod(IMAGE)
                .replace(
                        "\"volumes\":[",
                        "\"volumes\":[{\"name\":\"model\",\"image\":{\"reference\":\"ghcr.io/team/model@" + OTHER_DIGEST
                                + "\"}},")
                .replace(
                        "\"restartPolicy\"",
                        "\"ephemeralContainers\":[{\"name\":\"d\",\"image\":\"ghcr.io/team/debug@" + DIGEST
                                + "\"}],\"restartPolicy\"");
        fixture.judge.verdict =
                image -> image.repository().equals("team/app") ? FakeJudge.passed(image) : FakeJudge.failed(image, "p");

        Answered answer = fixture.validate(
                Reviews.review("", "v1", "pods", "Pod", "ephemeralcontainers", "UPDATE", object, pod(IMAGE)));

        assertThat(answer.message())
                .contains("failed policy: p: spec.ephemeralContainers[0].image\n")
                .contains("failed policy: p: spec.volumes[0].image\n");
        assertThat(fixture.judge.asked).hasSize(3);
    }

    @Test
    void warnsInOneLineWhenAPolicyOnlyWarns() {
        fixture.judge.verdict = image -> FakeJudge.warned(image, "soft");

        Answered answer = fixture.validate(createPod(IMAGE));

        assertThat(answer.allowed()).isTrue();
        assertThat(answer.warnings())
                .containsExactly("failed policy: soft: spec.containers[0].image " + IMAGE
                        + " signature key validation failed for authority authority-0 for " + IMAGE
                        + ": no signatures found");
        assertThat(fixture.metrics).containsExactly("soft WARNED", "ALLOWED");
    }

    @Test
    void refusesWhatCouldNotBeEvaluated() {
        fixture.judge.verdict = image -> FakeJudge.undecided(image, "p", "registry ghcr.io does not answer");

        Answered answer = fixture.validate(createPod(IMAGE));

        assertThat(answer.allowed()).isFalse();
        assertThat(answer.message()).endsWith(IMAGE + " registry ghcr.io does not answer");
        assertThat(fixture.metrics).containsExactly("p ERROR", "UNDECIDED");
    }

    @ParameterizedTest
    @CsvSource({"ALLOW, true, 0", "WARN, true, 1", "DENY, false, 0"})
    void followsTheClustersChoiceForUncoveredImages(NoMatchPolicy choice, boolean allowed, int warnings) {
        fixture.judge.verdict = FakeJudge::uncovered;
        fixture.noMatch(choice);

        Answered answer = fixture.validate(createPod(IMAGE));

        assertThat(answer.allowed()).isEqualTo(allowed);
        assertThat(answer.warnings()).hasSize(warnings);
        if (choice == NoMatchPolicy.DENY) {
            assertThat(answer.message())
                    .isEqualTo("validation failed: no matching policies: spec.containers[0].image\n" + IMAGE);
        }
        if (choice == NoMatchPolicy.WARN) {
            assertThat(answer.warnings()).containsExactly("no matching policies: spec.containers[0].image " + IMAGE);
        }
    }

    @Test
    void namesATextThatIsNoReference() {
        Answered answer = fixture.validate(createPod("in@valid"));

        assertThat(answer.message())
                .isEqualTo("validation failed: could not parse reference: in@valid: spec.containers[0].image");
        assertThat(fixture.judge.asked).isEmpty();
    }

    @Test
    void givesTheRegistrysErrorForATagThatWasNotResolved() {
        fixture.judge.policies.add(FakeJudge.looking("p", "**"));
        fixture.registries.fail(Code.UNAUTHORIZED, "registry ghcr.io wants credentials for ghcr.io/team/app:v1");

        Answered answer = fixture.validate(createPod("ghcr.io/team/app:v1"));

        assertThat(answer.message())
                .startsWith("validation failed: invalid value: ghcr.io/team/app:v1 must be an image digest:"
                        + " spec.containers[0].image\nits tag could not be resolved: registry ghcr.io wants credentials"
                        + " for ghcr.io/team/app:v1\n")
                .contains("imagePullSecrets");
    }

    @Test
    void refusesATagEvenWhenItCouldBeResolvedNow() {
        fixture.judge.policies.add(FakeJudge.looking("p", "**"));

        Answered answer = fixture.validate(createPod("ghcr.io/team/app:v1"));

        assertThat(answer.allowed()).isFalse();
        assertThat(answer.message()).contains("must be an image digest").contains("try again");
        assertThat(fixture.judge.asked).isEmpty();
    }

    @Test
    void judgesWhatATagMeansWhereTagsAreLeftInObjects() {
        fixture.judge.policies.add(FakeJudge.looking("p", "**"));
        fixture.mutationMode(MutationMode.PODS);
        String object = templated("apps/v1", "Deployment", 1, "ghcr.io/team/app:v1");

        Answered answer = fixture.validate(Reviews.create("apps", "v1", "deployments", "Deployment", object));

        assertThat(answer.allowed()).isTrue();
        assertThat(fixture.judge.asked).containsExactly("ghcr.io/team/app:v1@" + DIGEST);
        assertThat(fixture.validate(createPod("ghcr.io/team/app:v1")).allowed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"PASS, ENFORCE, true, 0", "FAIL, ENFORCE, false, 0", "FAIL, WARN, true, 1"})
    void decidesATagByStaticPoliciesWithoutARegistry(Action action, PolicyMode mode, boolean allowed, int warnings) {
        fixture.judge.policies.add(FakeJudge.statically("fixed", mode, action, "ghcr.io/**"));

        Answered answer = fixture.validate(createPod("ghcr.io/team/app:v1"));

        assertThat(answer.allowed()).isEqualTo(allowed);
        assertThat(answer.warnings()).hasSize(warnings);
        assertThat(fixture.registries.asked).isEmpty();
        if (!allowed) {
            assertThat(answer.message())
                    .isEqualTo("validation failed: failed policy: fixed: spec.containers[0].image\n"
                            + "ghcr.io/team/app:v1 disallowed by static policy: not here");
        }
    }

    @Test
    void asksTheRegistryWhenAPolicyMightApplyToTheDigestOnly() {
        fixture.judge.policies.add(FakeJudge.statically("fixed", PolicyMode.ENFORCE, Action.PASS, "ghcr.io/**"));
        fixture.judge.policies.add(FakeJudge.looking("digests", "ghcr.io/team/app@*"));
        fixture.registries.fail(Code.UNAVAILABLE, "registry ghcr.io does not answer");

        assertThat(fixture.validate(createPod("ghcr.io/team/app:v1")).allowed()).isFalse();
        assertThat(fixture.validate(createPod("ghcr.io/other/app:v1")).allowed())
                .isTrue();
        assertThat(fixture.registries.asked).containsExactly("ghcr.io/team/app:v1");
    }

    @Test
    void doesNotJudgeAgainWhatAnUpdateLeavesAlone() {
        fixture.judge.verdict = image -> FakeJudge.failed(image, "p");
        String before = pod(IMAGE);
        String after = before.replace("\"app\":\"demo\"", "\"app\":\"other\"").replace("\"Always\"}", "\"Never\"}");

        assertThat(fixture.validate(updatePod(after, before)).allowed()).isTrue();
        assertThat(fixture.judge.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"image\":\"ghcr.io/team/app@|\"image\":\"ghcr.io/team/new@",
                "\"name\":\"regcred\"|\"name\":\"another\"",
                "\"serviceAccountName\":\"builder\"|\"serviceAccountName\":\"robot\"",
                "\"restartPolicy\"|\"initContainers\":[{\"name\":\"i\",\"image\":\"busybox\"}],\"restartPolicy\"",
                "\"volumes\":[|\"volumes\":[{\"name\":\"m\",\"image\":{\"reference\":\"busybox\"}},",
            })
    void judgesAgainWhatAnUpdateChanges(String change) {
        fixture.judge.verdict = image -> FakeJudge.failed(image, "p");
        String before = pod(IMAGE);
        String[] parts = change.split("\\|");
        String after = before.replace(parts[0], parts[1]);

        assertThat(after).isNotEqualTo(before);
        assertThat(fixture.validate(updatePod(after, before)).allowed()).isFalse();
    }

    @Test
    void judgesAgainWhenLabelsChangeThatAPolicySelectsBy() {
        fixture.judge.verdict = image -> FakeJudge.failed(image, "p");
        CompiledMatch byLabel =
                new CompiledMatch("", "v1", "pods", new LabelSelector(Map.of("app", "demo"), List.of()));
        fixture.judge.policies.add(FakeJudge.looking("p", "**", byLabel));
        String before = pod(IMAGE);

        assertThat(fixture.validate(updatePod(before.replace("\"demo\"", "\"x\""), before))
                        .allowed())
                .isFalse();
        assertThat(fixture.validate(updatePod(before, before)).allowed()).isTrue();
    }

    @Test
    void scalingDownPassesAndScalingUpIsJudged() {
        fixture.judge.verdict = image -> FakeJudge.failed(image, "p");
        String three = templated("apps/v1", "Deployment", 3, IMAGE);
        String two = templated("apps/v1", "Deployment", 2, IMAGE);
        String twoOfAnother = templated("apps/v1", "Deployment", 2, "ghcr.io/team/evil@" + DIGEST);

        assertThat(fixture.validate(updateDeployment(two, three)).allowed()).isTrue();
        assertThat(fixture.validate(updateDeployment(three, two)).allowed()).isFalse();
        assertThat(fixture.validate(updateDeployment(twoOfAnother, three)).allowed())
                .as("scaling down while changing the image")
                .isFalse();
    }

    @Test
    void passesWhatIsBeingDeleted() {
        fixture.judge.verdict = image -> FakeJudge.failed(image, "p");
        String deleted = pod(IMAGE).replace("\"uid\":\"d1\"", "\"deletionTimestamp\":\"2026-11-01T10:00:00Z\"");

        assertThat(fixture.validate(updatePod(deleted, pod("busybox"))).allowed())
                .isTrue();
        assertThat(fixture.validate(Reviews.review("", "v1", "pods", "Pod", "", "DELETE", "null", pod(IMAGE)))
                        .allowed())
                .isTrue();
        assertThat(fixture.validate(Reviews.create("", "v1", "pods", "Pod", deleted))
                        .allowed())
                .as("a new object that claims to be deleted")
                .isFalse();
    }

    @Test
    void passesWritesOfStatus() {
        fixture.judge.verdict = image -> FakeJudge.failed(image, "p");

        assertThat(fixture.validate(
                                Reviews.review("", "v1", "pods", "Pod", "status", "UPDATE", pod(IMAGE), pod("busybox")))
                        .allowed())
                .isTrue();
    }

    @Test
    void makesNoExceptionForMirrorPods() {
        fixture.judge.verdict = image -> FakeJudge.failed(image, "p");
        String mirror = pod(IMAGE)
                .replace("\"uid\":\"d1\"", "\"annotations\":{\"kubernetes.io/config.mirror\":\"x\"},\"uid\":\"d1\"");

        assertThat(fixture.validate(Reviews.create("", "v1", "pods", "Pod", mirror))
                        .allowed())
                .isFalse();
    }

    @Test
    void hidesControlCharactersOfHostileTexts() {
        fixture.judge.verdict = image -> FakeJudge.undecided(image, "p", "says \u001b[2J\u0007 hello");

        assertThat(fixture.validate(createPod(IMAGE)).message())
                .doesNotContain("\u001b")
                .contains("hello");
    }

    @Test
    void aDefectOfOursRefuses() {
        fixture.judge.verdict = image -> {
            throw new IllegalStateException("broken");
        };

        Answered answer = fixture.validate(createPod(IMAGE));

        assertThat(answer.allowed()).isFalse();
        assertThat(answer.message())
                .startsWith("validation failed: internal error")
                .doesNotContain("broken");
    }
}
