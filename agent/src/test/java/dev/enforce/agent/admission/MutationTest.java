package dev.enforce.agent.admission;

import static dev.enforce.agent.admission.Reviews.DIGEST;
import static dev.enforce.agent.admission.Reviews.createPod;
import static dev.enforce.agent.admission.Reviews.pod;
import static dev.enforce.agent.admission.Reviews.templated;
import static dev.enforce.agent.admission.Reviews.updateDeployment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.agent.admission.AdmissionSettings.MutationMode;
import dev.enforce.agent.admission.Reviews.Answered;
import dev.enforce.oci.RegistryException.Code;
import dev.enforce.policy.PolicyMode;
import dev.enforce.policy.StaticAuthority.Action;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The resolving webhook: which tags become digests. */
class MutationTest {

    private final AdmissionFixture fixture = new AdmissionFixture();

    @BeforeEach
    void aPolicyThatLooksAtImages() {
        fixture.judge.policies.add(FakeJudge.looking("p", "**"));
    }

    @Test
    void keepsTheTagBesideTheDigest() {
        Answered answer = fixture.mutate(createPod("nginx:1.25"));

        assertThat(answer.allowed()).isTrue();
        assertThat(answer.patch())
                .containsExactly("/spec/containers/0/image=index.docker.io/library/nginx:1.25@" + DIGEST);
        assertThat(answer.json().path("response").path("patchType").asText()).isEqualTo("JSONPatch");
        assertThat(fixture.keychains).containsExactly("prod/builder[regcred]");
    }

    @Test
    void completesTheNameOfADigestWithoutARegistry() {
        assertThat(fixture.mutate(createPod("nginx@" + DIGEST)).patch())
                .containsExactly("/spec/containers/0/image=index.docker.io/library/nginx@" + DIGEST);
        assertThat(fixture.mutate(createPod("ghcr.io/team/app:v1@" + DIGEST)).patch())
                .isEmpty();
        assertThat(fixture.registries.asked).isEmpty();
    }

    @Test
    void resolvesEachTagOnceForAllPlaces() {
        String object = pod("nginx:1.25")
                .replace("\"volumes\":[", "\"volumes\":[{\"name\":\"m\",\"image\":{\"reference\":\"nginx:1.25\"}},")
                .replace(
                        "\"restartPolicy\"",
                        "\"initContainers\":[{\"name\":\"i\",\"image\":\"busybox\"}],\"restartPolicy\"");

        Answered answer = fixture.mutate(Reviews.create("", "v1", "pods", "Pod", object));

        assertThat(answer.patch())
                .containsExactly(
                        "/spec/initContainers/0/image=index.docker.io/library/busybox:latest@" + DIGEST,
                        "/spec/containers/0/image=index.docker.io/library/nginx:1.25@" + DIGEST,
                        "/spec/volumes/0/image/reference=index.docker.io/library/nginx:1.25@" + DIGEST);
        assertThat(fixture.registries.asked).hasSize(2);
    }

    @Test
    void reachesIntoTemplates() {
        assertThat(fixture.mutate(Reviews.create(
                                "batch", "v1", "cronjobs", "CronJob", Reviews.cronJob("batch/v1", "nginx:1.25")))
                        .patch())
                .containsExactly("/spec/jobTemplate/spec/template/spec/containers/0/image="
                        + "index.docker.io/library/nginx:1.25@" + DIGEST);
    }

    @Test
    void leavesATagThatTheRegistryDoesNotResolve() {
        fixture.registries.fail(Code.NOT_FOUND, "no such tag");

        Answered answer = fixture.mutate(createPod("nginx:1.25"));

        assertThat(answer.allowed()).isTrue();
        assertThat(answer.patch()).isEmpty();
    }

    @Test
    void leavesWhatIsNoReference() {
        assertThat(fixture.mutate(createPod("in@valid")).patch()).isEmpty();
    }

    @Test
    void asksNoRegistryWhenOnlyStaticPoliciesApply() {
        fixture.judge.policies.clear();
        fixture.judge.policies.add(FakeJudge.statically("fixed", PolicyMode.ENFORCE, Action.PASS, "**"));

        assertThat(fixture.mutate(createPod("nginx:1.25")).patch()).isEmpty();
        assertThat(fixture.registries.asked).isEmpty();
    }

    @Test
    void asksNoRegistryWhenNoPolicyApplies() {
        fixture.judge.policies.clear();
        fixture.judge.policies.add(FakeJudge.looking("elsewhere", "ghcr.io/team/**"));

        assertThat(fixture.mutate(createPod("nginx:1.25")).patch()).isEmpty();
        assertThat(fixture.registries.asked).isEmpty();
    }

    @Test
    void followsTheMode() {
        byte[] deployment = Reviews.create(
                "apps", "v1", "deployments", "Deployment", templated("apps/v1", "Deployment", 1, "nginx:1.25"));

        assertThat(fixture.mutate(deployment).patch()).hasSize(1);
        fixture.mutationMode(MutationMode.PODS);
        assertThat(fixture.mutate(deployment).patch()).isEmpty();
        assertThat(fixture.mutate(createPod("nginx:1.25")).patch()).hasSize(1);
        fixture.mutationMode(MutationMode.NONE);
        assertThat(fixture.mutate(createPod("nginx:1.25")).patch()).isEmpty();
    }

    @Test
    void neverTouchesAnImmutableTemplate() {
        String before = templated("batch/v1", "Job", -1, "nginx:1.25@" + DIGEST);
        String after = templated("batch/v1", "Job", -1, "nginx:1.25");

        assertThat(fixture.mutate(Reviews.review("batch", "v1", "jobs", "Job", "", "UPDATE", after, before))
                        .patch())
                .isEmpty();
        assertThat(fixture.mutate(Reviews.create("batch", "v1", "jobs", "Job", after))
                        .patch())
                .hasSize(1);
    }

    @Test
    void doesNotRollOutADeploymentWhoseImagesAnUpdateLeavesAlone() {
        String before = templated("apps/v1", "Deployment", 1, "nginx:1.25");
        String after = templated("apps/v1", "Deployment", 4, "nginx:1.25");

        assertThat(fixture.mutate(updateDeployment(after, before)).patch()).isEmpty();
        assertThat(fixture.registries.asked).isEmpty();
    }

    @Test
    void resolvesAgainWhenATagIsAppliedOverItsDigest() {
        String before = templated("apps/v1", "Deployment", 1, "index.docker.io/library/nginx:1.25@" + DIGEST);
        String after = templated("apps/v1", "Deployment", 1, "nginx:1.25");

        assertThat(fixture.mutate(updateDeployment(after, before)).patch()).hasSize(1);
    }
}
