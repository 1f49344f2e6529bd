package dev.enforce.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.agent.configuration.EnforcementOptions;
import dev.enforce.agent.install.Installation;
import dev.enforce.agent.install.Manifests;
import dev.enforce.cluster.ClusterChoice;
import dev.enforce.cluster.ClusterSettings;
import dev.enforce.cluster.Clusters;
import dev.enforce.cluster.KubernetesCluster;
import dev.enforce.cluster.ServiceAccountName;
import dev.enforce.kms.Surroundings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The wall clock of the agent's machine jumps; that of the API server does not. */
class ClockJumpTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private volatile Duration offset = Duration.ZERO;
    private KubernetesCluster cluster;
    private KubernetesClient admin;
    private RunningAgent agent;
    private int pods;

    @BeforeEach
    void start() throws Exception {
        InstantSource system = InstantSource.system();
        cluster = new Clusters(
                        ClusterSettings.ofEnvironment(
                                System.getenv(), Path.of("").toAbsolutePath()),
                        system)
                .open(new ClusterChoice.Simulated(), _ -> {});
        admin = AgentProgram.client(cluster.config());
        new Manifests(new Installation.Outside(), EnforcementOptions.DEFAULTS).applyTo(admin);
        cluster.createNamespace("enforced", Map.of("policy.sigstore.dev/include", "true"));
        agent = new RunningAgent(
                AgentOptions.onLoopback("jumping"),
                AgentProgram.client(
                        cluster.configOf(new ServiceAccountName("gulfstream", "controller"), Duration.ofHours(1))),
                () -> system.instant().plus(offset),
                new Surroundings(Map.of()));
        agent.start();
        agent.registered().get(60, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        agent.close();
        admin.close();
        cluster.close();
    }

    @Test
    void goesOnLeadingAndFollowingPolicies() {
        for (Duration jump : new Duration[] {Duration.ofDays(20), Duration.ofDays(-20), Duration.ZERO}) {
            offset = jump;
            policy("after " + jump);

            untilAnswered(answer -> answer.contains("disallowed by static policy: after " + jump));
            assertThat(agent.isLeading()).isTrue();
        }
    }

    @Test
    void refusesWhileItsCertificateIsOfAnotherTimeAndIsBackOnceTheClockIs() {
        policy("closed");
        untilAnswered(answer -> answer.contains("disallowed by static policy: closed"));

        offset = Duration.ofDays(8000);
        lookAtTheCertificate();
        untilAnswered(answer -> answer.contains("failed calling webhook"));

        offset = Duration.ZERO;
        lookAtTheCertificate();
        untilAnswered(answer -> answer.contains("disallowed by static policy: closed"));
    }

    /** What the agent does by itself every few minutes. */
    private void lookAtTheCertificate() {
        admin.secrets()
                .inNamespace("gulfstream")
                .withName("webhook-certs")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"test\":\"" + offset + "\"}}}");
    }

    private void policy(String message) {
        admin.resource("""
                apiVersion: policy.sigstore.dev/v1alpha1
                kind: ClusterImagePolicy
                metadata:
                  name: closed
                spec:
                  images:
                  - glob: "**"
                  authorities:
                  - static: {action: fail, message: "%s"}
                """.formatted(message)).forceConflicts().serverSideApply();
    }

    /** Pods are only ever refused here. */
    private void untilAnswered(Predicate<String> expected) {
        long begin = System.nanoTime();
        String last = "";
        while (System.nanoTime() - begin < PATIENCE.toNanos()) {
            last = refusal();
            if (expected.test(last)) {
                return;
            }
            LockSupport.parkNanos(20_000_000);
        }
        throw new AssertionError("not within " + PATIENCE + "; the last answer was: " + last);
    }

    private String refusal() {
        try {
            admin.resource("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: p-%d, namespace: enforced}
                    spec: {containers: [{name: app, image: "registry.test/app@sha256:%s"}]}
                    """.formatted(pods++, "0".repeat(64))).create();
        } catch (KubernetesClientException refused) {
            return String.valueOf(refused.getMessage());
        }
        throw new AssertionError("a Pod was admitted");
    }
}
