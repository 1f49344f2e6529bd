package dev.enforce.cluster.real;

import dev.enforce.cluster.ClusterException;
import dev.enforce.cluster.ClusterException.Code;
import dev.enforce.cluster.ClusterKind;
import dev.enforce.cluster.KubernetesCluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * etcd, kube-apiserver, kube-controller-manager, kube-scheduler and, in the place of kubelets, kwok, all on loopback
 * with their files in a temporary folder of their own. RBAC is on, service accounts have true tokens, controllers and
 * scheduler do their work; only containers are not run.
 *
 * <p>etcd itself asks for no password: whoever has an account on this machine can read and write this cluster.
 */
public final class RealCluster implements KubernetesCluster {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int START_TRIES = 3;

    private final Path binary;
    private final URI apiServer;
    private final ControlPlaneFiles files;
    private final ControlPlaneArguments arguments;
    private final List<Program> others = new CopyOnWriteArrayList<>();
    private final Thread closeAtExit = new Thread(this::stop, "stop-control-plane");

    private volatile Program apiServerProgram;
    private volatile String version = "";
    private volatile boolean stopped;

    private RealCluster(Path binary, InstantSource clock) {
        this.binary = binary;
        List<Integer> ports = LoopbackPorts.free(3);
        this.apiServer = URI.create("https://127.0.0.1:" + ports.get(0));
        this.files = ControlPlaneFiles.create(apiServer, clock);
        this.arguments = new ControlPlaneArguments(files, ports.get(1), ports.get(2), ports.get(0));
        Runtime.getRuntime().addShutdownHook(closeAtExit);
        try {
            others.add(Program.start(binary, "etcd", arguments.etcd(), files.directory()));
            this.apiServerProgram = Program.start(binary, "kube-apiserver", arguments.apiServer(), files.directory());
        } catch (ClusterException e) {
            others.forEach(Program::kill);
            Runtime.getRuntime().removeShutdownHook(closeAtExit);
            files.delete();
            throw e;
        }
    }

    /**
     * Starts a control plane and returns when Pods can be created in it.
     *
     * @param binary the program that {@code cluster/kubernetes/build} makes
     * @throws ClusterException with {@link Code#START_FAILED}, which names the log file, that is kept then
     */
    public static RealCluster start(Path binary, InstantSource clock) {
        for (int attempt = 1; ; attempt++) {
            RealCluster cluster = new RealCluster(binary, clock);
            try {
                cluster.finishStart();
                return cluster;
            } catch (KubernetesClientException e) {
                cluster.stopKeepingFiles();
                throw new ClusterException(
                        Code.START_FAILED,
                        "the API server did not work: " + e.getMessage() + "; logs in " + cluster.directory(),
                        e);
            } catch (ClusterException e) {
                cluster.stopKeepingFiles();
                boolean portTaken = String.valueOf(e.getMessage()).contains("address already in use");
                if (!portTaken || attempt == START_TRIES) {
                    throw e;
                }
                cluster.files.delete();
            }
        }
    }

    private void finishStart() {
        awaitApiServer();
        Path directory = files.directory();
        others.add(Program.start(binary, "kube-controller-manager", arguments.controllerManager(), directory));
        others.add(Program.start(binary, "kube-scheduler", arguments.scheduler(), directory));
        others.add(Program.start(binary, "kwok", arguments.nodes(), directory));
        try (KubernetesClient client = newClient()) {
            version = client.getKubernetesVersion().getGitVersion();
            client.resource(MadeUpNode.of("kwok.x-k8s.io/node", "fake")).create();
            await(
                    "the first node and service account",
                    () -> MadeUpNode.isReady(client)
                            && client.serviceAccounts()
                                            .inNamespace("default")
                                            .withName("default")
                                            .get()
                                    != null);
        }
    }

    private void awaitApiServer() {
        try (ApiServerProbe probe = new ApiServerProbe(apiServer, files.certificatePem(), config())) {
            await("the API server", () -> {
                try {
                    return probe.isReady();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            });
        }
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new ClusterException(
                            Code.START_FAILED,
                            what + " was not ready after " + START_TIMEOUT.toSeconds() + " s; logs in "
                                    + files.directory());
                }
                if (stopped) {
                    throw new ClusterException(Code.START_FAILED, "the cluster was closed while it started");
                }
                for (Program program : others) {
                    program.stayAlive(Duration.ZERO);
                }
                apiServerProgram.stayAlive(POLL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException(Code.START_FAILED, "interrupted while waiting for " + what, e);
        }
    }

    @Override
    public String label() {
        return "Kubernetes " + version + ", real API server";
    }

    @Override
    public ClusterKind kind() {
        return ClusterKind.REAL;
    }

    @Override
    public URI apiServer() {
        return apiServer;
    }

    @Override
    public Path kubeconfig() {
        return files.kubeconfig(ControlPlaneFiles.ADMIN);
    }

    @Override
    public Config config() {
        return new ConfigBuilder(files.config(ControlPlaneFiles.ADMIN))
                .withAutoConfigure(false)
                .build();
    }

    @Override
    public Optional<List<String>> kubectl() {
        return Optional.of(List.of(binary.toString(), "kubectl"));
    }

    /** The folder with the logs of all programs. */
    public Path directory() {
        return files.directory();
    }

    /** Process ids, the API server's first. */
    public List<Long> processIds() {
        List<Long> ids = new ArrayList<>(List.of(apiServerProgram.pid()));
        others.forEach(program -> ids.add(program.pid()));
        return ids;
    }

    @Override
    public synchronized void restartApiServer() {
        if (stopped) {
            throw new IllegalStateException("the cluster is closed");
        }
        apiServerProgram.kill();
        apiServerProgram = Program.start(binary, "kube-apiserver", arguments.apiServer(), files.directory());
        awaitApiServer();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(closeAtExit);
        } catch (IllegalStateException e) {
            return; // the virtual machine is ending, and the hook does the work
        }
        stop();
    }

    private void stop() {
        stopPrograms();
        files.delete();
    }

    private void stopKeepingFiles() {
        Runtime.getRuntime().removeShutdownHook(closeAtExit);
        stopPrograms();
    }

    private void stopPrograms() {
        stopped = true;
        others.reversed().forEach(Program::kill);
        apiServerProgram.kill();
    }
}
