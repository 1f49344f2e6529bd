package dev.enforce.testing.interop;

import dev.enforce.model.PinnedReference;
import dev.enforce.oci.HttpRegistryClient;
import dev.enforce.oci.ImageBuilder;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Repository;
import dev.enforce.oci.server.RegistryServer;
import dev.enforce.oci.server.RegistryServerOptions;
import dev.enforce.oci.server.ServedRequest;
import dev.enforce.signing.PrivateSigstore;
import dev.enforce.signing.certificate.KeyKind;
import dev.enforce.signing.certificate.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes {@code testing/fixtures/data} anew: real cosign 2, cosign 3 and notation sign images of ours with the
 * private sigstore. Run by {@code testing/fixtures/make}, never with the tests.
 */
class FixtureMaker {

    private static final String ISSUER = Playground.ISSUER;
    private static final String PERSON = Playground.PERSON;
    private static final String WORKLOAD = Playground.WORKLOAD;
    private static final String WORKFLOW =
            "https://github.com/enforce-fixtures/app/.github/workflows/release.yml@refs/heads/main";

    private static final Map<String, String> ATTESTATIONS = Map.of(
            "custom", "{\"tested\":\"yes\"}",
            "vuln",
                    "{\"invocation\":{},\"scanner\":{\"uri\":\"scanner.test\",\"version\":\"1\",\"result\":{}},"
                            + "\"metadata\":{\"scanStartedOn\":\"2026-01-01T00:00:00Z\","
                            + "\"scanFinishedOn\":\"2026-01-01T00:00:01Z\"}}",
            "cyclonedx", "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"components\":[]}",
            "spdxjson", "{\"spdxVersion\":\"SPDX-2.3\",\"name\":\"app\",\"packages\":[]}",
            "slsaprovenance",
                    "{\"builder\":{\"id\":\"https://ci.enforce.test\"},\"buildType\":\"https://ci.enforce.test/t\"}",
            "slsaprovenance1", "{\"buildDefinition\":{\"buildType\":\"https://ci.enforce.test/t\"},\"runDetails\":{}}",
            "https://enforce.test/built", "{\"built\":\"here\"}");

    private static final Map<String, Object> WORKFLOW_CLAIMS = Map.ofEntries(
            Map.entry("sub", "repo:enforce-fixtures/app:ref:refs/heads/main"),
            Map.entry("event_name", "push"),
            Map.entry("sha", "1111111111111111111111111111111111111111"),
            Map.entry("workflow", "release"),
            Map.entry("repository", "enforce-fixtures/app"),
            Map.entry("ref", "refs/heads/main"),
            Map.entry("job_workflow_ref", "enforce-fixtures/app/.github/workflows/release.yml@refs/heads/main"),
            Map.entry("job_workflow_sha", "1111111111111111111111111111111111111111"),
            Map.entry("workflow_ref", "enforce-fixtures/app/.github/workflows/release.yml@refs/heads/main"),
            Map.entry("workflow_sha", "1111111111111111111111111111111111111111"),
            Map.entry("runner_environment", "github-hosted"),
            Map.entry("repository_id", "1001"),
            Map.entry("repository_owner", "enforce-fixtures"),
            Map.entry("repository_owner_id", "2002"),
            Map.entry("repository_visibility", "public"),
            Map.entry("run_id", "3003"),
            Map.entry("run_attempt", "1"));

    private final Queue<ServedRequest> served = new ConcurrentLinkedQueue<>();
    private final List<String> expectations = new ArrayList<>();

    @Test
    @EnabledIfSystemProperty(named = "enforce.fixtures", matches = ".+")
    void makeFixtures(@TempDir Path home) throws IOException {
        Path data = Path.of(System.getProperty("enforce.fixtures"));
        RealTools tools = RealTools.require(home, "cosign2", "cosign3", "notation");
        PrivateSigstore.Settings settings = PrivateSigstore.Settings.ephemeral(InstantSource.system());
        try (PrivateSigstore sigstore = PrivateSigstore.start(settings.withIssuer(URI.create(ISSUER)));
                RegistryServer registry = RegistryServer.start(
                        RegistryServerOptions.defaults().withReferrers(true).withLog(served::add));
                RegistryServer plain = RegistryServer.start(
                        RegistryServerOptions.defaults().withReferrers(false).withLog(served::add));
                HttpRegistryClient client = HttpRegistryClient.create()) {
            FixtureWriter writer = new FixtureWriter(data);
            tools.with(sigstore.writeCosign2Trust(home.resolve("trust")));
            keys(tools, writer);
            Signing signing = new Signing(tools, sigstore, registry, client);
            legacy(signing);
            bundles(signing);
            writer.export(client, registry.registry(), served);
            served.clear();
            Signing withFallback = new Signing(tools, sigstore, plain, client);
            bundles(withFallback, "fallback");
            notation(withFallback, writer);
            writer.export(client, plain.registry(), served);
            writer.trust(sigstore);
            writer.expectations(expectations);
        }
    }

