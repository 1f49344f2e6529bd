package dev.enforce.agent;

import dev.enforce.agent.admission.AdmissionLimits;
import dev.enforce.agent.configuration.EnforcementOptions;
import dev.enforce.agent.configuration.GoDuration;
import dev.enforce.agent.install.WebhookAddress;
import dev.enforce.agent.server.ServerOptions;
import dev.enforce.agent.telemetry.Logging;
import dev.enforce.agent.trustroots.TufSource;
import dev.enforce.oci.DockerConfig;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.RegistryTls;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code agent run}: runs until it is told to end. */
@Command(
        name = "run",
        description = "Runs the agent until SIGTERM.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class RunCommand implements Callable<Integer> {

    @Spec
    private picocli.CommandLine.Model.@Nullable CommandSpec spec;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Default: the Pod's service account.")
    private @Nullable Path kubeconfig;

    @Option(names = "--context", paramLabel = "NAME", description = "Context of the kubeconfig.")
    private @Nullable String context;

    @Option(names = "--bind", paramLabel = "ADDRESS", description = "Default: ${DEFAULT-VALUE}.")
    private String bind = "0.0.0.0";

    @Option(
            names = "--webhook-port",
            paramLabel = "PORT",
            description = "0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int webhookPort = 8443;

    @Option(
            names = "--health-port",
            paramLabel = "PORT",
            description = "0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int healthPort = 8081;

    @Option(names = "--agent-namespace", paramLabel = "NAME", description = "Default: ${DEFAULT-VALUE}.")
    private String agentNamespace = WireNames.AGENT_NAMESPACE;

    @Option(names = "--system-namespace", paramLabel = "NAME", description = "Default: ${DEFAULT-VALUE}.")
    private String systemNamespace = WireNames.SYSTEM_NAMESPACE;

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "Service of the webhooks. Default: ${DEFAULT-VALUE}.")
    private String service = "webhook";

    @Option(names = "--external-service", description = "The Service is of type ExternalName.")
    private boolean externalService;

    @Option(names = "--webhook-url", paramLabel = "URL", description = "Where the API server calls, without a Service.")
    private @Nullable URI webhookUrl;

    @Option(names = "--create-webhooks", description = "Create webhook configurations that do not exist.")
    private boolean createWebhooks;

    @Option(
            names = "--opt",
            paramLabel = "KEY=VALUE",
            description = "webhook_fail_open, namespace_enforcement_mode, noMatchPolicy or mutation_mode; goes before "
                    + "ENFORCER_OPTIONS_JSON.")
    private Map<String, String> enforcement = new LinkedHashMap<>();

    @Option(names = "--event-sink", paramLabel = "URL", description = "Where CloudEvents are sent.")
    private @Nullable URI eventSink;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Keeps evidence over restarts.")
    private @Nullable Path dataDirectory;

    @Option(
            names = "--tuf-mirror",
            paramLabel = "URL",
            description = "Refresh the public-good trust root from this TUF repository, for instance "
                    + "https://tuf-repo-cdn.sigstore.dev; without it the one of this release is used.")
    private @Nullable URI tufMirror;

    @Option(names = "--tuf-root", paramLabel = "FILE", description = "root.json to follow --tuf-mirror from.")
    private @Nullable Path tufRoot;

    @Option(names = "--docker-config", paramLabel = "FILE", description = "The agent's own registry credentials.")
    private @Nullable Path dockerConfig;

    @Option(names = "--registry-ca", paramLabel = "FILE", description = "PEM of certificates to trust for registries.")
    private List<Path> registryAuthorities = List.of();

    @Option(
            names = "--insecure-registry",
            paramLabel = "HOST[:PORT]",
            description = "Registry spoken to in plain HTTP.")
    private List<String> insecureRegistries = List.of();

    @Option(names = "--lame-duck", paramLabel = "DURATION", description = "Default: ${DEFAULT-VALUE}.")
    private String lameDuck = "5s";

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logging.toJsonLines();
        CountDownLatch ended = new CountDownLatch(1);
        AgentOptions options = options();
        Config cluster = cluster();
        RunningAgent agent = AgentProgram.start(options, cluster);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> {
                    agent.close();
                    ended.countDown();
                }));
        ended.await();
        return 0;
    }

    AgentOptions options() throws IOException {
        return new AgentOptions(
                identity(),
                ServerOptions.of(bind, webhookPort, healthPort, AdmissionLimits.MAX_BODY_BYTES, lameDuckTime()),
                agentNamespace,
                systemNamespace,
                address(),
                createWebhooks,
                enforcement(),
                registryTls(),
                keychain(),
                eventSink,
                dataDirectory,
                publicGood());
    }

    private Config cluster() {
        if (kubeconfig != null) {
            Config config = Config.fromKubeconfig(kubeconfig.toFile());
            if (context != null
                    && config.getContexts().stream().noneMatch(c -> c.getName().equals(context))) {
                throw invalid("there is no context " + context + " in " + kubeconfig);
            }
            return context == null ? config : Config.fromKubeconfig(context, kubeconfig.toFile());
        }
        return context == null ? new ConfigBuilder().build() : Config.autoConfigure(context);
    }

    private WebhookAddress address() {
        if (webhookUrl != null) {
            if (!"https".equals(webhookUrl.getScheme()) || webhookUrl.getHost() == null) {
                throw invalid("--webhook-url must begin with https:// and name a host");
            }
            return new WebhookAddress.Url(webhookUrl);
        }
        return externalService
                ? new WebhookAddress.ExternalService(agentNamespace, service)
                : new WebhookAddress.Service(agentNamespace, service, 443);
    }

    private EnforcementOptions enforcement() {
        String json = System.getenv("ENFORCER_OPTIONS_JSON");
        EnforcementOptions options = EnforcementOptions.parse(json == null ? "" : json);
        for (Map.Entry<String, String> entry : enforcement.entrySet()) {
            options = options.with(entry.getKey(), entry.getValue());
        }
        return options;
    }

    private TufSource.@Nullable Mirror publicGood() throws IOException {
        if (tufMirror == null) {
            if (tufRoot != null) {
                throw invalid("--tuf-root goes with --tuf-mirror");
            }
            return null;
        }
        return tufRoot == null
                ? TufSource.publicGood(tufMirror)
                : TufSource.publicGood(tufMirror, Files.readAllBytes(tufRoot));
    }

    private RegistryTls registryTls() throws IOException {
        RegistryTls.Builder tls = RegistryTls.builder();
        for (Path file : registryAuthorities) {
            tls.trust(Files.readString(file));
        }
        insecureRegistries.forEach(tls::insecure);
        return tls.build();
    }

    private Keychain keychain() throws IOException {
        return dockerConfig == null
                ? Keychain.anonymous()
                : DockerConfig.parse(dockerConfig.toString(), Files.readAllBytes(dockerConfig));
    }

    private Duration lameDuckTime() {
        return GoDuration.parse(lameDuck)
                .orElseThrow(() -> invalid("--lame-duck does not take \"" + lameDuck + "\": write 5s or 500ms"));
    }

    private static String identity() {
        String pod = System.getenv("POD_NAME");
        String suffix = UUID.randomUUID().toString().substring(0, 8);
        return pod == null || pod.isEmpty() ? "agent-" + suffix : pod + "-" + suffix;
    }

    private ParameterException invalid(String message) {
        if (spec == null) {
            throw new IllegalStateException(message);
        }
        return new ParameterException(spec.commandLine(), message);
    }
}
