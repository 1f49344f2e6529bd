package dev.enforce.cluster.simulated;

import dev.enforce.cluster.ClusterChoice;
import dev.enforce.cluster.ClusterException;
import dev.enforce.cluster.ClusterException.Code;
import dev.enforce.cluster.ClusterKind;
import dev.enforce.cluster.ClusterSettings;
import dev.enforce.cluster.Kubeconfig;
import dev.enforce.cluster.Kubectl;
import dev.enforce.cluster.KubernetesCluster;
import dev.enforce.cluster.WireNames;
import dev.enforce.cluster.tls.LoopbackCertificate;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An imitation of a cluster in this process, for machines that have no control plane at hand.
 *
 * <p>It speaks HTTPS with tokens, stores objects of the usual kinds and of CustomResourceDefinitions, watches, patches,
 * asks admission and conversion webhooks as an API server does and with its texts, and has controllers for Deployments,
 * ReplicaSets, StatefulSets, DaemonSets and Jobs, for namespaces and for garbage.
 *
 * <p>What it does not do:
 *
 * <ul>
 *   <li>Authorization: whoever has a token may do everything; roles and bindings are stored only.
 *   <li>Schemas: objects are hardly validated, unknown fields are kept, and CustomResourceDefinitions neither prune nor
 *       default nor check.
 *   <li>Field ownership: a server-side apply merges, and conflicts are not found.
 *   <li>Of admission: {@code matchConditions} are refused, {@code matchPolicy} and {@code reinvocationPolicy} ignored;
 *       ValidatingAdmissionPolicies and the built-in plug-ins, quotas among them, do not exist.
 *   <li>CronJobs, Services' endpoints, volumes, scheduling, rollouts in steps, Pod logs and exec, protobuf (which newer
 *       kubectls send for {@code kubectl create namespace}; {@code kubectl apply} works), paging
 *       (lists are always whole), aggregated APIs, OpenAPI schemas, token and access reviews.
 *   <li>Keeping anything: all is gone at the end.
 * </ul>
 */
public final class SimulatedCluster implements KubernetesCluster {

    /** The version whose behaviour it imitates. */
    private static final String VERSION = "v1.36.3";

    private static final Duration VALIDITY = Duration.ofDays(365);

    private final ClusterSettings settings;
    private final WebhookCaller webhooks;
    private final Controllers controllers;
    private final ApiServer server;
    private final LoopbackCertificate certificate;
    private final Tokens tokens;
    private final Path directory;

    private SimulatedCluster(ClusterSettings settings, InstantSource clock) {
        this.settings = settings;
        this.certificate = LoopbackCertificate.create(List.of("127.0.0.1", "localhost"), clock.instant(), VALIDITY);
        this.tokens = new Tokens(clock);
        ObjectStore store = new ObjectStore();
        ResourceTypes types = new ResourceTypes();
        ObjectDefaults defaults = new ObjectDefaults(clock);
        this.webhooks = new WebhookCaller(store);
        Conversion conversion = new Conversion(store, webhooks);
        Api api = new Api(store, types, defaults, new AdmissionChain(store, webhooks), conversion);
        this.server = new ApiServer(certificate, types, store, api, new Discovery(types, VERSION), tokens, clock);
        this.controllers = new Controllers(store, types, api, defaults, certificate.certificatePem(), clock);
        try {
            this.directory = Files.createTempDirectory("enforce-simulated-");
        } catch (IOException e) {
            throw new ClusterException(Code.IO, "cannot make a temporary folder: " + e.getMessage(), e);
        }
        furnish(api);
        Kubeconfig.write(kubeconfig(), config());
    }

    /** Starts one; it is ready at once. */
    public static SimulatedCluster start(ClusterSettings settings, InstantSource clock) {
        SimulatedCluster cluster = new SimulatedCluster(settings, clock);
        try {
            cluster.createNamespace("default", Map.of());
            return cluster;
        } catch (KubernetesClientException e) {
            cluster.close();
            throw new ClusterException(Code.START_FAILED, "the imitation did not start: " + e.getMessage(), e);
        }
    }

    private static void furnish(Api api) {
        for (String name : List.of("default", "kube-system", "kube-public")) {
            var namespace = Json.object().put("kind", "Namespace").put("apiVersion", "v1");
            Json.metadata(namespace).put("name", name);
            api.create(Api.Target.of(ResourceTypes.NAMESPACES, "", name, Caller.ADMIN), namespace, new ArrayList<>());
        }
        var node = Json.object().put("kind", "Node").put("apiVersion", "v1");
        Json.metadata(node)
                .put("name", WireNames.NODE_NAME)
                .putObject("labels")
                .put("kubernetes.io/hostname", WireNames.NODE_NAME);
        node.putObject("spec");
        node.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", "True");
        api.create(Api.Target.of(ResourceTypes.NODES, "", WireNames.NODE_NAME, Caller.ADMIN), node, new ArrayList<>());
    }

    /** Names the way to a real one too. */
    @Override
    public String label() {
        return "simulated API server: " + ClusterChoice.HOW_TO_GET_A_REAL_ONE;
    }

    @Override
    public ClusterKind kind() {
        return ClusterKind.SIMULATED;
    }

    @Override
    public URI apiServer() {
        return URI.create("https://127.0.0.1:" + server.port());
    }

    @Override
    public Path kubeconfig() {
        return directory.resolve("admin.kubeconfig");
    }

    @Override
    public Config config() {
        return Kubeconfig.config(apiServer(), certificate.certificatePem(), tokens.admin());
    }

    @Override
    public Optional<List<String>> kubectl() {
        return Kubectl.find(settings).map(List::of);
    }

    @Override
    public void restartApiServer() {
        server.restart();
    }

    @Override
    public void close() {
        controllers.close();
        server.close();
        webhooks.close();
        try {
            Files.deleteIfExists(kubeconfig());
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            System.getLogger(SimulatedCluster.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot delete " + directory + ": " + e.getMessage());
        }
    }
}