    private static void keys(RealTools tools, FixtureWriter writer) throws IOException {
        for (String name : List.of("release", "other")) {
            tools.run("cosign2", "generate-key-pair", "--output-key-prefix", tools.home() + "/" + name)
                    .succeeded();
            writer.file("keys/" + name + ".pub", Files.readAllBytes(tools.home().resolve(name + ".pub")));
        }
        SigningKey rsa = SigningKey.generate(KeyKind.RSA_2048);
        String pem = Playground.file(tools, "rsa.pem", rsa.privateKeyPem());
        tools.run("cosign3", "import-key-pair", "--key", pem, "--output-key-prefix", tools.home() + "/rsa")
                .succeeded();
        writer.file("keys/rsa.pub", Files.readAllBytes(tools.home().resolve("rsa.pub")));
    }

    private void legacy(Signing signing) {
        String release = signing.key("release");
        signing.image("unsigned");
        expect("unsigned", "signature", "key:release", "ignore-tlog", "fail", "no signatures found");

        signing.cosign2("key", "--tlog-upload=false", "--key", release);
        expectKey("key", "ignore-tlog");
        expect("key", "signature", "key:other", "ignore-tlog", "fail", "no matching signatures");
        expect("key", "signature", "key:release", "tlog", "fail", "no matching signatures");
        signing.cosign2("key-logged", signing.logged("--key", release));
        expectKey("key-logged", "tlog");
        signing.cosign2("key-rsa", signing.logged("--key", signing.key("rsa")));
        expect("key-rsa", "signature", "key:rsa", "tlog", "pass", "");

        signing.cosign2("keyless", signing.keyless(signing.person()));
        expectKeyless("keyless", PERSON, "tlog");
        expect(
                "keyless",
                "signature",
                keyless("nobody@enforce.test"),
                "tlog",
                "fail",
                "none of the expected identities matched");
        signing.cosign2("keyless-timestamp", signing.stamped(signing.keyless(signing.person())));
        expectKeyless("keyless-timestamp", PERSON, "tlog,timestamp");
        signing.cosign2("keyless-uri", signing.keyless(signing.workload()));
        expectKeyless("keyless-uri", WORKLOAD, "tlog");
        signing.cosign2("keyless-workflow", signing.keyless(signing.workflow(WORKFLOW_CLAIMS)));
        expectKeyless("keyless-workflow", WORKFLOW, "tlog");

        signing.cosign2("annotated", "--tlog-upload=false", "--key", release, "-a", "team=red");
        expectKey("annotated", "ignore-tlog");
        signing.cosign2("mixed", "--tlog-upload=false", "--key", signing.key("other"));
        signing.cosign2("mixed", signing.keyless(signing.workload()));
        signing.cosign2("mixed", signing.logged("--key", release));
        signing.cosign2("mixed", signing.stamped(signing.keyless(signing.person())));
        expectKey("mixed", "tlog");
        expect("mixed", "signature", "key:other", "ignore-tlog", "pass", "");
        expectKeyless("mixed", PERSON, "tlog");
        expectKeyless("mixed", WORKLOAD, "tlog");

        ATTESTATIONS.keySet().stream().sorted().forEach(type -> {
            signing.cosign2Attest("attested", type, ATTESTATIONS.get(type), signing.keyless(signing.person()));
            expect("attested", "attestation:" + type, keyless(PERSON), "tlog", "pass", "");
        });
        expect("attested", "attestation:openvex", keyless(PERSON), "tlog", "fail", "no matching attestations");
        signing.cosign2Attest(
                "attested-key", "custom", ATTESTATIONS.get("custom"), "--tlog-upload=false", "--key", release);
        expect("attested-key", "attestation:custom", "key:release", "ignore-tlog", "pass", "");
        expect("attested-key", "attestation:custom", "key:other", "ignore-tlog", "fail", "no matching attestations");
    }

    private void bundles(Signing signing) {
        bundles(signing, "bundle");
        for (String type : ATTESTATIONS.keySet().stream().sorted().toList()) {
            signing.cosign3Attest("bundle-attested", type, ATTESTATIONS.get(type), 2, true);
            expect("bundle-attested", "attestation:" + type, keyless(PERSON), "tlog,timestamp,bundle", "pass", "");
        }
        expect("bundle-attested", "attestation:openvex", keyless(PERSON), "tlog,timestamp,bundle", "fail", "");
    }

