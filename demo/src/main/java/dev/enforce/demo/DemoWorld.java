package dev.enforce.demo;

import dev.enforce.cluster.KubernetesCluster;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.HttpRegistryClient;
import dev.enforce.oci.server.RegistryServer;
import dev.enforce.signing.PrivateSigstore;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/** Everything that runs for the story, and what the steps need of it. Closes in the reverse order of starting. */
final class DemoWorld implements AutoCloseable {

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Screen screen;
    private final Path folder;
    private final RegistryServer registry;
    private final PrivateSigstore sigstore;
    private final KubernetesCluster cluster;
    private final EventInbox inbox;
    private final Kubectl kubectl;
    private final DemoImages images;
    private final DemoPolicies policies;
    private final UserCommands commands = new UserCommands();
    private long policyApplied;
    private long signed;

    DemoWorld(Screen screen, Path folder, Supplier<KubernetesCluster> cluster, InstantSource clock) {
        this.screen = screen;
        this.folder = folder;
        try {
            this.registry = started("registry", RegistryServer::start, r -> "http://" + r.registry());
            this.sigstore = started(
                    "signing service",
                    () -> PrivateSigstore.start(PrivateSigstore.Settings.ephemeral(clock)),
                    s -> s.url() + "  (Fulcio, Rekor, timestamps, identity provider)");
            this.inbox = started("event sink", EventInbox::new, i -> i.uri().toString());
            this.cluster = started("cluster", cluster, c -> c.apiServer() + "  (" + c.label() + ")");
            this.kubectl = kubectl(clock);
            this.policies = new DemoPolicies(registry.registry(), sigstore);
            try (HttpRegistryClient client = HttpRegistryClient.create()) {
                this.images = DemoImages.push(client, registry.registry());
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Installs and starts the agent. */
    DemoAgent startAgent() {
        DemoAgent agent = new DemoAgent(cluster, kubectl, inbox.uri());
        running.push(agent);
        return agent;
    }

    Kubectl kubectl() {
        return kubectl;
    }

    DemoImages images() {
        return images;
    }

    DemoPolicies policies() {
        return policies;
    }

    EventInbox inbox() {
        return inbox;
    }

    UserCommands commands() {
        return commands;
    }

    KubernetesCluster cluster() {
        return cluster;
    }

    Path log() {
        return folder.resolve("agent.log");
    }

    /** A file with this content, to be named in a command. */
    Path file(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw new StoryException("cannot write " + name + ": " + e.getMessage(), e);
        }
    }

    List<String> signArguments(PinnedReference image, String layout) {
        Path token = file("token.jwt", sigstore.issuer().tokenForEmail(DemoPolicies.SIGNER));
        return List.of(
                "sign",
                "--identity-token",
                token.toString(),
                "--fulcio-url",
                sigstore.url().toString(),
                "--rekor-url",
                sigstore.url().toString(),
                "--layout",
                layout,
                image.name());
    }

    List<String> verifyArguments(PinnedReference image) {
        return List.of(
                "verify",
                image.name(),
                "--policy",
                file("sample-policy.yaml", policies.policy()).toString(),
                "--trust-root",
                DemoPolicies.ROOT + "=" + file("trust-root.yaml", policies.trustRoot()));
    }

    /** A command as a person would type it: broken over lines, without the default. */
    String shown(List<String> arguments) {
        return String.join(" ", arguments)
                .replace(" --fulcio-url", " \\\n    --fulcio-url")
                .replace(" --layout", " \\\n    --layout")
                .replace(" --policy", " \\\n    --policy")
                .replace(" --trust-root", " \\\n    --trust-root");
    }

    void markPolicy() {
        policyApplied = System.nanoTime();
    }

    void markSigned() {
        signed = System.nanoTime();
    }

    Duration sincePolicy() {
        return Duration.ofNanos(System.nanoTime() - policyApplied);
    }

    Duration sinceSigned() {
        return Duration.ofNanos(System.nanoTime() - signed);
    }

    void pause() {
        LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
    }

    private Kubectl kubectl(InstantSource clock) {
        return switch (cluster.kind()) {
            case REAL, CONTEXT ->
                cluster.kubectl()
                        .<Kubectl>map(program -> new ProcessKubectl(program, cluster.kubeconfig()))
                        .orElseGet(() -> new ApiKubectl(client(), clock));
            case SIMULATED -> new ApiKubectl(client(), clock);
        };
    }

    private KubernetesClient client() {
        KubernetesClient client = cluster.newClient();
        running.push(client);
        return client;
    }

    private <T extends AutoCloseable> T started(String what, Supplier<T> start, Function<T, String> address) {
        long begin = System.nanoTime();
        T service = start.get();
        running.push(service);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        screen.timed("  %-16s %s".formatted(what, address.apply(service)), Screen.seconds(took));
        return service;
    }

    @Override
    public void close() {
        while (!running.isEmpty()) {
            AutoCloseable service = running.pop();
            try {
                service.close();
            } catch (Exception e) {
                screen.bad("  could not stop " + service.getClass().getSimpleName() + ": " + e.getMessage());
            }
        }
    }
}
