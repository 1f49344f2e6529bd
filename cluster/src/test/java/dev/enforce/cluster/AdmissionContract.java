package dev.enforce.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.cluster.tls.LoopbackCertificate;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How an API server treats admission webhooks, with its exact texts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AdmissionContract {

    private static final BiConsumer<JsonNode, ObjectNode> ALLOW = (request, response) -> {};

    private KubernetesCluster cluster;
    private KubernetesClient client;

    abstract KubernetesCluster start();

    @BeforeAll
    void startCluster() {
        cluster = start();
        client = KubernetesClients.open(new ConfigBuilder(cluster.config())
                .withRequestRetryBackoffLimit(0)
                .withAutoConfigure(false)
                .build());
    }

    @AfterAll
    void closeCluster() {
        if (cluster != null) {
            client.close();
            cluster.close();
        }
    }

    @AfterEach
    void removeWebhooks() {
        client.admissionRegistration().v1().mutatingWebhookConfigurations().delete();
        client.admissionRegistration().v1().validatingWebhookConfigurations().delete();
    }

    private void register(String kind, String name, String clientConfig, String more) {
        client.resource("""
                        apiVersion: admissionregistration.k8s.io/v1
                        kind: %sWebhookConfiguration
                        metadata: {name: %s}
                        webhooks:
                        - name: %s
                          admissionReviewVersions: [v1]
                          sideEffects: None
                          timeoutSeconds: 5
                          clientConfig: %s
                          namespaceSelector: {matchLabels: {enforced: %s}}
                          rules:
                          - {operations: [CREATE, UPDATE], apiGroups: [""], apiVersions: [v1], resources: [pods]}
                        %s
                        """.formatted(kind, name, name, clientConfig, label(name), more.indent(2)))
                .create();
        cluster.createNamespace(label(name), Map.of("enforced", label(name)));
    }

    /** Each test has a namespace, and a label that selects it, called like its webhook. */
    private static String label(String name) {
        return name.substring(0, name.indexOf('.'));
    }

    private static String url(TestWebhook webhook) {
        return "{url: \"%s\", caBundle: %s}".formatted(webhook.url(), webhook.caBundle());
    }

    /** Tries a Pod until the answer is as wanted: an API server learns of a webhook a moment after it is stored. */
    private Status refusal(String namespace, Predicate<Status> wanted) throws InterruptedException {
        Status[] last = new Status[1];
        Waiting.until("a refusal as expected", () -> {
            Optional<Status> refused = tryPod(namespace);
            refused.ifPresent(status -> last[0] = status);
            return refused.filter(wanted).isPresent();
        });
        return last[0];
    }

    private Optional<Status> tryPod(String namespace) {
        Pod pod = KubernetesClusterContract.pod(namespace, "app", "registry.test/app:v1");
        try {
            client.resource(pod).dryRun(true).create();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.of(e.getStatus());
        }
    }

    @Test
    void passesOnWhatAWebhookSaysWhenItRefuses() throws Exception {
        try (TestWebhook webhook = TestWebhook.start((request, response) ->
                TestWebhook.deny(response, 400, "BadRequest", "validation failed: no signatures found"))) {
            register("Validating", "denied.enforce.test", url(webhook), "");

            Status status = refusal("denied", any -> true);

            assertThat(status.getMessage())
                    .isEqualTo("admission webhook \"denied.enforce.test\" denied the request:"
                            + " validation failed: no signatures found");
            assertThat(status.getCode()).isEqualTo(400);
            assertThat(status.getReason()).isEqualTo("BadRequest");
        }
    }

    @Test
    void makesAFailureOfARefusalWithoutExplanation() throws Exception {
        try (TestWebhook webhook = TestWebhook.start((request, response) -> response.put("allowed", false))) {
            register("Validating", "silent.enforce.test", url(webhook), "");

            Status status = refusal("silent", any -> true);

            assertThat(status.getMessage())
                    .isEqualTo("admission webhook \"silent.enforce.test\" denied the request without explanation");
            assertThat(status.getCode()).isEqualTo(400);
            assertThat(status.getStatus()).isEqualTo("Failure");
        }
    }

    @Test
    void storesWhatAMutatingWebhookPatches() throws Exception {
        try (TestWebhook webhook = TestWebhook.start(
                (request, response) -> TestWebhook.patch(
                        response,
                        "[{\"op\":\"replace\",\"path\":\"/spec/containers/0/image\",\"value\":\"registry.test/app:v1@sha256:77\"}]"))) {
            register("Mutating", "mutated.enforce.test", url(webhook), "");

            Waiting.until(
                    "the image is pinned",
                    () -> client.resource(KubernetesClusterContract.pod("mutated", "app", "registry.test/app:v1"))
                            .dryRun(true)
                            .create()
                            .getSpec()
                            .getContainers()
                            .getFirst()
                            .getImage()
                            .equals("registry.test/app:v1@sha256:77"));
        }
    }

    @Test
    void tellsAWebhookEverythingAboutARequest() throws Exception {
        try (TestWebhook webhook = TestWebhook.start(ALLOW)) {
            register("Validating", "told.enforce.test", url(webhook), "");
            Waiting.until("the webhook is asked", () -> {
                tryPod("told");
                return !webhook.requests().isEmpty();
            });

            JsonNode request = webhook.requests().element();

            assertThat(request.path("operation").asText()).isEqualTo("CREATE");
            assertThat(request.path("namespace").asText()).isEqualTo("told");
            assertThat(request.path("name").asText()).isEqualTo("app");
            assertThat(request.path("dryRun").asBoolean()).isTrue();
            assertThat(request.path("resource").toString())
                    .isEqualTo("{\"group\":\"\",\"version\":\"v1\",\"resource\":\"pods\"}");
            assertThat(request.path("userInfo").path("username").asText()).isEqualTo("kubernetes-admin");
            assertThat(request.path("object").path("spec").path("restartPolicy").asText())
                    .isEqualTo("Always");
            assertThat(request.path("object").path("metadata").path("uid").asText())
                    .hasSize(36);
            assertThat(request.path("oldObject").isNull()).isTrue();
        }
    }

    @Test
    void sendsWarningsToTheUser() throws Exception {
        try (TestWebhook webhook = TestWebhook.start((request, response) ->
                response.putArray("warnings").add("no \"matching\" policies").add("two\nlines"))) {
            register("Validating", "warned.enforce.test", url(webhook), "");

            Waiting.until(
                    "the warning that fits in a header comes",
                    () -> warnings("warned").equals(List.of("299 - \"no \\\"matching\\\" policies\"")));
        }
    }

    private List<String> warnings(String namespace) {
        var config = cluster.config();
        byte[] authority = Base64.getDecoder().decode(config.getCaCertData());
        try (HttpClient http = HttpClient.newBuilder()
                .sslContext(LoopbackCertificate.trusting(new String(authority, StandardCharsets.US_ASCII)))
                .build()) {
            byte[] pod = new ObjectMapper()
                    .writeValueAsBytes(KubernetesClusterContract.pod(namespace, "app", "registry.test/app:v1"));
            HttpRequest request = HttpRequest.newBuilder(
                            cluster.apiServer().resolve("/api/v1/namespaces/" + namespace + "/pods?dryRun=All"))
                    .header("Authorization", "Bearer " + config.getOauthToken())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(pod))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding())
                    .headers()
                    .allValues("Warning");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void asksOnlyAboutSelectedNamespaces() throws Exception {
        try (TestWebhook webhook =
                TestWebhook.start((request, response) -> TestWebhook.deny(response, 403, "Forbidden", "never"))) {
            cluster.createNamespace("left-alone", Map.of("enforced", "no"));
            register("Validating", "selected.enforce.test", url(webhook), "");
            refusal("selected", any -> true);

            assertThat(tryPod("left-alone")).isEmpty();

            cluster.createNamespace("left-alone", Map.of("enforced", "selected"));
            assertThat(refusal("left-alone", any -> true).getCode()).isEqualTo(403);
        }
    }

    @Test
    void refusesWhenAWebhookThatMustNotFailIsDown() throws Exception {
        TestWebhook webhook = TestWebhook.start(ALLOW);
        register("Validating", "down.enforce.test", url(webhook), "failurePolicy: Fail");
        webhook.close();

        Status status = refusal("down", any -> true);

        assertThat(status.getMessage())
                .isEqualTo("Internal error occurred: failed calling webhook \"down.enforce.test\": failed to call"
                        + " webhook: Post \"" + webhook.url() + "?timeout=5s\": dial tcp 127.0.0.1:" + webhook.port()
                        + ": connect: connection refused");
        assertThat(status.getCode()).isEqualTo(500);
        assertThat(status.getReason()).isEqualTo("InternalError");
    }

    @Test
    void admitsWhenAWebhookThatMayFailIsDown() throws Exception {
        TestWebhook webhook = TestWebhook.start(
                (request, response) -> TestWebhook.deny(response, 400, "BadRequest", "while it is up"));
        register("Validating", "ignored.enforce.test", url(webhook), "failurePolicy: Ignore");
        refusal("ignored", any -> true);
        webhook.close();

        assertThat(tryPod("ignored")).isEmpty();
    }

    @Test
    void refusesAWebhookWhoseCertificateItDoesNotKnow() throws Exception {
        try (TestWebhook webhook = TestWebhook.start(ALLOW);
                TestWebhook other = TestWebhook.start(ALLOW)) {
            String clientConfig = "{url: \"%s\", caBundle: %s}".formatted(webhook.url(), other.caBundle());
            register("Validating", "untrusted.enforce.test", clientConfig, "");

            Status status = refusal("untrusted", any -> true);

            assertThat(status.getCode()).isEqualTo(500);
            assertThat(status.getMessage()).contains("tls: failed to verify certificate: x509: ");
            assertThat(webhook.requests()).isEmpty();
        }
    }

    @Test
    void reachesAServiceThatLeadsToLoopback() throws Exception {
        try (TestWebhook webhook = TestWebhook.named(
                "webhook.gulf.svc", (request, response) -> TestWebhook.deny(response, 400, "BadRequest", "reached"))) {
            cluster.routeToLoopback("gulf", "webhook");
            String service = "{service: {namespace: gulf, name: webhook, port: %d, path: /validate}, caBundle: %s}";
            register("Validating", "routed.enforce.test", service.formatted(webhook.port(), webhook.caBundle()), "");

            Status status = refusal("routed", any -> any.getCode() == 400);

            assertThat(status.getMessage()).endsWith("denied the request: reached");
        }
    }

    @Test
    void convertsObjectsByTheWebhookOfTheirDefinition() throws Exception {
        try (TestWebhook webhook = TestWebhook.start(ALLOW)) {
            client.resource("""
                            apiVersion: apiextensions.k8s.io/v1
                            kind: CustomResourceDefinition
                            metadata: {name: gadgets.enforce.test}
                            spec:
                              group: enforce.test
                              scope: Cluster
                              names: {plural: gadgets, singular: gadget, kind: Gadget, listKind: GadgetList}
                              conversion:
                                strategy: Webhook
                                webhook: {conversionReviewVersions: [v1], clientConfig: %s}
                              versions:
                              - name: v1
                                served: true
                                storage: false
                                schema:
                                  openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
                              - name: v2
                                served: true
                                storage: true
                                schema:
                                  openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
                            """.formatted(url(webhook))).create();
            Waiting.until("a gadget can be stored", () -> {
                try {
                    client.resource("""
                                    apiVersion: enforce.test/v2
                                    kind: Gadget
                                    metadata: {name: one}
                                    spec: {size: 3}
                                    """).create();
                    return true;
                } catch (KubernetesClientException e) {
                    return false;
                }
            });

            var gadgets = client.genericKubernetesResources("enforce.test/v1", "Gadget");
            Waiting.until("the gadget is read in the other version", () -> {
                GenericKubernetesResource gadget = gadgets.withName("one").get();
                return "enforce.test/v1".equals(gadget.getApiVersion())
                        && "enforce.test/v2".equals(gadget.<String>get("spec", "seenAs"));
            });
            client.apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName("gadgets.enforce.test")
                    .delete();
        }
    }

    @Test
    void saysInAnEventWhyADeploymentHasNoPods() throws Exception {
        try (TestWebhook webhook =
                TestWebhook.start((request, response) -> TestWebhook.deny(response, 400, "BadRequest", "unsigned"))) {
            register("Validating", "owned.enforce.test", url(webhook), "");
            refusal("owned", any -> true);

            client.resource(KubernetesClusterContract.deployment("owned", "web", 1))
                    .create();

            Waiting.until(
                    "an Event tells it",
                    () -> client.v1().events().inNamespace("owned").list().getItems().stream()
                            .map(Event::getMessage)
                            .anyMatch(
                                    "Error creating: admission webhook \"owned.enforce.test\" denied the request: unsigned"
                                            ::equals));
            assertThat(client.pods().inNamespace("owned").list().getItems()).isEmpty();
        }
    }
}