    private void bundles(Signing signing, String prefix) {
        for (int rekor : List.of(1, 2)) {
            String keyed = prefix + "-key-rekor" + rekor;
            signing.cosign3(keyed, rekor, false, "--key", signing.key("release"));
            expect(keyed, "signature", "key:release", "tlog,bundle", "pass", "");
            expect(keyed, "signature", "key:other", "tlog,bundle", "fail", "");
        }
        signing.cosign3(prefix + "-keyless-rekor1", 1, false, "--identity-token", signing.person());
        expect(prefix + "-keyless-rekor1", "signature", keyless(PERSON), "tlog,bundle", "pass", "");
        signing.cosign3(prefix + "-keyless-rekor1-timestamp", 1, true, "--identity-token", signing.person());
        expect(prefix + "-keyless-rekor1-timestamp", "signature", keyless(PERSON), "tlog,timestamp,bundle", "pass", "");
        signing.cosign3(prefix + "-keyless-rekor2", 2, true, "--identity-token", signing.person());
        expect(prefix + "-keyless-rekor2", "signature", keyless(PERSON), "tlog,timestamp,bundle", "pass", "");
        expect(
                prefix + "-keyless-rekor2",
                "signature",
                keyless("nobody@enforce.test"),
                "tlog,timestamp,bundle",
                "fail",
                "");
    }

    private void notation(Signing signing, FixtureWriter writer) throws IOException {
        for (String format : List.of("jws", "cose")) {
            signing.notation("notation-" + format, format);
            expect("notation-" + format, "notation", "certificate:notation", "", "pass", "");
        }
        Path certificate = signing.tools().home().resolve("notation/truststore/x509/ca/fixtures/fixtures.crt");
        writer.file("keys/notation.crt", Files.readAllBytes(certificate));
    }

    private void expectKey(String name, String options) {
        expect(name, "signature", "key:release", options, "pass", "");
    }

    private void expectKeyless(String name, String subject, String options) {
        expect(name, "signature", keyless(subject), options, "pass", "");
    }

    private static String keyless(String subject) {
        return "keyless:" + subject;
    }

    private void expect(String... columns) {
        expectations.add(String.join("\t", columns));
    }

    /** Signing with real tools, each case an image of its own. */
    record Signing(RealTools tools, PrivateSigstore sigstore, RegistryServer registry, HttpRegistryClient client) {

        PinnedReference image(String name) {
            Repository repository = new Repository(registry.registry(), "fixtures/" + name);
            return ImageBuilder.saying(name).push(client.writer(), repository, "1", Keychain.anonymous());
        }

        String key(String name) {
            return tools.home().resolve(name + ".key").toString();
        }

        String person() {
            return sigstore.issuer().tokenForEmail(PERSON);
        }

        String workload() {
            return sigstore.issuer().tokenForSubject(WORKLOAD);
        }

        String workflow(Map<String, Object> claims) {
            return sigstore.issuer().token(claims, "sigstore");
        }

        String[] logged(String... options) {
            return join(options, "--rekor-url", sigstore.url().toString());
        }

        String[] keyless(String token) {
            String url = sigstore.url().toString();
            return new String[] {"--fulcio-url", url, "--rekor-url", url, "--identity-token", token};
        }

        String[] stamped(String... options) {
            return join(
                    options, "--timestamp-server-url", sigstore.timestampUrl().toString());
        }

        void cosign2(String name, String... options) {
            run("cosign2", join(new String[] {"sign", "-y", "--allow-http-registry"}, options), name);
        }

        void cosign2Attest(String name, String type, String predicate, String... options) {
            run("cosign2", join(attest(type, predicate), options), name);
        }

        void cosign3(String name, int rekor, boolean timestamp, String... options) {
            run(
                    "cosign3",
                    join(
                            join(new String[] {"sign", "-y", "--allow-http-registry"}, services(rekor, timestamp)),
                            options),
                    name);
        }

        void cosign3Attest(String name, String type, String predicate, int rekor, boolean timestamp) {
            String[] options = join(services(rekor, timestamp), "--identity-token", person());
            run("cosign3", join(attest(type, predicate), options), name);
        }

        void notation(String name, String format) {
            PinnedReference image = image(name);
            Path truststore = tools.home().resolve("notation/truststore/x509/ca/fixtures");
            if (!Files.exists(truststore)) {
                tools.run("notation", "cert", "generate-test", "--default", "fixtures")
                        .succeeded();
            }
            tools.run("notation", "sign", "--insecure-registry", "--signature-format", format, image.toString())
                    .succeeded();
        }

        private String[] attest(String type, String predicate) {
            String file = Playground.file(tools, "predicate.json", predicate);
            return new String[] {"attest", "-y", "--allow-http-registry", "--type", type, "--predicate", file};
        }

        private String[] services(int rekor, boolean timestamp) {
            String config = Playground.file(tools, "config.json", sigstore.signingConfigJson(rekor, timestamp));
            String root = Playground.file(tools, "trusted_root.json", sigstore.trustedRootJson());
            return new String[] {"--signing-config", config, "--trusted-root", root};
        }

        private void run(String tool, String[] arguments, String name) {
            tools.run(tool, join(arguments, image(name).toString())).succeeded();
        }

        private static String[] join(String[] first, String... more) {
            List<String> all = new ArrayList<>(List.of(first));
            all.addAll(List.of(more));
            return all.toArray(String[]::new);
        }
    }
}
