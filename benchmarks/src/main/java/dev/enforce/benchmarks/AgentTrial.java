package dev.enforce.benchmarks;

import dev.enforce.agent.configuration.EnforcementOptions;
import dev.enforce.agent.install.Installation;
import dev.enforce.agent.install.Manifests;
import dev.enforce.cluster.ClusterChoice;
import dev.enforce.cluster.ClusterSettings;
import dev.enforce.cluster.Clusters;
import dev.enforce.cluster.KubernetesCluster;
import dev.enforce.cluster.ServiceAccountName;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The real agent, as a process of its own, on a cluster: start, memory, admission, changed policies, many Pods. */
@Command(
        name = "agent",
        description = "Measure a real agent process on a cluster of this machine.",
        mixinStandardHelpOptions = true)
final class AgentTrial implements Callable<Integer> {

    private static final String NAMESPACE = "prod";
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: p-%d, namespace: many, labels: {app: demo-%d}}
            spec:
              containers:
              - {name: main, image: "%s"}
            """;

    @Option(names = "--real", description = "On the real control plane; otherwise on the simulated one.")
    private boolean real;

    @Option(names = "--folder", required = true, description = "What the command images wrote.")
    private Path folder = Path.of(".");

    @Option(names = "--pods", defaultValue = "0", description = "Pods to run (default ${DEFAULT-VALUE}).")
    private int pods;

    @Option(
            names = "--periods",
            defaultValue = "6",
            description = "Periods of 10 s to watch (default ${DEFAULT-VALUE}).")
    private int periods;

    @Option(names = "--load", description = "Load the webhook.")
    private boolean load;

    @Option(names = "--changes", description = "Change policies, also after kill -9.")
    private boolean changes;

    @Option(names = "--warm-up", defaultValue = "20", description = "Seconds (default ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "10", description = "Seconds a level (default ${DEFAULT-VALUE}).")
    private int seconds;

    @Parameters(arity = "1..*", description = "The command line that starts the agent, without its arguments.")
    private List<String> java = List.of();

    @Override
    public Integer call() throws Exception {
        ClusterSettings settings =
                ClusterSettings.ofEnvironment(System.getenv(), Path.of("").toAbsolutePath());
        ClusterChoice choice = real ? new ClusterChoice.Real() : new ClusterChoice.Simulated();
        List<String> images = Files.readAllLines(folder.resolve("images.txt"));
        try (KubernetesCluster cluster =
                        new Clusters(settings, InstantSource.system()).open(choice, System.err::println);
                KubernetesClient client = cluster.newClient();
                LoopbackService service = new LoopbackService()) {
            System.out.println(cluster.label());
            new Manifests(new Installation.Outside(), EnforcementOptions.DEFAULTS).applyTo(client);
            cluster.createNamespace(NAMESPACE, Map.of("policy.sigstore.dev/include", "true"));
            cluster.createNamespace("many", Map.of());
            Path kubeconfig = Files.writeString(
                    folder.resolve("agent.kubeconfig"),
                    cluster.kubeconfigOf(new ServiceAccountName("gulfstream", "controller"), Duration.ofHours(2)));
            measure(new World(cluster, client, service, kubeconfig, images));
        }
        return 0;
    }

    private record World(
            KubernetesCluster cluster,
            KubernetesClient client,
            LoopbackService service,
            Path kubeconfig,
            List<String> images) {}

    private AgentProcess start(World world) throws IOException {
        AgentProcess agent =
                AgentProcess.start(java, world.kubeconfig(), world.service().port(), folder.resolve("agent.log"));
        world.service().add(agent.webhookPort());
        say("ready after %.3f s with %d MiB, CPU %d ms", agent);
        return agent;
    }

    private static void say(String format, AgentProcess agent) {
        ProcessUse use = agent.use();
        System.out.println(String.format(
                Locale.ROOT, format, agent.startTime().toMillis() / 1e3, use.residentMiB(), use.cpuMillis()));
    }

    private void measure(World world) throws Exception {
        try (AgentProcess first = start(world)) {
            // The second start finds certificate and registration, as a restarted replica does.
            first.kill();
        }
        try (AgentProcess agent = start(world)) {
            rest(Duration.ofSeconds(20));
            System.out.println("at rest: " + agent.use().residentMiB() + " MiB");
            if (load) {
                load(world, agent, "static");
                load(world, agent, "key");
            }
            if (changes) {
                change(world, agent);
            }
            if (pods > 0) {
                run(world, agent);
            }
        }
    }

    private void load(World world, AgentProcess agent, String name) throws IOException, InterruptedException {
        world.client()
                .resource(Files.readString(folder.resolve(name + ".yaml")))
                .forceConflicts()
                .serverSideApply();
        rest(Duration.ofSeconds(2));
        List<String> some =
                world.images().subList(0, Math.min(200, world.images().size()));
        LoadGenerator generator = new LoadGenerator(agent.validation(), new ReviewBodies(some, "default"), agent.pid());
        generator.closedLoop(8, Duration.ofSeconds(warmUp));
        System.out.println(LoadResult.HEADER);
        for (int clients : List.of(1, 8, 32)) {
            System.out.println(
                    generator.closedLoop(clients, Duration.ofSeconds(seconds)).row(name));
        }
        System.out.println(
                generator.openLoop(500, 32, Duration.ofSeconds(seconds)).row(name));
        world.client()
                .resource(Files.readString(folder.resolve(name + ".yaml")))
                .delete();
    }

    private void change(World world, AgentProcess agent) throws IOException, InterruptedException {
        String image = world.images().getFirst();
        PolicyTrial trial = new PolicyTrial(
                world.cluster(),
                world.client(),
                new ReviewBodies(List.of(image), "default"),
                image.substring(0, image.indexOf('/')) + "/**",
                folder);
        // An image that no policy covers is allowed as well, so the first change is not told.
        trial.change("pass", agent.validation());
        for (int i = 0; i < 3; i++) {
            System.out.println("pass to fail: " + trial.change("fail", agent.validation()) + " s");
            System.out.println("fail to pass: " + trial.change("pass", agent.validation()) + " s");
        }
        AgentProcess leader = agent;
        for (int i = 0; i < 3; i++) {
            AgentProcess next = start(world);
            leader.kill();
            String action = i % 2 == 0 ? "fail" : "pass";
            System.out.println("after kill -9 of the leader, the other replica follows: "
                    + trial.change(action, next.validation()) + " s");
            leader = next;
        }
        leader.kill();
        try (AgentProcess restarted = start(world)) {
            System.out.println("after kill -9 and restart of the only replica: "
                    + trial.change("pass", restarted.validation()) + " s");
            System.out.println("after kill -9 and restart of the only replica: "
                    + trial.change("fail", restarted.validation()) + " s");
        }
    }

    private void run(World world, AgentProcess agent) throws Exception {
        world.client()
                .resource(Files.readString(folder.resolve("key.yaml")))
                .forceConflicts()
                .serverSideApply();
        long begin = System.nanoTime();
        List<Future<?>> made = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < pods; i++) {
                int number = i;
                made.add(threads.submit(() -> world.client()
                        .resource(POD.formatted(
                                number,
                                number % 5,
                                world.images().get(number % world.images().size())))
                        .create()));
            }
            for (Future<?> one : made) {
                one.get();
            }
        }
        long took = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
        System.out.println(
                pods + " Pods with " + Math.min(pods, world.images().size()) + " digests within " + took + " s");
        System.out.println("| 10 s | CPU ms | RSS MiB | peak MiB |\n|---|---|---|---|");
        ProcessUse before = agent.use();
        for (int i = 1; i <= periods; i++) {
            rest(Duration.ofSeconds(10));
            ProcessUse after = agent.use();
            System.out.println(String.format(
                    Locale.ROOT,
                    "| %d | %d | %d | %d |",
                    i,
                    after.cpuMillis() - before.cpuMillis(),
                    after.residentMiB(),
                    after.peakMiB()));
            before = after;
        }
    }

    private static void rest(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
