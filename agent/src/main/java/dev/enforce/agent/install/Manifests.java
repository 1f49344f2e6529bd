package dev.enforce.agent.install;

import dev.enforce.agent.WireNames;
import dev.enforce.agent.configuration.EnforcementOptions;
import dev.enforce.policy.ResourceDefinitions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything that must stand in a cluster for the agent to work, as YAML in the order in which it is to be applied. It
 * has no certificate in it: the agent makes one and injects it.
 */
public final class Manifests {

    private static final int SERVICE_PORT = 443;

    private final Installation installation;
    private final EnforcementOptions options;
    private final KubernetesSerialization serialization = new KubernetesSerialization();

    public Manifests(Installation installation, EnforcementOptions options) {
        this.installation = installation;
        this.options = options;
    }

    /** All documents in one text. */
    public String yaml() {
        return String.join("", documents().stream().map(d -> "---\n" + d).toList());
    }

    /**
     * Applies everything; what exists is brought into line, except for the data of ConfigMaps, which are the cluster's.
     * Needs the rights of a cluster administrator.
     */
    public void applyTo(KubernetesClient client) {
        for (String document : documents()) {
            for (HasMetadata item : client.load(
                            new java.io.ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)))
                    .items()) {
                apply(client, item);
            }
        }
    }

    private static void apply(KubernetesClient client, HasMetadata item) {
        HasMetadata present = client.resource(item).get();
        if (present == null) {
            client.resource(item).create();
        } else if (!"ConfigMap".equals(item.getKind())) {
            item.getMetadata().setResourceVersion(present.getMetadata().getResourceVersion());
            client.resource(item).update();
        }
    }

    private List<String> documents() {
        List<String> all = new ArrayList<>();
        all.addAll(part("namespaces.yaml"));
        for (String crd : ResourceDefinitions.all()) {
            all.add(withConversion(crd));
        }
        all.addAll(part("configuration.yaml"));
        switch (installation) {
            case Installation.InCluster _ -> {
                all.addAll(part("access.yaml"));
                all.addAll(part("workload.yaml"));
            }
            case Installation.BehindExternalName _ -> {
                all.addAll(part("access.yaml"));
                all.addAll(part("external-service.yaml"));
            }
            case Installation.AtUrl _ -> all.addAll(part("access.yaml"));
            case Installation.Outside _ -> {
                all.addAll(part("access.yaml"));
                all.addAll(part("outside-access.yaml"));
            }
        }
        target().ifPresent(target -> {
            WebhookConfigurations webhooks = new WebhookConfigurations(
                    target, options, WireNames.AGENT_NAMESPACE, WireNames.SYSTEM_NAMESPACE, new byte[0]);
            all.add(yaml(webhooks.resolution()));
            all.add(yaml(webhooks.verification()));
            all.add(yaml(webhooks.policyDefaulting()));
            all.add(yaml(webhooks.policyValidation()));
        });
        return all;
    }

    private Optional<WebhookTarget> target() {
        return switch (installation) {
            case Installation.InCluster _ ->
                Optional.of(new WebhookTarget.InService(WireNames.AGENT_NAMESPACE, Installation.SERVICE, SERVICE_PORT));
            case Installation.BehindExternalName(var _, var port) ->
                Optional.of(new WebhookTarget.InService(WireNames.AGENT_NAMESPACE, Installation.SERVICE, port));
            case Installation.AtUrl(var base) -> Optional.of(new WebhookTarget.AtUrl(base));
            case Installation.Outside _ -> Optional.empty();
        };
    }

    private String withConversion(String yaml) {
        CustomResourceDefinition crd = serialization.unmarshal(yaml, CustomResourceDefinition.class);
        if (target().isEmpty() || !crd.getMetadata().getName().equals(WebhookRegistration.CONVERTED_CRD)) {
            return yaml.endsWith("\n") ? yaml : yaml + "\n";
        }
        crd.getSpec().setConversion(WebhookRegistration.conversionOf(target().orElseThrow(), new byte[0]));
        return yaml(crd);
    }

    private String yaml(HasMetadata object) {
        String text = serialization.asYaml(object);
        return text.startsWith("---\n") ? text.substring(4) : text;
    }

    private List<String> part(String name) {
        try (InputStream in = Manifests.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its resource " + name);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return List.of(filled(text).split("(?m)^---\n"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String filled(String text) {
        String filled = text.replace(
                        "${noMatchPolicy}", options.noMatchPolicy().name().toLowerCase(Locale.ROOT))
                .replace("${optionsJson}", options.json())
                .replace("${service}", Installation.SERVICE);
        return switch (installation) {
            case Installation.InCluster(var image, var replicas) ->
                filled.replace("${image}", image).replace("${replicas}", Integer.toString(replicas));
            case Installation.BehindExternalName(var host, var _) -> filled.replace("${host}", host);
            case Installation.AtUrl _, Installation.Outside _ -> filled;
        };
    }
}
