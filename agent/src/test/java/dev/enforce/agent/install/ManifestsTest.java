package dev.enforce.agent.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.enforce.agent.configuration.EnforcementOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {

    private static final Installation IN_CLUSTER = new Installation.InCluster("registry.test/enforce/agent:1", 2);

    @Test
    void everyDocumentIsAnObjectAndNothingIsLeftToFillIn() throws Exception {
        String yaml = new Manifests(IN_CLUSTER, EnforcementOptions.DEFAULTS).yaml();

        assertThat(yaml).doesNotContain("${").contains("registry.test/enforce/agent:1");
        assertThat(documents(yaml)).allSatisfy(document -> {
            assertThat(document.path("apiVersion").asText()).isNotEmpty();
            assertThat(document.path("kind").asText()).isNotEmpty();
            assertThat(document.path("metadata").path("name").asText()).isNotEmpty();
        });
    }

    @Test
    void thePodFulfilsTheRestrictedStandard() throws Exception {
        JsonNode pod = find(IN_CLUSTER, EnforcementOptions.DEFAULTS, "Deployment", "enforce-agent")
                .at("/spec/template/spec");

        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        JsonNode container = pod.at("/containers/0/securityContext");
        assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(container.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
    }

    @Test
    void mayReadSecretsOutsideOfItsNamespacesOnlyByName() throws Exception {
        JsonNode role = find(IN_CLUSTER, EnforcementOptions.DEFAULTS, "ClusterRole", "enforce-agent");

        for (JsonNode rule : role.path("rules")) {
            assertThat(rule.toString()).doesNotContain("\"*\"");
            if (rule.path("resources").toString().contains("secrets")) {
                assertThat(rule.path("verbs").toString()).isEqualTo("[\"get\"]");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"})
    void imageWebhooksFailOpenOnlyWhenTold(String kind) throws Exception {
        EnforcementOptions open = EnforcementOptions.DEFAULTS.with("webhook_fail_open", "true");

        assertThat(find(IN_CLUSTER, EnforcementOptions.DEFAULTS, kind, "enforcer.chainguard.dev")
                        .at("/webhooks/0/failurePolicy")
                        .asText())
                .isEqualTo("Fail");
        assertThat(find(IN_CLUSTER, open, kind, "enforcer.chainguard.dev")
                        .at("/webhooks/0/failurePolicy")
                        .asText())
                .isEqualTo("Ignore");
        assertThat(find(
                                IN_CLUSTER,
                                open,
                                "ValidatingWebhookConfiguration",
                                "policy-validation.webhook.policy.sigstore.dev")
                        .at("/webhooks/0/failurePolicy")
                        .asText())
                .isEqualTo("Fail");
    }

    @Test
    void exemptsItsOwnNamespacesInBothModes() throws Exception {
        for (String mode : List.of("opt-in", "opt-out")) {
            EnforcementOptions options = EnforcementOptions.DEFAULTS.with("namespace_enforcement_mode", mode);
            JsonNode selector = find(IN_CLUSTER, options, "ValidatingWebhookConfiguration", "enforcer.chainguard.dev")
                    .at("/webhooks/0/namespaceSelector/matchExpressions");

            assertThat(selector.at("/0/key").asText())
                    .isEqualTo("policy.sigstore.dev/" + (mode.equals("opt-in") ? "include" : "exclude"));
            assertThat(selector.at("/1/values").toString()).contains("gulfstream", "cosign-system", "kube-system");
        }
    }

    @Test
    void anAgentElsewhereNeedsNoDeployment() throws Exception {
        String byUrl = new Manifests(
                        new Installation.AtUrl(URI.create("https://127.0.0.1:8443")), EnforcementOptions.DEFAULTS)
                .yaml();
        String byName = new Manifests(
                        new Installation.BehindExternalName("localhost", 9443), EnforcementOptions.DEFAULTS)
                .yaml();

        assertThat(byUrl).doesNotContain("kind: Deployment").contains("https://127.0.0.1:8443/admissionwebhooks/");
        assertThat(byName).contains("externalName: localhost").contains("port: 9443");
    }

    private static JsonNode find(Installation installation, EnforcementOptions options, String kind, String name)
            throws Exception {
        return documents(new Manifests(installation, options).yaml()).stream()
                .filter(document -> document.path("kind").asText().equals(kind)
                        && document.path("metadata").path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> documents(String yaml) throws Exception {
        List<JsonNode> documents = new ArrayList<>();
        new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(yaml).forEachRemaining(documents::add);
        return documents;
    }
}
