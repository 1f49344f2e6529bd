package dev.enforce.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.enforce.model.PinnedReference;
import dev.enforce.oci.RegistryException.Code;
import dev.enforce.oci.server.RegistryServer;
import dev.enforce.oci.server.RegistryServerOptions;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the client trusts, and with whom it speaks without TLS. */
class RegistryTlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path directory;

    private static SSLContext serving;
    private static String pem;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "registry",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=registry",
                        "-ext",
                        "SAN=ip:127.0.0.1,dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        serving = SSLContext.getInstance("TLS");
        serving.init(managers.getKeyManagers(), null, null);
        pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getCertificate("registry").getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    private static RegistryServer serve() {
        return RegistryServer.start(RegistryServerOptions.defaults().withTls(serving));
    }

    @Test
    void speaksTlsWithCertificateGivenForOneRegistry() {
        try (RegistryServer server = serve();
                HttpRegistryClient client = HttpRegistryClient.builder()
                        .tls(RegistryTls.builder().trust(server.registry(), pem).build())
                        .build()) {
            Repository repository = new Repository(server.registry(), "team/app");
            PinnedReference pushed =
                    ImageBuilder.saying("tls").push(client.writer(), repository, "v1", Keychain.anonymous());

            assertThat(client.resolve(repository.tagged("v1"), Keychain.anonymous()))
                    .isEqualTo(pushed);
        }
    }

    @Test
    void trustsNoCertificateOfAnotherRegistry() throws Exception {
        try (RegistryServer server = serve();
                HttpRegistryClient client = HttpRegistryClient.builder()
                        .tls(RegistryTls.builder()
                                .trust(server.registry(), Files.readString(otherCertificate()))
                                .build())
                        .build()) {
            Repository repository = new Repository(server.registry(), "team/app");

            assertThatThrownBy(() -> client.findManifest(repository, "v1", Keychain.anonymous()))
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.code()).isEqualTo(Code.TLS))
                    .hasMessageContaining("no trustworthy TLS connection to registry " + server.registry());
        }
    }

    private static Path otherCertificate() throws Exception {
        Path file = directory.resolve("other.p12");
        Path cert = directory.resolve("other.pem");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "other",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=other",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("other.log").toFile())
                .start()
                .waitFor(60, TimeUnit.SECONDS);
        new ProcessBuilder(
                        keytool,
                        "-exportcert",
                        "-rfc",
                        "-alias",
                        "other",
                        "-file",
                        cert.toString(),
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("export.log").toFile())
                .start()
                .waitFor(60, TimeUnit.SECONDS);
        return cert;
    }

    @Test
    void refusesRedirectFromTlsToPlainHttp() {
        RedirectRules rules = new RedirectRules(RegistryTls.system(), HostAddresses.system());

        assertThatThrownBy(() -> rules.check(
                        "127.0.0.1:1",
                        "ref",
                        java.net.URI.create("https://127.0.0.1:1/v2/"),
                        java.net.URI.create("http://127.0.0.1:2/x"),
                        "redirect"))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.code()).isEqualTo(Code.INSECURE_REDIRECT))
                .hasMessageContaining("not HTTPS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "localhost:5000", "127.0.0.1:5000", "127.9.8.7", "[::1]:5000", "r.localhost:80"})
    void speaksPlainHttpToLoopback(String registry) {
        assertThat(RegistryTls.system().isPlain(registry)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1.example.test",
                "localhost.example.test",
                "127.0.0.x",
                "10.0.0.1:5000",
                "registry.local",
                "notlocalhost",
                "1270.0.0.1",
                "127.1"
            })
    void speaksTlsToEverythingElse(String registry) {
        assertThat(RegistryTls.system().isPlain(registry)).isFalse();
    }

    @Test
    void speaksPlainHttpToRegistryNamedInsecureOnly() {
        RegistryTls tls = RegistryTls.builder().insecure("Registry.Test:5000").build();

        assertThat(tls.isPlain("registry.test:5000")).isTrue();
        assertThat(tls.isPlain("registry.test:5001")).isFalse();
    }

    @Test
    void refusesTextWithoutCertificate() {
        assertThatThrownBy(() -> RegistryTls.builder().trust("hello")).isInstanceOf(IllegalArgumentException.class);
    }
}
