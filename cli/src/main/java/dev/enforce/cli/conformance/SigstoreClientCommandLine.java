package dev.enforce.cli.conformance;

import dev.enforce.sigstore.bundle.Artifact;
import dev.enforce.sigstore.certificate.CertificateIdentity;
import dev.enforce.sigstore.outcome.SignatureResult;
import dev.enforce.sigstore.trust.PublicGoodTrustRoot;
import dev.enforce.sigstore.trust.TrustRoot;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * The program {@code conformance/sigstore-client}, which the public conformance suite runs.
 *
 * <p>Exit codes: 0 verified or signed, 1 not verified, 2 could not be done.
 */
public final class SigstoreClientCommandLine {

    private static final int MAX_ARTIFACT = 512 << 20;
    private static final int MAX_FILE = 16 << 20;
    private static final String STAGING = "--staging";
    private static final String BUNDLE = "--bundle";
    private static final String TRUSTED_ROOT = "--trusted-root";
    private static final String IDENTITY = "--certificate-identity";
    private static final String ISSUER = "--certificate-oidc-issuer";
    private static final String KEY = "--key";
    private static final String TOKEN = "--identity-token";
    private static final String CONFIG = "--signing-config";
    private static final String STATEMENT = "--in-toto";

    private final InstantSource clock;
    private final PrintStream err;

    /** @param err where the reason of a refusal goes */
    public SigstoreClientCommandLine(InstantSource clock, PrintStream err) {
        this.clock = clock;
        this.err = err;
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(new SigstoreClientCommandLine(InstantSource.system(), System.err).run(List.of(args)));
    }

    /** Runs one command. */
    public int run(List<String> args) {
        try {
            return switch (args.isEmpty() ? "" : args.getFirst()) {
                case "verify-bundle" -> verify(args.subList(1, args.size()));
                case "sign-bundle" -> sign(args.subList(1, args.size()));
                default -> throw new UnusableException("commands are verify-bundle and sign-bundle");
            };
        } catch (UnusableException e) {
            err.println("sigstore-client: " + e.getMessage());
            return 2;
        }
    }

    private int verify(List<String> words) {
        Arguments args = Arguments.parse(words, Set.of(BUNDLE, IDENTITY, ISSUER, KEY, TRUSTED_ROOT), Set.of(STAGING));
        if (args.has(KEY) == args.has(IDENTITY) || args.has(IDENTITY) != args.has(ISSUER)) {
            throw new UnusableException("give either " + KEY + ", or " + IDENTITY + " with " + ISSUER);
        }
        byte[] bundle = read(args.require(BUNDLE), MAX_FILE);
        Artifact artifact = artifact(args.target());
        TrustRoot root = trustRoot(args);
        BundleChecking checking = new BundleChecking(clock);
        return answer(
                args.has(KEY)
                        ? checking.byKey(bundle, artifact, root, text(args.require(KEY)))
                        : checking.byIdentity(
                                bundle,
                                artifact,
                                root,
                                CertificateIdentity.exactly(args.require(ISSUER), args.require(IDENTITY))));
    }

    private int sign(List<String> words) {
        Arguments args =
                Arguments.parse(words, Set.of(TOKEN, BUNDLE, TRUSTED_ROOT, CONFIG), Set.of(STAGING, STATEMENT));
        String target = args.require(BUNDLE);
        SigningConfig config = args.find(CONFIG)
                .map(file -> SigningConfig.parse(read(file, MAX_FILE), clock.instant()))
                .orElseGet(() -> args.has(STAGING) ? SigningConfig.staging() : SigningConfig.publicGood());
        byte[] content = read(args.target(), MAX_ARTIFACT);
        boolean isStatement = args.has(STATEMENT);
        byte[] bundle = new BundleSigning(clock).sign(config, args.require(TOKEN), content, isStatement);
        if (args.has(TRUSTED_ROOT) && !isStatement) {
            SignatureResult result = new BundleChecking(clock)
                    .byIdentity(bundle, Artifact.of(content), trustRoot(args), CertificateIdentity.any());
            if (result instanceof SignatureResult.Rejected) {
                return answer(result);
            }
        }
        try {
            Files.write(Path.of(target), bundle);
        } catch (IOException | InvalidPathException e) {
            throw new UnusableException(target + " was not written: " + e.getMessage(), e);
        }
        return 0;
    }

    private int answer(SignatureResult result) {
        return switch (result) {
            case SignatureResult.Verified _ -> 0;
            case SignatureResult.Rejected rejected -> {
                rejected.failures().forEach(failure -> err.println(failure.code() + ": " + failure.text()));
                yield 1;
            }
        };
    }

    private static TrustRoot trustRoot(Arguments args) {
        if (!args.has(TRUSTED_ROOT)) {
            if (args.has(STAGING)) {
                throw new UnusableException("the staging root is not carried along: add " + TRUSTED_ROOT);
            }
            return PublicGoodTrustRoot.load();
        }
        String file = args.require(TRUSTED_ROOT);
        return switch (TrustRoot.parse(read(file, MAX_FILE))) {
            case TrustRoot.Read(TrustRoot root) -> root;
            case TrustRoot.Unreadable(List<String> problems) ->
                throw new UnusableException(file + " is no trusted root: " + String.join("; ", problems));
        };
    }

    private static Artifact artifact(String word) {
        return BundleChecking.isDigest(word) && !exists(word)
                ? BundleChecking.digest(word)
                : Artifact.of(read(word, MAX_ARTIFACT));
    }

    private static boolean exists(String word) {
        try {
            return Files.exists(Path.of(word));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String text(String file) {
        return new String(read(file, MAX_FILE), StandardCharsets.UTF_8);
    }

    private static byte[] read(String file, int maxBytes) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new UnusableException(file + " is longer than " + maxBytes + " bytes");
            }
            return bytes;
        } catch (IOException | InvalidPathException e) {
            throw new UnusableException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
