package dev.enforce.testing.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.agent.RunningAgent;
import dev.enforce.agent.policies.PolicyState;
import dev.enforce.model.PinnedReference;
import dev.enforce.testing.product.Enforced.Answer;
import dev.enforce.testing.signing.FixtureRegistry;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens to policies while an API server waits for the agent's answer. */
class AdmissionInFlightTest {

    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private static Enforced enforced;
    private static RunningAgent agent;
    private static FixtureRegistry fixtures;
    private static FaultyRegistry registry;

    @BeforeAll
    static void start() throws Exception {
        enforced = new Enforced(ProductClusters.best());
        agent = enforced.startAgent();
        fixtures = FixtureRegistry.serve(Path.of("fixtures", "data"), true);
        registry = new FaultyRegistry(fixtures.registry());
    }

    @AfterAll
    static void stop() {
        registry.close();
        fixtures.close();
        enforced.close();
    }

    @AfterEach
    void removePolicies() {
        registry.recover();
        enforced.removePolicies();
    }

    @Test
    void policyThatIsDeletedMeanwhileStillRefuses() throws Exception {
        enforced.createPolicy(Enforced.policy("a-open", "**", "static: {action: pass}"));
        enforced.createPolicy(Enforced.policy("b-signed", "**", "{name: release, key: {data: \"" + key() + "\"}}"));
        enforced.awaitInForce("a-open", "b-signed");
        String image = image("unsigned");
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        registry.fail(path -> path.endsWith(".sig"), registry.pausing(asked, goOn));

        CompletableFuture<Answer> running = CompletableFuture.supplyAsync(() -> enforced.run(image), THREADS);
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        enforced.admin()
                .genericKubernetesResources("policy.sigstore.dev/v1alpha1", "ClusterImagePolicy")
                .withName("b-signed")
                .delete();
        Waiting.until(
                "it is not in force any more",
                () -> agent.policies().policies().stream()
                        .map(PolicyState::name)
                        .toList()
                        .equals(java.util.List.of("a-open")));
        goOn.countDown();

        assertThat(running.get(30, TimeUnit.SECONDS).message())
                .endsWith("validation failed: failed policy: b-signed: spec.containers[0].image\n" + image
                        + " signature key validation failed for authority release for " + image
                        + ": no signatures found");
        assertThat(enforced.run(image).status()).isEqualTo(201);
    }

    @Test
    void podWithAnnotationsAsLargeAsTheyMayBeIsJudgedLikeAnyOther() {
        enforced.createPolicy(Enforced.policy("signed", "**", "{name: release, key: {data: \"" + key() + "\"}}"));
        enforced.awaitInForce("signed");
        String annotations = "{a: \"" + "x".repeat(255 << 10) + "\"}";

        assertThat(enforced.run(image("key"), annotations).status()).isEqualTo(201);
        assertThat(enforced.run(image("unsigned"), annotations).message()).contains("no signatures found");
    }

    private static String image(String name) {
        PinnedReference genuine = fixtures.image(name);
        return registry.registry() + "/" + genuine.repository() + "@" + genuine.digest();
    }

    private static String key() {
        return fixtures.file("keys/release.pub").replace("\n", "\\n");
    }
}
