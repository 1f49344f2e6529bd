package dev.enforce.cli;

import dev.enforce.cli.terminal.Terminal;
import dev.enforce.policy.PolicySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code enforce policy}. */
@Command(
        name = "policy",
        description = "Check policies before a cluster sees them.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  enforce policy validate policy.yaml"})
final class PolicyCommand {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this.")
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    private PolicyCommand() {}

    /** The group with its commands. */
    static Object create(Terminal terminal) {
        return new CommandLine(new PolicyCommand()).addSubcommand("validate", new Validate(terminal));
    }

    /** How an answer is written. */
    enum Output {
        text,
        json
    }

    /** {@code enforce policy validate}. */
    @Command(
            name = "validate",
            description = {
                "Check ClusterImagePolicies and TrustRoots in files, in the words of the admission webhook.",
                "Exit code 0: valid, perhaps with warnings; 1: not valid; 2: not readable."
            },
            footer = {
                "",
                "Examples:",
                "  enforce policy validate policy.yaml",
                "  kubectl get cip -o yaml my-policy | enforce policy validate -o json -"
            })
    static final class Validate implements Callable<Integer> {

        private final Terminal terminal;

        @Parameters(arity = "1..*", paramLabel = "FILE", description = "YAML or JSON; - is standard input.")
        private List<String> files = new ArrayList<>();

        @Option(
                names = {"-o", "--output"},
                paramLabel = "text|json",
                description = "How to answer; text by default.")
        private Output output = Output.text;

        @Option(
                names = "--system-namespace",
                paramLabel = "NAME",
                description = "Where the cluster keeps the policies' Secrets; cosign-system by default.")
        private String systemNamespace = PolicySettings.DEFAULT.systemNamespace();

        @Option(names = "--require-identities", description = "Refuse keyless authorities without identities.")
        private boolean requireIdentities;

        @Option(names = "--allow-empty-authorities", description = "Accept policies without authorities.")
        private boolean allowEmptyAuthorities;

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this.")
        @SuppressWarnings("UnusedVariable")
        private boolean help;

        private Validate(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            PolicySettings base =
                    requireIdentities ? PolicySettings.DEFAULT.withIdentitiesRequired() : PolicySettings.DEFAULT;
            PolicySettings settings =
                    new PolicySettings(systemNamespace, !allowEmptyAuthorities, base.identitiesOptional());
            List<FileReport> reports = new PolicyFiles(settings, terminal.in()).check(files);
            switch (output) {
                case text -> ReportText.write(reports, terminal.out());
                case json -> ReportJson.write(reports, terminal.out());
            }
            return FileReport.exitCode(reports);
        }
    }
}
