package dev.enforce.cli.sign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.enforce.cli.terminal.ExitCode;
import dev.enforce.cli.terminal.Terminal;
import dev.enforce.model.ImageReference;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.DockerConfig;
import dev.enforce.oci.HttpRegistryClient;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Repository;
import dev.enforce.signing.signer.Attestation;
import dev.enforce.signing.signer.Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code enforce sign}: a signature, or an attestation, that cosign verifies too. */
@Command(
        name = "sign",
        description = {
            "Sign an image, or attest to it, with an identity and no key to keep, or with a key.",
            "Exit code 0: signed; 2: not signed."
        },
        footer = {
            "",
            "Examples:",
            "  enforce sign --identity-token token.jwt registry.example/app@sha256:…",
            "  enforce sign --key cosign.key.pem --no-log registry.example/app:1.0",
            "  enforce sign --attest sbom.json --type spdxjson --key k.pem registry.example/app:1.0"
        })
public final class SignCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final InstantSource clock;

    @Mixin
    private final SigningOptions options = new SigningOptions();

    @Parameters(paramLabel = "IMAGE", description = "Reference; a tag is resolved first, the digest is what is signed.")
    private String image = "";

    @Option(
            names = {"-a", "--annotation"},
            paramLabel = "KEY=VALUE",
            description = "Said by the signature besides; may be repeated.")
    private Map<String, String> annotations = new LinkedHashMap<>();

    @Option(names = "--attest", paramLabel = "FILE", description = "Attest with this predicate instead of signing.")
    private @Nullable Path predicate;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "Predicate type, a URI or one of cosign's short names; custom by default.")
    private String type = "custom";

    @Option(names = "--docker-config", paramLabel = "FILE", description = "Credentials, as docker login writes them.")
    private @Nullable Path dockerConfig;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this.")
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    public SignCommand(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    /** The command as a group of its own. */
    public static Object create(Terminal terminal) {
        return new CommandLine(new SignCommand(terminal, InstantSource.system()));
    }

    @Override
    public Integer call() throws IOException {
        Signer signer = options.signer(clock);
        try (HttpRegistryClient client = HttpRegistryClient.create()) {
            Keychain keychain = keychain();
            PinnedReference pinned = client.resolve(ImageReference.parse(image), keychain);
            RegistryArtifactStore store =
                    new RegistryArtifactStore(client, client.writer(), Repository.of(pinned), keychain);
            Signer.Target target = new Signer.Target(pinned.context(), pinned.digest());
            Signer.Receipt receipt = predicate == null
                    ? signer.sign(store, target, options.layout(), annotations)
                    : signer.attest(store, target, options.layout(), attestation(predicate));
            terminal.out().println(said(pinned, receipt));
        }
        return ExitCode.OK;
    }

    private Keychain keychain() throws IOException {
        return dockerConfig == null
                ? Keychain.anonymous()
                : DockerConfig.parse(dockerConfig.toString(), Files.readAllBytes(dockerConfig));
    }

    private Attestation attestation(Path file) throws IOException {
        return Attestation.of(type, Files.readAllBytes(file), clock.instant());
    }

    private String said(PinnedReference pinned, Signer.Receipt receipt) throws IOException {
        String verb = predicate == null ? "signed" : "attested";
        String by = options.token().flatMap(SignCommand::identity).orElse("the given key");
        String index = receipt.logIndex().map(i -> ", log index " + i).orElse("");
        return pinned.name() + " " + verb + " by " + by + index;
    }

    /** Who the token names; only for the message, the services have verified it. */
    private static Optional<String> identity(String token) {
        try {
            String[] parts = token.split("\\.");
            JsonNode claims = new ObjectMapper()
                    .readTree(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            String subject = claims.path("email").asText(claims.path("sub").asText());
            return Optional.of(subject + " (issuer " + claims.path("iss").asText() + ")");
        } catch (IOException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
