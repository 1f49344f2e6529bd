package dev.enforce.agent.install;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceConversion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ServiceReferenceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.WebhookClientConfigBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.WebhookConversionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the webhook configurations and the CRD's conversion as they should be, against manual edits and re-applied
 * manifests alike.
 *
 * <p>A configuration that somebody deleted stays deleted, which is the documented way to switch the agent off in an
 * emergency; only an agent that was told to creates what is missing.
 */
public final class WebhookRegistration {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookRegistration.class);
    static final String CONVERTED_CRD = "clusterimagepolicies.policy.sigstore.dev";
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final boolean createsMissing;
    private final CompletableFuture<Void> reached = new CompletableFuture<>();

    /** @param createsMissing whether a configuration that does not exist is created */
    public WebhookRegistration(KubernetesClient client, boolean createsMissing) {
        this.client = client;
        this.createsMissing = createsMissing;
    }

    /** Compares and mends; idempotent. */
    public void reconcile(WebhookConfigurations wanted) {
        mutating(wanted.resolution());
        validating(wanted.verification());
        mutating(wanted.policyDefaulting());
        validating(wanted.policyValidation());
        conversion(wanted);
        reached.complete(null);
    }

    /** Completes once everything was as it should be for the first time. */
    public CompletableFuture<Void> reached() {
        return reached.copy();
    }

    private void mutating(MutatingWebhookConfiguration wanted) {
        Resource<MutatingWebhookConfiguration> at = client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(wanted.getMetadata().getName());
        MutatingWebhookConfiguration present = at.get();
        if (present == null) {
            createIfWanted(wanted);
        } else if (!Objects.equals(present.getWebhooks(), wanted.getWebhooks())) {
            present.setWebhooks(wanted.getWebhooks());
            update(present);
        }
    }

    private void validating(ValidatingWebhookConfiguration wanted) {
        Resource<ValidatingWebhookConfiguration> at = client.admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName(wanted.getMetadata().getName());
        ValidatingWebhookConfiguration present = at.get();
        if (present == null) {
            createIfWanted(wanted);
        } else if (!Objects.equals(present.getWebhooks(), wanted.getWebhooks())) {
            present.setWebhooks(wanted.getWebhooks());
            update(present);
        }
    }

    private void conversion(WebhookConfigurations wanted) {
        CustomResourceDefinition crd = client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(CONVERTED_CRD)
                .get();
        if (crd == null) {
            return;
        }
        CustomResourceConversion conversion = conversionOf(wanted.target(), wanted.caBundle());
        if (!Objects.equals(crd.getSpec().getConversion(), conversion)) {
            crd.getSpec().setConversion(conversion);
            update(crd);
        }
    }

    /** How the API server converts policies between their versions. */
    static CustomResourceConversion conversionOf(WebhookTarget target, byte[] caBundle) {
        String path = dev.enforce.agent.WireNames.POLICY_CONVERSION_PATH;
        WebhookClientConfigBuilder config = new WebhookClientConfigBuilder();
        if (caBundle.length > 0) {
            config.withCaBundle(Base64.getEncoder().encodeToString(caBundle));
        }
        switch (target) {
            case WebhookTarget.InService(var namespace, var name, var port) ->
                config.withService(new ServiceReferenceBuilder()
                        .withNamespace(namespace)
                        .withName(name)
                        .withPath(path)
                        .withPort(port)
                        .build());
            case WebhookTarget.AtUrl(var base) ->
                config.withUrl(base.resolve(path).toString());
        }
        return new CustomResourceConversion(
                "Webhook",
                new WebhookConversionBuilder()
                        .withClientConfig(config.build())
                        .withConversionReviewVersions(List.of("v1"))
                        .build());
    }

    private void createIfWanted(HasMetadata wanted) {
        if (!createsMissing) {
            LOG.debug(
                    "{} {} is not there and stays so",
                    wanted.getKind(),
                    wanted.getMetadata().getName());
            return;
        }
        try {
            client.resource(wanted).create();
            LOG.info("created {} {}", wanted.getKind(), wanted.getMetadata().getName());
        } catch (KubernetesClientException failure) {
            if (failure.getCode() != CONFLICT) {
                throw failure;
            }
        }
    }

    private void update(HasMetadata mended) {
        client.resource(mended).update();
        LOG.info("mended {} {}", mended.getKind(), mended.getMetadata().getName());
    }
}
