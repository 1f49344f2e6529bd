package dev.enforce.cli.verify;

import dev.enforce.cli.terminal.ExitCode;
import dev.enforce.cli.terminal.Terminal;
import dev.enforce.cli.verify.Explanation.Result;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.DockerConfig;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.RegistryException;
import dev.enforce.verification.EvidenceCache;
import dev.enforce.verification.EvidenceVerification;
import dev.enforce.verification.Verdict;
import dev.enforce.verification.VerificationSettings;
import dev.enforce.verification.WorkloadFacts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code enforce verify}: what policies say about an image, and why, without a cluster. */
@Command(
        name = "verify",
        description = {
            "Judge an image by policies, as the agent would, and explain the verdict.",
            "Exit code 0: passed; 1: refused, or covered by no policy; 2: could not be decided."
        },
        footer = {
            "",
            "Examples:",
            "  enforce verify --policy policy.yaml registry.example/app:1.0",
            "  enforce verify --policy policy.yaml --trust-root ours=trusted_root.json -o json localhost:5000/app:1.0",
            "  enforce verify --policy policy.yaml --as registry.example/app:1.0 oci-layout:./image"
        })
public final class VerifyCommand implements Callable<Integer> {

    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final int DOCKER_CONFIG_BYTES = 1 << 20;
    private static final long MEMORY_BYTES = 64L << 20;

    private final Terminal terminal;
    private final InstantSource clock;

    /** How an answer is written. */
    enum Output {
        text,
        json
    }

    /** What an image that no policy covers comes to. */
    enum NoMatch {
        allow,
        warn,
        deny
    }

    @Parameters(
            paramLabel = "IMAGE",
            description = "Reference, of which a tag is resolved first; or oci-layout:DIRECTORY[:TAG|@DIGEST].")
    private String image = "";

    @Option(
            names = "--policy",
            required = true,
            paramLabel = "FILE",
            description = "ClusterImagePolicies, perhaps with TrustRoots and Secrets among them; may be repeated.")
    private List<String> policyFiles = new ArrayList<>();

    @Option(
            names = "--trust-root",
            paramLabel = "[NAME=]FILE",
            description = "TrustRoot or trusted_root.json that policies know as NAME; may be repeated.")
    private List<String> trustRoots = new ArrayList<>();

    @Option(names = "--secret", paramLabel = "FILE", description = "Kubernetes Secrets that policies name.")
    private List<String> secretFiles = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            description = "How to answer; text by default.")
    private Output output = Output.text;

    @Option(
            names = "--no-match",
            paramLabel = "allow|warn|deny",
            description = "What an image that no policy covers comes to; deny by default.")
    private NoMatch noMatch = NoMatch.deny;

    @Option(names = "--docker-config", paramLabel = "FILE", description = "Credentials, as docker login writes them.")
    private @Nullable String dockerConfig;

    @Option(names = "--as", paramLabel = "NAME", description = "What policies know the image of an OCI layout by.")
    private @Nullable String knownAs;

    @Option(names = "--namespace", paramLabel = "NAME", description = "Namespace of the Pod that would run it.")
    private String namespace = "default";

    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "Label of the Pod; may be repeated.")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "For the whole question; 60 by default.")
    private int timeoutSeconds = 60;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this.")
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    public VerifyCommand(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    /** The command as a group of its own. */
    public static Object create(Terminal terminal) {
        return new CommandLine(new VerifyCommand(terminal, InstantSource.system()));
    }

    @Override
    public Integer call() {
        try {
            PolicyInputs inputs = PolicyInputs.read(policyFiles, trustRoots, secretFiles, clock.instant());
            try (ImageSource source = ImageSource.open(image, knownAs)) {
                return answer(inputs, judge(inputs, source));
            }
        } catch (InputException | RegistryException e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private Explanation judge(PolicyInputs inputs, ImageSource source) {
        Keychain keychain = dockerConfig == null
                ? Keychain.anonymous()
                : DockerConfig.parse(dockerConfig, InputFile.read(dockerConfig, DOCKER_CONFIG_BYTES));
        Deadline deadline = Deadline.after(Duration.ofSeconds(Math.max(1, timeoutSeconds)));
        PinnedReference pinned = source.client().withDeadline(deadline).resolve(source.reference(), keychain);
        EvidenceVerification verification = new EvidenceVerification(
                source.client(),
                inputs.pullSecrets(),
                EvidenceCache.inMemory(MEMORY_BYTES),
                VerificationSettings.defaults(() -> FRESH),
                clock);
        WorkloadFacts facts = new WorkloadFacts("", "v1", "pods", "Pod", namespace, labels);
        Verdict verdict = verification.verify(pinned, facts, keychain, inputs.policies(), deadline);
        return Explainer.explain(image, inputs.policies(), verdict);
    }

    private int answer(PolicyInputs inputs, Explanation explanation) {
        int exitCode = exitCode(explanation.result());
        switch (output) {
            case json -> terminal.out().println(ExplanationJson.write(explanation, exitCode, inputs.warnings()));
            case text -> {
                terminal.out().print(ExplanationText.draw(explanation));
                inputs.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
                if (explanation.result() == Result.UNCOVERED && noMatch == NoMatch.warn) {
                    terminal.err().println("warning: no matching policies");
                }
            }
        }
        return exitCode;
    }

    private int exitCode(Result result) {
        return switch (result) {
            case PASSED -> ExitCode.OK;
            case REFUSED -> ExitCode.REFUSED;
            case UNCOVERED -> noMatch == NoMatch.deny ? ExitCode.REFUSED : ExitCode.OK;
            case UNDECIDED -> ExitCode.UNUSABLE;
        };
    }

    private int failed(String message) {
        if (output == Output.json) {
            terminal.out().println(ExplanationJson.error(image, message, ExitCode.UNUSABLE));
        }
        terminal.err().println("enforce verify: " + message);
        return ExitCode.UNUSABLE;
    }
}
