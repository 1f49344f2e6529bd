package dev.enforce.testing.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.cluster.KubernetesCluster;
import dev.enforce.testing.product.Enforced.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The policies of the documentation do what it says, by copy and paste, without a network. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PolicySamplesContract {

    private static final Path SAMPLES = Path.of("..", "docs", "policies");

    private Enforced enforced;
    private String unreachable;

    abstract KubernetesCluster cluster();

    @BeforeAll
    void start() throws Exception {
        enforced = new Enforced(cluster());
        enforced.startAgent();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unreachable = "127.0.0.1:" + socket.getLocalPort();
        }
    }

    @AfterAll
    void stop() {
        if (enforced != null) {
            enforced.close();
        }
    }

    @AfterEach
    void removePolicies() {
        enforced.removePolicies();
    }

    @Test
    void allAreAcceptedAsTheyStandWithoutAWarning() throws IOException {
        List<String> names;
        try (Stream<Path> files = Files.list(SAMPLES)) {
            names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
        assertThat(names).containsExactly("attestation.yaml", "key.yaml", "keyless.yaml", "static.yaml", "warn.yaml");
        for (String name : names) {
            for (String document : documents(name)) {
                Answer answer = enforced.createPolicy(document);
                assertThat(answer.accepted()).as(name + ": " + answer.body()).isTrue();
                assertThat(answer.warnings()).as(name).isEmpty();
            }
        }
        enforced.awaitInForce(
                "deployments-have-provenance",
                "everything-signed-soon",
                "images-of-the-cluster",
                "retired-registry",
                "signed-by-our-pipeline",
                "signed-with-our-key");
    }

    @Test
    void staticPoliciesDecideWithoutARegistry() throws IOException {
        documents("static.yaml").forEach(enforced::createPolicy);
        enforced.awaitInForce("images-of-the-cluster", "retired-registry");

        assertThat(enforced.run("registry.k8s.io/pause@" + Enforced.DIGEST).status())
                .isEqualTo(201);
        assertThat(enforced.run("k8s.gcr.io/pause@" + Enforced.DIGEST).message())
                .isEqualTo("admission webhook \"enforcer.chainguard.dev\" denied the request: validation failed: failed"
                        + " policy: retired-registry: spec.containers[0].image\nk8s.gcr.io/pause@" + Enforced.DIGEST
                        + " disallowed by static policy: k8s.gcr.io is retired, use registry.k8s.io");
        assertThat(enforced.run("quay.io/team/app@" + Enforced.DIGEST).message())
                .isEqualTo("admission webhook \"enforcer.chainguard.dev\" denied the request: validation failed: no"
                        + " matching policies: spec.containers[0].image\nquay.io/team/app@" + Enforced.DIGEST);
    }

    @Test
    void keyAndKeylessPoliciesNameTheRegistryThatCannotBeAsked() throws IOException {
        create("keyless.yaml", "ghcr.io/your-organisation");
        create("key.yaml", "registry.example.com/team");
        enforced.awaitInForce("signed-by-our-pipeline", "signed-with-our-key");

        assertThat(enforced.run(unreachable + "/team/app@" + Enforced.DIGEST).message())
                .startsWith("admission webhook \"enforcer.chainguard.dev\" denied the request: validation failed:"
                        + " failed policy: signed-by-our-pipeline: spec.containers[0].image\n")
                .contains("signature keyless validation failed for authority pipeline for " + unreachable)
                .contains("failed policy: signed-with-our-key: spec.containers[0].image\n")
                .contains("signature key validation failed for authority team-key for " + unreachable)
                .contains("cannot connect to registry " + unreachable);
    }

    @Test
    void warnPolicyAdmitsWithAWarning() throws IOException {
        create("warn.yaml", "no-registry-to-replace");
        enforced.awaitInForce("everything-signed-soon");

        Answer answer = enforced.run(unreachable + "/team/app@" + Enforced.DIGEST);

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning)
                        .startsWith("failed policy: everything-signed-soon: spec.containers[0].image " + unreachable)
                        .contains("cannot connect to registry " + unreachable));
    }

    @Test
    void attestationPolicySpeaksOfDeploymentsOnly() throws IOException {
        create("attestation.yaml", "ghcr.io/your-organisation");
        enforced.awaitInForce("deployments-have-provenance");
        String image = unreachable + "/team/app@" + Enforced.DIGEST;

        Answer deployment = enforced.create(
                "/apis/apps/v1/namespaces/" + Enforced.NAMESPACE + "/deployments", """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: app}
                spec:
                  selector: {matchLabels: {app: demo}}
                  template:
                    metadata: {labels: {app: demo}}
                    spec: {containers: [{name: app, image: "%s"}]}
                """.formatted(image));

        assertThat(deployment.message())
                .startsWith("admission webhook \"enforcer.chainguard.dev\" denied the request: validation failed:"
                        + " failed policy: deployments-have-provenance: spec.template.spec.containers[0].image\n")
                .contains("attestation keyless validation failed for authority provenance for " + unreachable);
        assertThat(enforced.run(image).message())
                .endsWith("validation failed: no matching policies: spec.containers[0].image\n" + image);
    }

    @Test
    void sampleOfTheOnboardingIsAcceptedWithWarnings() throws IOException {
        Answer answer = enforced.createPolicy(onboardingSample());

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.warnings())
                .containsExactlyInAnyOrder(
                        "missing field(s): spec.authorities[0].keyless.identities without identities, a signature of"
                                + " anyone whom the certificate authority certified is enough",
                        "typographic quotes around the glob are ignored: spec.images[1].glob “ttl.sh/*”");
        assertThat(answer.warnings())
                .allSatisfy(warning -> assertThat(warning)
                        .hasSizeLessThanOrEqualTo(4096)
                        .matches(text -> text.chars().noneMatch(Character::isISOControl)));
        enforced.awaitInForce("sample-policy");
        assertThat(enforced.run("quay.io/team/app@" + Enforced.DIGEST).message())
                .contains("no matching policies");
    }

    private void create(String sample, String registry) throws IOException {
        for (String document : documents(sample)) {
            Answer answer = enforced.createPolicy(document.replace(registry, unreachable));
            assertThat(answer.accepted()).as(answer.body()).isTrue();
        }
    }

    private static List<String> documents(String sample) throws IOException {
        return List.of(Files.readString(SAMPLES.resolve(sample)).split("(?m)^---\n"));
    }

    private static String onboardingSample() throws IOException {
        try (InputStream in = PolicySamplesContract.class.getResourceAsStream("onboarding-policy.yaml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
