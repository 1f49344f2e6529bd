package dev.enforce.agent;

import dev.enforce.kms.Surroundings;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The agent's main program, and the way to start an agent inside another program. */
@Command(
        name = "agent",
        description = "The in-cluster agent of Enforce.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        subcommands = {RunCommand.class, ManifestsCommand.class},
        footer = {"", "Example: agent manifests --image registry.example.com/enforce/agent:1 | kubectl apply -f -"})
public final class AgentProgram {

    private static final int WATCH_RECONNECT_MILLIS = 200;
    private static final int REQUEST_RETRIES = 2;

    private AgentProgram() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new AgentProgram())
                .setExecutionExceptionHandler((failure, commandLine, _) -> {
                    commandLine.getErr().println("agent: " + failure.getMessage());
                    return 1;
                })
                .execute(arguments));
    }

    /**
     * Starts an agent and returns at once; {@link RunningAgent#ready} tells when it judges, {@link
     * RunningAgent#registered} when the API server asks it.
     *
     * @param cluster how to reach the API server; not changed
     * @throws dev.enforce.agent.server.ServerException if the health port cannot be opened
     */
    public static RunningAgent start(AgentOptions options, Config cluster) {
        RunningAgent agent =
                new RunningAgent(options, client(cluster), InstantSource.system(), new Surroundings(System.getenv()));
        agent.start();
        return agent;
    }

    static KubernetesClient client(Config cluster) {
        Config config = new io.fabric8.kubernetes.client.ConfigBuilder(cluster)
                .withWatchReconnectInterval(WATCH_RECONNECT_MILLIS)
                .withRequestRetryBackoffLimit(REQUEST_RETRIES)
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }
}
