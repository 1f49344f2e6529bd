package dev.enforce.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What holds for every cluster that this module starts; admission stands in {@link AdmissionContract}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KubernetesClusterContract {

    private KubernetesCluster cluster;
    private KubernetesClient client;

    abstract KubernetesCluster start();

    @BeforeAll
    void startCluster() {
        cluster = start();
        client = cluster.newClient();
    }

    @AfterAll
    void closeCluster() {
        if (cluster != null) {
            client.close();
            cluster.close();
        }
    }

    @Test
    void answersToTheAdministratorOnly() {
        assertThat(client.getKubernetesVersion().getGitVersion()).isEqualTo("v1.36.3");
        assertThat(cluster.kubeconfig()).content().contains("server: " + cluster.apiServer());

        try (KubernetesClient stranger = KubernetesClients.open(Kubeconfig.config(cluster.apiServer(), caOf(), "x"))) {
            assertThatThrownBy(() -> stranger.pods().inNamespace("default").list())
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            e -> assertThat(e.getCode()).isEqualTo(401));
        }
    }

    private String caOf() {
        return new String(Base64.getDecoder().decode(cluster.config().getCaCertData()), StandardCharsets.US_ASCII);
    }

    @Test
    void runsPodsAndReportsTheImageIdsThatAnnotationsAskFor() throws InterruptedException {
        cluster.createNamespace("images", Map.of("team", "blue"));
        client.resource("""
                        apiVersion: v1
                        kind: Pod
                        metadata:
                          name: app
                          namespace: images
                          annotations:
                            imageid.enforce.test/chosen: registry.test/other@sha256:1234
                            imageid.enforce.test/unpulled: none
                        spec:
                          initContainers:
                          - {name: prepare, image: "registry.test/prepare@sha256:aaaa"}
                          containers:
                          - {name: tagged, image: "registry.test:5000/app:v1"}
                          - {name: pinned, image: "registry.test/app:v1@sha256:bbbb"}
                          - {name: chosen, image: registry.test/app}
                          - {name: unpulled, image: registry.test/app}
                        """).create();
        Waiting.until("the Pod runs", () -> phaseOf("images", "app").equals("Running"));

        Pod pod = client.pods().inNamespace("images").withName("app").get();

        assertThat(imageIds(pod))
                .containsEntry("pinned", "registry.test/app@sha256:bbbb")
                .containsEntry("chosen", "registry.test/other@sha256:1234")
                .containsEntry("unpulled", "")
                .extractingByKey("tagged")
                .asString()
                .matches("registry\\.test:5000/app@sha256:[0-9a-f]{64}");
        assertThat(pod.getStatus().getInitContainerStatuses())
                .singleElement()
                .extracting(ContainerStatus::getImageID)
                .isEqualTo("registry.test/prepare@sha256:aaaa");
        assertThat(pod.getSpec().getNodeName()).isEqualTo(WireNames.NODE_NAME);
        assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("default");
    }

    private String phaseOf(String namespace, String name) {
        Pod pod = client.pods().inNamespace(namespace).withName(name).get();
        return pod == null || pod.getStatus() == null || pod.getStatus().getPhase() == null
                ? ""
                : pod.getStatus().getPhase();
    }

    private static Map<String, String> imageIds(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .collect(Collectors.toMap(ContainerStatus::getName, ContainerStatus::getImageID));
    }

    @Test
    void followsAChangedAnnotationAndAChangedImage() throws InterruptedException {
        cluster.createNamespace("changes", Map.of());
        client.resource(pod("changes", "app", "registry.test/app:v1")).create();
        Waiting.until("the Pod runs", () -> phaseOf("changes", "app").equals("Running"));

        client.pods()
                .inNamespace("changes")
                .withName("app")
                .edit(pod -> new PodBuilder(pod)
                        .editMetadata()
                        .addToAnnotations("imageid.enforce.test/app", "registry.test/app@sha256:5555")
                        .endMetadata()
                        .build());
        Waiting.until(
                "the annotated imageID is reported",
                () -> imageIds(client.pods()
                                .inNamespace("changes")
                                .withName("app")
                                .get())
                        .containsValue("registry.test/app@sha256:5555"));

        client.pods()
                .inNamespace("changes")
                .withName("app")
                .edit(pod -> new PodBuilder(pod)
                        .editMetadata()
                        .removeFromAnnotations("imageid.enforce.test/app")
                        .endMetadata()
                        .editSpec()
                        .editFirstContainer()
                        .withImage("registry.test/app@sha256:6666")
                        .endContainer()
                        .endSpec()
                        .build());
        Waiting.until(
                "the new image is reported",
                () -> imageIds(client.pods()
                                .inNamespace("changes")
                                .withName("app")
                                .get())
                        .containsValue("registry.test/app@sha256:6666"));
    }

    static Pod pod(String namespace, String name, String image) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("app")
                .withImage(image)
                .endContainer()
                .endSpec()
                .build();
    }

    @Test
    void tellsThoseWhoWatch() throws InterruptedException {
        cluster.createNamespace("watched", Map.of());
        client.resource(pod("watched", "before", "registry.test/app:1")).create();
        try (SharedIndexInformer<Pod> informer =
                client.pods().inNamespace("watched").inform()) {
            client.resource(pod("watched", "after", "registry.test/app:2")).create();
            Waiting.until(
                    "both Pods are known and have imageIDs",
                    () -> informer.getStore().list().stream()
                                    .filter(pod -> !pod.getStatus()
                                            .getContainerStatuses()
                                            .isEmpty())
                                    .count()
                            == 2);

            client.pods()
                    .inNamespace("watched")
                    .withName("before")
                    .withGracePeriod(0)
                    .delete();

            Waiting.until("one is gone", () -> informer.getStore().listKeys().equals(List.of("watched/after")));
        }
    }

    @Test
    void makesPodsOfADeploymentAndRemovesThemWithIt() throws InterruptedException {
        cluster.createNamespace("deployed", Map.of());
        Deployment deployment =
                client.resource(deployment("deployed", "web", 2)).create();
        Waiting.until("two Pods run", () -> podsRunning("deployed") == 2);

        ReplicaSet set = client.apps()
                .replicaSets()
                .inNamespace("deployed")
                .list()
                .getItems()
                .getFirst();
        Pod pod = client.pods().inNamespace("deployed").list().getItems().getFirst();
        assertThat(pod.getMetadata().getOwnerReferences().getFirst().getUid())
                .isEqualTo(set.getMetadata().getUid());
        assertThat(set.getMetadata().getOwnerReferences().getFirst().getUid())
                .isEqualTo(deployment.getMetadata().getUid());

        client.apps().deployments().inNamespace("deployed").withName("web").scale(1);
        Waiting.until("one Pod is left", () -> podsRunning("deployed") == 1);
        client.resource(deployment).delete();
        Waiting.until(
                "no Pod is left",
                () -> client.pods().inNamespace("deployed").list().getItems().isEmpty());
    }

    private long podsRunning(String namespace) {
        return client.pods().inNamespace(namespace).list().getItems().stream()
                .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
                .count();
    }

    static Deployment deployment(String namespace, String name, int replicas) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", name)
                .endMetadata()
                .withSpec(pod(namespace, name, "registry.test/app:v1").getSpec())
                .endTemplate()
                .endSpec()
                .build();
    }

    @Test
    void refusesAChangeOfAnOutdatedObject() {
        cluster.createNamespace("conflicts", Map.of());
        ConfigMap first = client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace("conflicts")
                        .withName("settings")
                        .endMetadata()
                        .addToData("a", "1")
                        .build())
                .create();
        client.configMaps()
                .inNamespace("conflicts")
                .withName("settings")
                .edit(map -> new ConfigMapBuilder(map).addToData("b", "2").build());

        KubernetesClientException conflict = catchThrowableOfType(
                KubernetesClientException.class,
                () -> client.resource(
                                new ConfigMapBuilder(first).addToData("c", "3").build())
                        .lockResourceVersion(first.getMetadata().getResourceVersion())
                        .update());

        assertThat(conflict.getCode()).isEqualTo(409);
        assertThat(conflict.getStatus().getMessage())
                .isEqualTo("Operation cannot be fulfilled on configmaps \"settings\": the object has been modified;"
                        + " please apply your changes to the latest version and try again");
    }

    @Test
    void takesEveryKindOfPatch() {
        cluster.createNamespace("patches", Map.of());
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace("patches")
                        .withName("settings")
                        .endMetadata()
                        .addToData("a", "1")
                        .build())
                .serverSideApply();
        var settings = client.configMaps().inNamespace("patches").withName("settings");

        settings.patch(
                PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"annotations\":{\"gulf/resync\":\"1s\"}}}");
        settings.patch(PatchContext.of(PatchType.JSON), "[{\"op\":\"add\",\"path\":\"/data/b\",\"value\":\"2\"}]");
        settings.patch(PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"data\":{\"a\":null,\"c\":\"3\"}}");

        assertThat(settings.get().getData()).containsOnly(Map.entry("b", "2"), Map.entry("c", "3"));
        assertThat(settings.get().getMetadata().getAnnotations()).containsEntry("gulf/resync", "1s");
    }

    @Test
    void storesObjectsOfADefinitionWithStatusAndTwoVersions() throws InterruptedException {
        client.resource("""
                        apiVersion: apiextensions.k8s.io/v1
                        kind: CustomResourceDefinition
                        metadata: {name: widgets.enforce.test}
                        spec:
                          group: enforce.test
                          scope: Cluster
                          names: {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList}
                          versions:
                          -
                            name: v1alpha1
                            served: true
                            storage: false
                            subresources: {status: {}}
                            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                          - {name: v1beta1, served: true, storage: true, subresources: {status: {}}, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
                        """).create();
        Waiting.until("the definition is served", this::isEstablished);

        client.resource("""
                        apiVersion: enforce.test/v1alpha1
                        kind: Widget
                        metadata: {name: one}
                        spec: {size: 3}
                        """).create();
        client.genericKubernetesResources("enforce.test/v1beta1", "Widget")
                .withName("one")
                .editStatus(widget -> {
                    widget.setAdditionalProperty("status", Map.of("ready", true));
                    return widget;
                });

        GenericKubernetesResource widget = client.genericKubernetesResources("enforce.test/v1beta1", "Widget")
                .withName("one")
                .get();
        assertThat(widget.<Integer>get("spec", "size")).isEqualTo(3);
        assertThat(widget.<Boolean>get("status", "ready")).isTrue();
        assertThat(widget.getMetadata().getGeneration()).isEqualTo(1);
    }

    private boolean isEstablished() {
        CustomResourceDefinitionStatus status = client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("widgets.enforce.test")
                .get()
                .getStatus();
        return status != null
                && status.getConditions() != null
                && status.getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }

    @Test
    void labelsAndDeletesNamespacesWithTheirContent() throws InterruptedException {
        cluster.createNamespace("short-lived", Map.of("policy.sigstore.dev/include", "true"));
        client.resource(pod("short-lived", "app", "registry.test/app")).create();
        client.namespaces()
                .withName("short-lived")
                .edit(namespace -> new NamespaceBuilder(namespace)
                        .editMetadata()
                        .addToLabels("team", "red")
                        .endMetadata()
                        .build());

        assertThat(client.namespaces().withLabel("team", "red").list().getItems())
                .singleElement()
                .satisfies(namespace -> assertThat(namespace.getMetadata().getLabels())
                        .containsEntry("policy.sigstore.dev/include", "true")
                        .containsEntry("kubernetes.io/metadata.name", "short-lived"));

        client.namespaces().withName("short-lived").delete();
        Waiting.until(
                "namespace and Pod are gone",
                () -> client.namespaces().withName("short-lived").get() == null
                        && client.pods()
                                .inNamespace("short-lived")
                                .list()
                                .getItems()
                                .isEmpty());
    }

    @Test
    void keepsObjectsAndWatchesWhenTheApiServerRestarts() throws InterruptedException {
        cluster.createNamespace("restarted", Map.of());
        client.resource(pod("restarted", "before", "registry.test/app:1")).create();
        try (SharedIndexInformer<Pod> informer =
                client.pods().inNamespace("restarted").inform()) {
            cluster.restartApiServer();

            client.resource(pod("restarted", "after", "registry.test/app:2")).create();

            Waiting.until(
                    "the informer knows both",
                    () -> informer.getStore().listKeys().size() == 2);
        }
        Waiting.until("controllers work on", () -> phaseOf("restarted", "after").equals("Running"));
    }

    @Test
    void givesServiceAccountsTokensOfTheirOwn() {
        var account = new ServiceAccountName("gulf", "agent");

        var config = cluster.configOf(account, Duration.ofHours(1));

        assertThat(config.getOauthToken()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
        assertThat(cluster.kubeconfigOf(account, Duration.ofHours(1))).contains("current-context: enforce");
        assertThat(client.serviceAccounts()
                        .inNamespace("gulf")
                        .withName("agent")
                        .get())
                .isNotNull();
    }
}
