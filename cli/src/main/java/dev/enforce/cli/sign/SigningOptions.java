package dev.enforce.cli.sign;

import dev.enforce.signing.certificate.SigningKey;
import dev.enforce.signing.signer.FulcioClient;
import dev.enforce.signing.signer.LogClient;
import dev.enforce.signing.signer.ServiceClient;
import dev.enforce.signing.signer.Signer;
import dev.enforce.signing.signer.SignerIdentity;
import dev.enforce.signing.signer.TimestampClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who signs, and which services vouch for it; shared by the commands that sign. */
final class SigningOptions {

    private static final long MAX_FILE = 1 << 20;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Sign with this private key (PEM) instead of an identity.")
    private @Nullable Path key;

    @Option(
            names = "--identity-token",
            paramLabel = "FILE|TOKEN",
            description = "OIDC token with audience sigstore, or a file that holds it.")
    private @Nullable String identityToken;

    @Option(
            names = "--fulcio-url",
            paramLabel = "URL",
            description = "Certificate authority; ${DEFAULT-VALUE} by default.",
            defaultValue = "https://fulcio.sigstore.dev")
    private URI fulcio = URI.create("https://fulcio.sigstore.dev");

    @Option(
            names = "--rekor-url",
            paramLabel = "URL",
            description = "Transparency log; ${DEFAULT-VALUE} by default.",
            defaultValue = "https://rekor.sigstore.dev")
    private URI rekor = URI.create("https://rekor.sigstore.dev");

    @Option(names = "--rekor-version", paramLabel = "1|2", description = "API version of the log; 1 by default.")
    private int rekorVersion = 1;

    @Option(names = "--timestamp-url", paramLabel = "URL", description = "Timestamp authority, if one is wanted.")
    private @Nullable URI timestamps;

    @Option(names = "--no-log", description = "Record nothing in a log; only with --key.")
    private boolean noLog;

    @Option(
            names = "--layout",
            paramLabel = "legacy|bundle",
            description = "As cosign 2 (tags) or as cosign 3 (referrers) stores it; legacy by default.")
    private String layout = "legacy";

    Signer.Layout layout() {
        return switch (layout) {
            case "legacy" -> Signer.Layout.LEGACY;
            case "bundle" -> Signer.Layout.BUNDLE;
            default -> throw new IllegalArgumentException("--layout takes legacy or bundle, not " + layout);
        };
    }

    Signer signer(InstantSource clock) throws IOException {
        ServiceClient http = ServiceClient.create();
        Optional<LogClient> log = noLog ? Optional.empty() : Optional.of(log(http));
        Optional<TimestampClient> times =
                Optional.ofNullable(timestamps).map(url -> new TimestampClient(http, url, new SecureRandom()));
        return new Signer(identity(http), log, times, clock);
    }

    /** The claims of the token that say who signs; empty when a key does. */
    Optional<String> token() throws IOException {
        return key != null || identityToken == null ? Optional.empty() : Optional.of(read(identityToken));
    }

    private SignerIdentity identity(ServiceClient http) throws IOException {
        if (key != null) {
            return new SignerIdentity.Key(SigningKey.fromPem(text(key)));
        }
        if (noLog) {
            throw new IllegalArgumentException(
                    "--no-log goes with --key: a certificate of minutes needs the log's time");
        }
        String token = token().orElseThrow(() -> new IllegalArgumentException(
                "nobody to sign: give --key FILE, or --identity-token with an OIDC token"));
        return new SignerIdentity.Keyless(new FulcioClient(http, fulcio), () -> token);
    }

    private LogClient log(ServiceClient http) {
        return switch (rekorVersion) {
            case 1 -> new LogClient.Version1(http, rekor);
            case 2 -> new LogClient.Version2(http, rekor);
            default -> throw new IllegalArgumentException("--rekor-version takes 1 or 2, not " + rekorVersion);
        };
    }

    private static String read(String fileOrToken) throws IOException {
        boolean looksLikeToken = fileOrToken.startsWith("ey")
                && fileOrToken.chars().filter(c -> c == '.').count() == 2;
        return looksLikeToken ? fileOrToken : text(Path.of(fileOrToken)).strip();
    }

    private static String text(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException("cannot read " + file);
        }
        if (Files.size(file) > MAX_FILE) {
            throw new IOException(file + " is larger than 1 MiB");
        }
        return Files.readString(file);
    }
}
