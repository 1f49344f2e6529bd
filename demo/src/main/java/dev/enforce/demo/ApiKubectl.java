package dev.enforce.demo;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The same commands by API calls, for the simulated cluster; prints what kubectl prints. */
final class ApiKubectl implements Kubectl {

    private static final ResourceDefinitionContext POLICIES = new ResourceDefinitionContext.Builder()
            .withGroup("policy.sigstore.dev")
            .withVersion("v1alpha1")
            .withKind("ClusterImagePolicy")
            .withPlural("clusterimagepolicies")
            .withNamespaced(false)
            .build();

    private final KubernetesClient client;
    private final InstantSource clock;

    ApiKubectl(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public Output apply(String file, String yaml) {
        StringBuilder text = new StringBuilder();
        try {
            List<HasMetadata> items = client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                    .items();
            for (HasMetadata item : items) {
                text.append(applyOne(item)).append('\n');
            }
            return new Output(0, text.toString());
        } catch (KubernetesClientException e) {
            return new Output(1, text + refused("error when creating \"" + file + "\": ", e));
        }
    }

    private String applyOne(HasMetadata item) {
        boolean existed = client.resource(item).get() != null;
        if (existed) {
            client.resource(item).forceConflicts().serverSideApply();
        } else {
            client.resource(item).create();
        }
        return named(item) + (existed ? " configured" : " created");
    }

    @Override
    public Output run(String name, String image, String imageId) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .withLabels(Map.of("run", name))
                .withAnnotations(imageId.isEmpty() ? Map.of() : Map.of("imageid.enforce.test/" + name, imageId))
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName(name)
                .withImage(image)
                .endContainer()
                .endSpec()
                .build();
        try {
            client.resource(pod).create();
            return new Output(0, "pod/" + name + " created");
        } catch (KubernetesClientException e) {
            return new Output(1, refused("", e));
        }
    }

    @Override
    public Output labelNamespace(String namespace, String key, String value) {
        try {
            client.namespaces()
                    .withName(namespace)
                    .edit(n -> new NamespaceBuilder(n)
                            .editMetadata()
                            .addToLabels(key, value)
                            .endMetadata()
                            .build());
            return new Output(0, "namespace/" + namespace + " labeled");
        } catch (KubernetesClientException e) {
            return new Output(1, refused("", e));
        }
    }

    @Override
    public Output getPolicies() {
        List<GenericKubernetesResource> items =
                client.genericKubernetesResources(POLICIES).list().getItems();
        int width = items.stream()
                .mapToInt(i -> i.getMetadata().getName().length())
                .max()
                .orElse(4);
        StringBuilder text = new StringBuilder(row(width, "NAME", "AGE"));
        for (GenericKubernetesResource item : items) {
            Instant created = Instant.parse(item.getMetadata().getCreationTimestamp());
            long age = Math.max(0, Duration.between(created, clock.instant()).toSeconds());
            text.append(row(width, item.getMetadata().getName(), age + "s"));
        }
        return new Output(0, text.toString());
    }

    @Override
    public Output imageOf(String pod) {
        Pod found = client.pods().inNamespace("default").withName(pod).get();
        return found == null
                ? new Output(1, "Error from server (NotFound): pods \"" + pod + "\" not found")
                : new Output(0, found.getSpec().getContainers().getFirst().getImage());
    }

    private static String row(int width, String name, String age) {
        return name + " ".repeat(width - name.length() + 3) + age + "\n";
    }

    private static String named(HasMetadata item) {
        String group = item.getApiVersion().contains("/")
                ? "." + item.getApiVersion().substring(0, item.getApiVersion().indexOf('/'))
                : "";
        String kind = item instanceof Namespace ? "namespace" : item.getKind().toLowerCase(Locale.ROOT);
        return kind + group + "/" + item.getMetadata().getName();
    }

    private static String refused(String where, KubernetesClientException e) {
        String reason = e.getStatus() == null ? "Unknown" : e.getStatus().getReason();
        String message = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
        return "Error from server (" + reason + "): " + where + Objects.toString(message, "");
    }
}
