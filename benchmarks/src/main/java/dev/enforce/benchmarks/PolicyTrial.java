package dev.enforce.benchmarks;

import dev.enforce.cluster.KubernetesCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Changes a policy as a user does and looks how long it takes until an admission follows it. */
final class PolicyTrial {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final byte[] ALLOWED = "\"allowed\":true".getBytes(StandardCharsets.US_ASCII);

    private final KubernetesCluster cluster;
    private final KubernetesClient client;
    private final ReviewBodies bodies;
    private final String glob;
    private final Path folder;

    PolicyTrial(KubernetesCluster cluster, KubernetesClient client, ReviewBodies bodies, String glob, Path folder) {
        this.cluster = cluster;
        this.client = client;
        this.bodies = bodies;
        this.glob = glob;
        this.folder = folder;
    }

    /**
     * One change, in seconds.
     *
     * @param applied until the user's program was back
     * @param followed until the first admission that follows the change was answered; both from the user's start
     */
    record Change(double applied, double followed) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.3f (applied %.3f)", followed, applied);
        }
    }

    /** Puts a static policy in force and waits for the webhook to follow it. */
    Change change(String action, URI webhook) throws IOException, InterruptedException {
        String policy = SignedImages.policy("trial", glob, "  - static:\n      action: " + action + "\n");
        double[] applied = new double[1];
        long start = System.nanoTime();
        Thread user = Thread.ofPlatform().start(() -> {
            apply(policy);
            applied[0] = (System.nanoTime() - start) / 1e9;
        });
        boolean wanted = action.equals("pass");
        double followed = followed(webhook, wanted, start);
        user.join();
        return new Change(applied[0], followed);
    }

    private double followed(URI webhook, boolean wanted, long start) throws IOException {
        try (WebhookConnection connection = WebhookConnection.open(webhook)) {
            while (System.nanoTime() - start < PATIENCE.toNanos()) {
                String answer = new String(connection.post(bodies.next()).body(), StandardCharsets.UTF_8);
                if (answer.contains(new String(ALLOWED, StandardCharsets.US_ASCII)) == wanted) {
                    return (System.nanoTime() - start) / 1e9;
                }
            }
        }
        throw new IllegalStateException("the change was not followed within " + PATIENCE);
    }

    /** {@code kubectl apply}, where there is a kubectl. */
    void apply(String policy) {
        try {
            if (cluster.kubectl().isEmpty()) {
                client.resource(policy).forceConflicts().serverSideApply();
                return;
            }
            Path file = Files.writeString(folder.resolve("trial.yaml"), policy);
            List<String> command = new ArrayList<>(cluster.kubectl().get());
            command.addAll(List.of("--kubeconfig", cluster.kubeconfig().toString(), "apply", "-f", file.toString()));
            Process kubectl = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("kubectl.log").toFile())
                    .start();
            if (kubectl.waitFor() != 0) {
                throw new IllegalStateException("kubectl: " + Files.readString(folder.resolve("kubectl.log")));
            }
        } catch (IOException e) {
            throw new IllegalStateException("the policy could not be applied", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
