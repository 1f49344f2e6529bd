package dev.enforce.agent.install;

import dev.enforce.agent.WireNames;
import dev.enforce.agent.watch.ResourceWatch;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** Notices that somebody changed the agent's registration or its certificates. */
public final class RegistrationWatch implements AutoCloseable {

    private final List<ResourceWatch<?>> watches;

    /**
     * Prepares the watches, without a request; each is of one object by name.
     *
     * @param onRegistration called when a webhook configuration or the CRD changed
     * @param onCertificates called when the Secret with the certificates changed
     */
    public RegistrationWatch(
            KubernetesClient client,
            String agentNamespace,
            String secretName,
            Runnable onRegistration,
            Runnable onCertificates) {
        this.watches = List.of(
                mutating(client, WireNames.ENFORCER_WEBHOOK, onRegistration),
                validating(client, WireNames.ENFORCER_WEBHOOK, onRegistration),
                mutating(client, WireNames.POLICY_DEFAULTING_WEBHOOK, onRegistration),
                validating(client, WireNames.POLICY_VALIDATION_WEBHOOK, onRegistration),
                new ResourceWatch<CustomResourceDefinition>(
                        "the CRD of policies",
                        client.apiextensions()
                                .v1()
                                .customResourceDefinitions()
                                .withName(WebhookRegistration.CONVERTED_CRD),
                        RegistrationWatch::slim,
                        onRegistration),
                new ResourceWatch<Secret>(
                        "the Secret with the certificates",
                        client.secrets().inNamespace(agentNamespace).withName(secretName),
                        onCertificates));
    }

    public void start() {
        watches.forEach(ResourceWatch::start);
    }

    @Override
    public void close() {
        watches.forEach(ResourceWatch::close);
    }

    private static ResourceWatch<MutatingWebhookConfiguration> mutating(
            KubernetesClient client, String name, Runnable onChange) {
        return new ResourceWatch<>(
                "mutating webhook configuration " + name,
                client.admissionRegistration()
                        .v1()
                        .mutatingWebhookConfigurations()
                        .withName(name),
                onChange);
    }

    private static ResourceWatch<ValidatingWebhookConfiguration> validating(
            KubernetesClient client, String name, Runnable onChange) {
        return new ResourceWatch<>(
                "validating webhook configuration " + name,
                client.admissionRegistration()
                        .v1()
                        .validatingWebhookConfigurations()
                        .withName(name),
                onChange);
    }

    private static CustomResourceDefinition slim(CustomResourceDefinition whole) {
        CustomResourceDefinition slim = new CustomResourceDefinition();
        slim.setMetadata(whole.getMetadata());
        return slim;
    }
}
