package dev.enforce.benchmarks;

import dev.enforce.agent.WireNames;
import dev.enforce.agent.admission.AdmissionHandler;
import dev.enforce.agent.admission.AdmissionLimits;
import dev.enforce.agent.admission.AdmissionSettings;
import dev.enforce.agent.admission.ImageJudge;
import dev.enforce.agent.admission.ImageWebhooks;
import dev.enforce.agent.admission.PodCredentials;
import dev.enforce.agent.server.Readiness;
import dev.enforce.agent.server.ServerCertificate;
import dev.enforce.agent.server.ServerOptions;
import dev.enforce.agent.server.WebhookServer;
import dev.enforce.agent.telemetry.Metrics;
import dev.enforce.oci.HttpRegistryClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The agent's webhook server, admission and verification as they are in the agent, but with policies out of a file
 * and no API server: to see what admission itself costs.
 */
@Command(
        name = "serve",
        description = "Serve the image webhooks over HTTPS with policies from a file.",
        mixinStandardHelpOptions = true)
final class AdmissionServer implements Callable<Integer> {

    private static final char[] PASSWORD = "benchmark".toCharArray();

    @Option(names = "--port", defaultValue = "8443", description = "HTTPS port (default ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--policy", required = true, description = "File of ClusterImagePolicies.")
    private Path policy = Path.of(".");

    @Option(names = "--keystore", required = true, description = "PKCS#12 file with the certificate.")
    private Path keystore = Path.of(".");

    @Override
    public Integer call() throws IOException, InterruptedException, GeneralSecurityException {
        try (HttpRegistryClient registries = HttpRegistryClient.create()) {
            ImageJudge judge = BenchmarkJudge.of(registries, Files.readAllBytes(policy), Duration.ofSeconds(10))
                    .judge();
            Metrics metrics = new Metrics();
            ImageWebhooks webhooks = new ImageWebhooks(
                    () -> judge, registries, PodCredentials.anonymous(), () -> AdmissionSettings.DEFAULTS, metrics);
            AdmissionHandler validation = webhooks.validation();
            AdmissionHandler mutation = webhooks.mutation();
            Map<String, AdmissionHandler> paths = Map.of(
                    WireNames.VERIFICATION_PATH, validation,
                    WireNames.VERIFICATION_ALIAS, validation,
                    WireNames.RESOLUTION_PATH, mutation,
                    WireNames.RESOLUTION_ALIAS, mutation);
            ServerOptions options =
                    ServerOptions.of("127.0.0.1", port, 0, AdmissionLimits.MAX_BODY_BYTES, Duration.ofSeconds(1));
            try (WebhookServer server = new WebhookServer(options, paths, new Readiness(), metrics::scrape)) {
                server.start();
                server.open(certificate());
                System.out.println("webhooks on port " + server.webhookPort());
                new CountDownLatch(1).await();
            }
        }
        return 0;
    }

    private ServerCertificate certificate() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            store.load(in, PASSWORD);
        }
        String alias = store.aliases().nextElement();
        return new ServerCertificate(
                (PrivateKey) store.getKey(alias, PASSWORD), List.of((X509Certificate) store.getCertificate(alias)));
    }
}
