package dev.enforce.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.enforce.agent.configuration.EnforcementOptions;
import dev.enforce.agent.install.Installation;
import dev.enforce.agent.install.Manifests;
import dev.enforce.agent.policies.PolicyState.Standing;
import dev.enforce.cluster.ClusterChoice;
import dev.enforce.cluster.ClusterSettings;
import dev.enforce.cluster.Clusters;
import dev.enforce.cluster.KubernetesCluster;
import dev.enforce.cluster.ServiceAccountName;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The whole agent against an API server, as the service account that its manifests make. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentOnClusterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String IMAGE =
            "registry.test/team/app@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private KubernetesCluster cluster;
    private KubernetesClient admin;
    private RunningAgent agent;
    private int pods;

    @BeforeAll
    void startEverything() throws Exception {
        ClusterSettings settings =
                ClusterSettings.ofEnvironment(System.getenv(), Path.of("").toAbsolutePath());
        cluster = new Clusters(settings, InstantSource.system()).open(choice(), line -> {});
        admin = cluster.newClient();
        new Manifests(new Installation.Outside(), EnforcementOptions.DEFAULTS).applyTo(admin);
        namespace("enforced", true);
        namespace("free", false);
        agent = start("one");
        agent.registered().get(30, TimeUnit.SECONDS);
    }

    @AfterAll
    void stopEverything() {
        if (agent != null) {
            agent.close();
        }
        if (admin != null) {
            admin.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @AfterEach
    void removePolicies() {
        policies().delete();
        admin.secrets().inNamespace("cosign-system").delete();
        until("no policy is in force", () -> agent.policies().policies().isEmpty());
    }

    @Test
    void refusesWithTheExactTextWhatAStaticPolicyFails() {
        policy("closed", "registry.test/**", "static: {action: fail, message: not here}");

        assertThatThrownBy(() -> run("enforced"))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(
                        "admission webhook \"enforcer.chainguard.dev\" denied the request: validation failed: failed"
                                + " policy: closed: spec.containers[0].image\n" + IMAGE
                                + " disallowed by static policy: not here");
        assertThat(run("free").getMetadata().getName()).isNotEmpty();
    }

    @Test
    void refusesWhatNoPolicyCovers() {
        assertThatThrownBy(() -> run("enforced"))
                .hasMessageContaining("validation failed: no matching policies: spec.containers[0].image\n" + IMAGE);
    }

    @Test
    void followsAChangedPolicyAtOnce() {
        policy("p", "**", "static: {action: pass}");
        assertThat(run("enforced").getMetadata().getName()).isNotEmpty();

        policy("p", "**", "static: {action: fail, message: changed}");

        until("the change is in force", () -> isRefused("changed"));
    }

    @Test
    void keepsTheLastGoodPolicyWhenItsSecretBreaks() {
        secret("key", PUBLIC_KEY);
        policy("keyed", "registry.test/**", "key: {secretRef: {name: key}}");
        until("in force", () -> standing("keyed") == Standing.CURRENT);

        secret("key", "no key at all");

        until("the condition shows", () -> condition("keyed", "Ready").equals("False"));
        assertThat(standing("keyed")).isEqualTo(Standing.LAST_GOOD);
        assertThat(condition("keyed", "KeysInlined")).isEqualTo("False");
        assertThat(compiled().get("keyed")).contains("BEGIN PUBLIC KEY");

        secret("key", PUBLIC_KEY);

        until("mended", () -> condition("keyed", "Ready").equals("True"));
    }

    @Test
    void deniesWhatAPolicyCoversThatNeverCouldBeUsed() {
        policy("broken", "registry.test/**", "key: {secretRef: {name: absent}}");

        until(
                "denied",
                () -> isRefused("validation failed: failed policy: broken: spec.containers[0].image\n" + IMAGE
                        + " policy cannot be evaluated: "));
        until("written", () -> compiled().containsKey("broken"));
        assertThat(compiled().get("broken")).contains("\"unusable\":true");
        assertThat(standing("broken")).isEqualTo(Standing.DENYING);
    }

    @Test
    void writesTheCompiledFormAndMendsIt() {
        policy("p", "**", "static: {action: pass}");
        until("written", () -> compiled().containsKey("p"));
        assertThat(configMap("config-image-policies").getMetadata().getAnnotations())
                .containsEntry("gulfstream.dev/resync", "10s");

        patchPolicies("{\"data\":{\"p\":\"tampered\",\"alien\":\"{}\"}}");

        until(
                "mended",
                () -> compiled().keySet().equals(java.util.Set.of("p"))
                        && compiled().get("p").startsWith("{"));
    }

    @Test
    void appliesConfigurationLiveAndKeepsTheLastGoodOne() {
        annotate("1500ms");
        until("changed", () -> agent.configuration().resync().equals(Duration.ofMillis(1500)));

        annotate("soon");
        until("said", () -> agent.configuration().problems().containsKey("config-image-policies"));
        assertThat(agent.configuration().resync()).isEqualTo(Duration.ofMillis(1500));
        String problem = "gulfstream.dev/resync does not take \"soon\": write 10s, 1m30s or 1h";
        until(
                "told on the ConfigMap",
                () -> eventsOn("config-image-policies")
                        .contains("Warning ConfigurationUnusable " + problem + "; the last good value stays in force"));
        assertThat(readyz())
                .isEqualTo("ok\nconfiguration: ConfigMap config-image-policies cannot be used, the last good value"
                        + " stays: " + problem + "\n");

        annotate("10s");
        until("mended", () -> agent.configuration().problems().isEmpty());
        until(
                "told",
                () -> eventsOn("config-image-policies").contains("Normal ConfigurationRestored can be used again"));
        assertThat(readyz()).isEqualTo("ok\n");
    }

    @Test
    void mendsItsOwnRegistration() {
        ValidatingWebhookConfiguration before = webhook();
        byte[] bundle = Base64.getDecoder()
                .decode(before.getWebhooks().getFirst().getClientConfig().getCaBundle());
        assertThat(new String(bundle)).contains("BEGIN CERTIFICATE");

        before.getWebhooks().getFirst().setFailurePolicy("Ignore");
        before.getWebhooks().getFirst().setRules(java.util.List.of());
        before.getMetadata().setResourceVersion(null);
        admin.resource(before).update();

        until(
                "mended",
                () -> webhook().getWebhooks().getFirst().getFailurePolicy().equals("Fail")
                        && !webhook().getWebhooks().getFirst().getRules().isEmpty());
    }

    @Test
    void followsAChangedPolicyAlsoRightAfterTheLeaderWasKilled() throws Exception {
        policy("p", "**", "static: {action: pass}");
        until("in force", () -> standing("p") == Standing.CURRENT);
        RunningAgent second = start("two");
        second.ready().get(60, TimeUnit.SECONDS);
        assertThat(second.isLeading()).isFalse();

        agent.kill();
        policy("p", "**", "static: {action: fail, message: changed}", false);

        until(
                "the other replica follows",
                () -> second.policies().policies().stream()
                        .anyMatch(state -> state.generation() == 2
                                || state.inForce() != null
                                        && state.inForce()
                                                .authorities()
                                                .toString()
                                                .contains("changed")));
        until(
                "it leads and is registered",
                () -> second.isLeading() && second.registered().isDone());
        until("and refuses", () -> isRefused("changed"));
        agent = second;
    }

    @Test
    void goesOnWhenTheApiServerRestarts() {
        policy("p", "**", "static: {action: pass}");
        until("in force", () -> standing("p") == Standing.CURRENT);

        cluster.restartApiServer();
        until("reachable", () -> {
            try {
                policy("p", "**", "static: {action: fail, message: after restart}");
                return true;
            } catch (KubernetesClientException _) {
                return false;
            }
        });

        until("the change is in force", () -> isRefused("after restart"));
    }

    /** The best cluster that is there at once. */
    ClusterChoice choice() {
        return new ClusterChoice.Auto();
    }

    private RunningAgent start(String name) {
        return AgentProgram.start(
                AgentOptions.onLoopback(name),
                cluster.configOf(new ServiceAccountName("gulfstream", "controller"), Duration.ofHours(1)));
    }

    private void namespace(String name, boolean enforced) {
        admin.namespaces()
                .resource(new io.fabric8.kubernetes.api.model.NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("policy.sigstore.dev/include", Boolean.toString(enforced))
                        .endMetadata()
                        .build())
                .create();
    }

    private void policy(String name, String glob, String authority) {
        policy(name, glob, authority, true);
    }

    private void policy(String name, String glob, String authority, boolean checked) {
        String yaml = """
                apiVersion: policy.sigstore.dev/v1alpha1
                kind: ClusterImagePolicy
                metadata:
                  name: %s
                spec:
                  images:
                  - glob: "%s"
                  authorities:
                  - %s
                """.formatted(name, glob, authority);
        if (!checked) {
            admin.admissionRegistration()
                    .v1()
                    .mutatingWebhookConfigurations()
                    .withName("policy-defaulting.webhook.policy.sigstore.dev")
                    .delete();
            admin.admissionRegistration()
                    .v1()
                    .validatingWebhookConfigurations()
                    .withName("policy-validation.webhook.policy.sigstore.dev")
                    .delete();
        }
        admin.resource(yaml).createOr(resource -> resource.update());
    }

    private void secret(String name, String value) {
        admin.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("cosign-system")
                        .endMetadata()
                        .addToData(
                                "cosign.pub",
                                Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)))
                        .build())
                .createOr(resource -> resource.update());
    }

    private Pod run(String namespace) {
        return admin.resource("""
                        apiVersion: v1
                        kind: Pod
                        metadata:
                          name: p-%d
                          namespace: %s
                        spec:
                          containers:
                          - name: app
                            image: %s
                        """.formatted(pods++, namespace, IMAGE)).create() instanceof Pod pod ? pod : null;
    }

    private boolean isRefused(String reason) {
        try {
            run("enforced");
            return false;
        } catch (KubernetesClientException failure) {
            return String.valueOf(failure.getMessage()).contains(reason);
        }
    }

    private Standing standing(String policy) {
        return agent.policies().policies().stream()
                .filter(state -> state.name().equals(policy))
                .map(state -> state.standing())
                .findFirst()
                .orElse(null);
    }

    private String condition(String policy, String type) {
        GenericKubernetesResource object = policies().withName(policy).get();
        Object status = object.getAdditionalProperties().get("status");
        if (!(status instanceof Map<?, ?> map) || !(map.get("conditions") instanceof java.util.List<?> list)) {
            return "";
        }
        return list.stream()
                .map(condition -> (Map<?, ?>) condition)
                .filter(condition -> type.equals(condition.get("type")))
                .map(condition -> String.valueOf(condition.get("status")))
                .findFirst()
                .orElse("");
    }

    private io.fabric8.kubernetes.client.dsl.NonNamespaceOperation<
                    GenericKubernetesResource, ?, io.fabric8.kubernetes.client.dsl.Resource<GenericKubernetesResource>>
            policies() {
        return admin.genericKubernetesResources("policy.sigstore.dev/v1alpha1", "ClusterImagePolicy");
    }

    private ConfigMap configMap(String name) {
        return admin.configMaps().inNamespace("cosign-system").withName(name).get();
    }

    private Map<String, String> compiled() {
        Map<String, String> data = configMap("config-image-policies").getData();
        return data == null ? Map.of() : data;
    }

    private void annotate(String period) {
        patchPolicies("{\"metadata\":{\"annotations\":{\"gulfstream.dev/resync\":\"" + period + "\"}}}");
    }

    private void patchPolicies(String patch) {
        admin.configMaps()
                .inNamespace("cosign-system")
                .withName("config-image-policies")
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private java.util.List<String> eventsOn(String configMap) {
        return admin.v1().events().inNamespace("cosign-system").list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(configMap))
                .map(event -> event.getType() + " " + event.getReason() + " " + event.getMessage())
                .toList();
    }

    private String readyz() {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + agent.healthPort() + "/readyz"))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private ValidatingWebhookConfiguration webhook() {
        return admin.admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName("enforcer.chainguard.dev")
                .get();
    }

    private static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
    }

    private static final String PUBLIC_KEY = """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE0XBEqOpfvOfJDm9t5YOx9ubgqkNH
            ViY8TDL0DmYYzEEXpmZmXZt9vkaf+5DSLe/VvIOBPEzx0alDdqcqYTUmgw==
            -----END PUBLIC KEY-----
            """;
}
