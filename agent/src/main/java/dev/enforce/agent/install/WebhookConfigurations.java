package dev.enforce.agent.install;

import dev.enforce.agent.WireNames;
import dev.enforce.agent.configuration.EnforcementOptions;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperationsBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import java.util.List;

/**
 * The four webhook configurations as they should be.
 *
 * <p>Only the image webhooks may fail open, and only if the installer chose it; a policy is never stored unchecked. The
 * agent's own namespaces and {@code kube-system} are exempt whatever their labels say, so that a broken agent can
 * always be replaced.
 *
 * @param target where the API server finds the webhooks
 * @param options what the installer chose
 * @param agentNamespace where the agent runs
 * @param systemNamespace where policies' Secrets are
 * @param caBundle PEM of the authorities to trust; empty to leave it out
 */
public record WebhookConfigurations(
        WebhookTarget target,
        EnforcementOptions options,
        String agentNamespace,
        String systemNamespace,
        byte[] caBundle) {

    private static final int TIMEOUT_SECONDS = 25;
    private static final String NONE = "None";
    private static final String EQUIVALENT = "Equivalent";
    private static final String FAIL = "Fail";
    private static final String IF_NEEDED = "IfNeeded";
    private static final String V1 = "v1";

    MutatingWebhookConfiguration resolution() {
        return new MutatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(WireNames.ENFORCER_WEBHOOK)
                .addToLabels(Labels.COMMON)
                .endMetadata()
                .withWebhooks(new MutatingWebhookBuilder()
                        .withName(WireNames.ENFORCER_WEBHOOK)
                        .withClientConfig(target.clientConfig(WireNames.RESOLUTION_PATH, caBundle))
                        .withRules(imageRules())
                        .withNamespaceSelector(namespaces())
                        .withObjectSelector(new LabelSelector())
                        .withFailurePolicy(imageFailurePolicy())
                        .withMatchPolicy(EQUIVALENT)
                        .withSideEffects(NONE)
                        .withTimeoutSeconds(TIMEOUT_SECONDS)
                        .withAdmissionReviewVersions(V1)
                        .withReinvocationPolicy(IF_NEEDED)
                        .build())
                .build();
    }

    ValidatingWebhookConfiguration verification() {
        return new ValidatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(WireNames.ENFORCER_WEBHOOK)
                .addToLabels(Labels.COMMON)
                .endMetadata()
                .withWebhooks(new ValidatingWebhookBuilder()
                        .withName(WireNames.ENFORCER_WEBHOOK)
                        .withClientConfig(target.clientConfig(WireNames.VERIFICATION_PATH, caBundle))
                        .withRules(imageRules())
                        .withNamespaceSelector(namespaces())
                        .withObjectSelector(new LabelSelector())
                        .withFailurePolicy(imageFailurePolicy())
                        .withMatchPolicy(EQUIVALENT)
                        .withSideEffects(NONE)
                        .withTimeoutSeconds(TIMEOUT_SECONDS)
                        .withAdmissionReviewVersions(V1)
                        .build())
                .build();
    }

    MutatingWebhookConfiguration policyDefaulting() {
        return new MutatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(WireNames.POLICY_DEFAULTING_WEBHOOK)
                .addToLabels(Labels.COMMON)
                .endMetadata()
                .withWebhooks(new MutatingWebhookBuilder()
                        .withName(WireNames.POLICY_DEFAULTING_WEBHOOK)
                        .withClientConfig(target.clientConfig(WireNames.POLICY_DEFAULTING_PATH, caBundle))
                        .withRules(policyRules())
                        .withNamespaceSelector(new LabelSelector())
                        .withObjectSelector(new LabelSelector())
                        .withFailurePolicy(FAIL)
                        .withMatchPolicy(EQUIVALENT)
                        .withSideEffects(NONE)
                        .withTimeoutSeconds(TIMEOUT_SECONDS)
                        .withAdmissionReviewVersions(V1)
                        .withReinvocationPolicy(IF_NEEDED)
                        .build())
                .build();
    }

    ValidatingWebhookConfiguration policyValidation() {
        return new ValidatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(WireNames.POLICY_VALIDATION_WEBHOOK)
                .addToLabels(Labels.COMMON)
                .endMetadata()
                .withWebhooks(new ValidatingWebhookBuilder()
                        .withName(WireNames.POLICY_VALIDATION_WEBHOOK)
                        .withClientConfig(target.clientConfig(WireNames.POLICY_VALIDATION_PATH, caBundle))
                        .withRules(policyRules())
                        .withNamespaceSelector(new LabelSelector())
                        .withObjectSelector(new LabelSelector())
                        .withFailurePolicy(FAIL)
                        .withMatchPolicy(EQUIVALENT)
                        .withSideEffects(NONE)
                        .withTimeoutSeconds(TIMEOUT_SECONDS)
                        .withAdmissionReviewVersions(V1)
                        .build())
                .build();
    }

    private String imageFailurePolicy() {
        return options.webhookFailOpen() ? "Ignore" : FAIL;
    }

    private static List<RuleWithOperations> imageRules() {
        return List.of(
                rule("", List.of(V1), List.of("pods", "pods/ephemeralcontainers"), "Namespaced"),
                rule(
                        "apps",
                        List.of(V1),
                        List.of("daemonsets", "deployments", "replicasets", "statefulsets"),
                        "Namespaced"),
                rule("batch", List.of(V1), List.of("cronjobs", "jobs"), "Namespaced"),
                rule("batch", List.of("v1beta1"), List.of("cronjobs"), "Namespaced"));
    }

    private static List<RuleWithOperations> policyRules() {
        return List.of(
                rule(
                        WireNames.POLICY_GROUP,
                        List.of("v1alpha1", "v1beta1"),
                        List.of("clusterimagepolicies"),
                        "Cluster"),
                rule(WireNames.POLICY_GROUP, List.of("v1alpha1"), List.of("trustroots"), "Cluster"));
    }

    private static RuleWithOperations rule(String group, List<String> versions, List<String> resources, String scope) {
        return new RuleWithOperationsBuilder()
                .withOperations("CREATE", "UPDATE")
                .withApiGroups(group)
                .withApiVersions(versions)
                .withResources(resources)
                .withScope(scope)
                .build();
    }

    private LabelSelector namespaces() {
        LabelSelectorRequirement chosen = switch (options.namespaces()) {
            case OPT_IN -> new LabelSelectorRequirement(WireNames.INCLUDE_LABEL, "In", List.of("true"));
            case OPT_OUT -> new LabelSelectorRequirement(WireNames.EXCLUDE_LABEL, "NotIn", List.of("true"));
        };
        return new LabelSelectorBuilder()
                .withMatchExpressions(
                        chosen,
                        new LabelSelectorRequirement(
                                "kubernetes.io/metadata.name",
                                "NotIn",
                                List.of(agentNamespace, systemNamespace, "kube-system")))
                .build();
    }
}
