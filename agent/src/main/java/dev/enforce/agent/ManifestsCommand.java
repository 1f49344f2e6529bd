package dev.enforce.agent;

import dev.enforce.agent.configuration.EnforcementOptions;
import dev.enforce.agent.install.Installation;
import dev.enforce.agent.install.Manifests;
import java.io.PrintWriter;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code agent manifests}: the YAML that installs the agent. */
@Command(
        name = "manifests",
        description = "Prints the YAML that installs the agent into a cluster.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        footer = {"", "Example: agent manifests --image registry.example.com/enforce/agent:1 | kubectl apply -f -"})
final class ManifestsCommand implements Callable<Integer> {

    @Spec
    private picocli.CommandLine.Model.@Nullable CommandSpec spec;

    @Option(names = "--image", paramLabel = "REFERENCE", description = "Default: ${DEFAULT-VALUE}.")
    private String image = "enforce/agent:latest";

    @Option(names = "--replicas", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int replicas = 2;

    @Option(
            names = "--webhook-url",
            paramLabel = "URL",
            description = "For an agent that runs outside of the cluster, at this https URL.")
    private @Nullable URI webhookUrl;

    @Option(
            names = "--external-name",
            paramLabel = "HOST:PORT",
            description = "For an agent that runs outside of the cluster, behind a Service of type ExternalName.")
    private @Nullable String externalName;

    @Option(names = "--opt", paramLabel = "KEY=VALUE", description = "As for run; stands in the Deployment afterwards.")
    private Map<String, String> enforcement = new LinkedHashMap<>();

    @Override
    public Integer call() {
        EnforcementOptions options = EnforcementOptions.DEFAULTS;
        for (Map.Entry<String, String> entry : enforcement.entrySet()) {
            options = options.with(entry.getKey(), entry.getValue());
        }
        if (spec == null) {
            throw new IllegalStateException("not called by picocli");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(new Manifests(installation(), options).yaml());
        out.flush();
        return 0;
    }

    private Installation installation() {
        if (webhookUrl != null) {
            return new Installation.AtUrl(webhookUrl);
        }
        if (externalName == null) {
            return new Installation.InCluster(image, replicas);
        }
        int colon = externalName.lastIndexOf(':');
        if (colon <= 0 || !externalName.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("--external-name takes HOST:PORT, for instance localhost:8443");
        }
        return new Installation.BehindExternalName(
                externalName.substring(0, colon), Integer.parseInt(externalName.substring(colon + 1)));
    }
}
