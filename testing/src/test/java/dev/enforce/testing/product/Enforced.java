package dev.enforce.testing.product;

import dev.enforce.agent.AgentOptions;
import dev.enforce.agent.AgentProgram;
import dev.enforce.agent.RunningAgent;
import dev.enforce.agent.configuration.EnforcementOptions;
import dev.enforce.agent.install.Installation;
import dev.enforce.agent.install.Manifests;
import dev.enforce.agent.policies.PolicyState;
import dev.enforce.cluster.KubernetesCluster;
import dev.enforce.cluster.ServiceAccountName;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A cluster with Enforce installed and one namespace, {@code enforced}, under its protection. */
final class Enforced implements AutoCloseable {

    static final String NAMESPACE = "enforced";
    static final String DIGEST = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final ServiceAccountName ACCOUNT = new ServiceAccountName("gulfstream", "controller");

    private final KubernetesCluster cluster;
    private final KubernetesClient admin;
    private final List<RunningAgent> agents = new ArrayList<>();
    private final AtomicInteger pods = new AtomicInteger();

    /** @param cluster is closed with this */
    Enforced(KubernetesCluster cluster) {
        this.cluster = cluster;
        this.admin = cluster.newClient();
        new Manifests(new Installation.Outside(), EnforcementOptions.DEFAULTS).applyTo(admin);
        cluster.createNamespace(NAMESPACE, Map.of("policy.sigstore.dev/include", "true"));
    }

    /** What the API server answered. */
    record Answer(int status, String body, List<String> warnings) {

        boolean accepted() {
            return status / 100 == 2;
        }

        /** The message of a refusal. */
        String message() {
            return String.valueOf(new io.fabric8.kubernetes.client.utils.KubernetesSerialization()
                    .unmarshal(body, io.fabric8.kubernetes.api.model.Status.class)
                    .getMessage());
        }
    }

    KubernetesCluster cluster() {
        return cluster;
    }

    KubernetesClient admin() {
        return admin;
    }

    /** How the agent reaches the cluster, with the rights that its manifests give it. */
    Config agentConfig() {
        return cluster.configOf(ACCOUNT, Duration.ofHours(1));
    }

    /** Starts an agent and waits until the API server asks it. */
    RunningAgent startAgent() throws Exception {
        return startAgent(AgentOptions.onLoopback("agent-" + agents.size()));
    }

    RunningAgent startAgent(AgentOptions options) throws Exception {
        RunningAgent agent = AgentProgram.start(options, agentConfig());
        agents.add(agent);
        agent.ready().get(60, TimeUnit.SECONDS);
        if (agents.size() == 1) {
            agent.registered().get(60, TimeUnit.SECONDS);
        }
        return agent;
    }

    /** Is no longer closed with this. */
    void forget(RunningAgent agent) {
        agents.remove(agent);
    }

    /** Creates an object over plain HTTP, to see the warnings too. */
    Answer create(String path, String yaml) {
        HasMetadata object = admin.getKubernetesSerialization().unmarshal(yaml);
        String json = admin.getKubernetesSerialization().asJson(object);
        HttpRequest request = admin.getHttpClient()
                .newHttpRequestBuilder()
                .uri(cluster.apiServer().resolve(path))
                .post("application/json", json)
                .build();
        try {
            HttpResponse<String> response = admin.getHttpClient()
                    .sendAsync(request, String.class)
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
            List<String> warnings = response.headers("Warning").stream()
                    .map(header -> new String(header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                    .map(header -> header.substring(header.indexOf('"') + 1, header.lastIndexOf('"'))
                            .replace("\\\"", "\"")
                            .replace("\\\\", "\\"))
                    .toList();
            return new Answer(response.code(), response.bodyString(), warnings);
        } catch (CompletionException | java.io.IOException failure) {
            throw new AssertionError("no answer for " + path, failure);
        }
    }

    Answer createPolicy(String yaml) {
        String version = yaml.contains("v1beta1") ? "v1beta1" : "v1alpha1";
        return create("/apis/policy.sigstore.dev/" + version + "/clusterimagepolicies", yaml);
    }

    Answer createTrustRoot(String yaml) {
        return create("/apis/policy.sigstore.dev/v1alpha1/trustroots", yaml);
    }

    Answer run(String image) {
        return run(image, "{}");
    }

    Answer run(String image, String annotations) {
        return create(
                "/api/v1/namespaces/" + NAMESPACE + "/pods", """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: p-%d
                  annotations: %s
                spec:
                  containers:
                  - name: app
                    image: %s
                """.formatted(pods.getAndIncrement(), annotations, image));
    }

    /** A policy with one authority. */
    static String policy(String name, String glob, String authority) {
        return """
                apiVersion: policy.sigstore.dev/v1beta1
                kind: ClusterImagePolicy
                metadata:
                  name: %s
                spec:
                  images:
                  - glob: "%s"
                  authorities:
                  - %s
                """.formatted(name, glob, authority);
    }

    void removePolicies() {
        admin.genericKubernetesResources("policy.sigstore.dev/v1alpha1", "ClusterImagePolicy")
                .delete();
        Waiting.until(
                "no policy is in force",
                () -> agents.stream()
                        .allMatch(agent -> agent.policies().policies().isEmpty()));
    }

    void awaitInForce(String... names) {
        Waiting.until(
                "in force: " + List.of(names),
                () -> agents.stream()
                        .allMatch(agent -> agent.policies().policies().stream()
                                .map(PolicyState::name)
                                .toList()
                                .containsAll(List.of(names))));
    }

    @Override
    public void close() {
        agents.forEach(RunningAgent::close);
        admin.close();
        cluster.close();
    }

    /** A client that tells every failure at once instead of trying again. */
    KubernetesClient impatientClient() {
        return new io.fabric8.kubernetes.client.KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(cluster.config())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .withHttpClientFactory(new io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory())
                .build();
    }
}
