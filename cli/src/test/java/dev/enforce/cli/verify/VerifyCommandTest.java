package dev.enforce.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.enforce.cli.EnforceCommandLine;
import dev.enforce.cli.terminal.Terminal;
import dev.enforce.model.PinnedReference;
import dev.enforce.signing.certificate.KeyKind;
import dev.enforce.signing.certificate.SigningKey;
import dev.enforce.signing.signer.Signer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code enforce verify}: exit codes, and what it explains. */
class VerifyCommandTest {

    private static SignedImages images;

    @TempDir
    Path home;

    private String root;

    private record Answer(int exitCode, String out, String err) {
        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(out);
        }
    }

    @BeforeAll
    static void start() {
        images = new SignedImages();
    }

    @AfterAll
    static void stop() {
        images.close();
    }

    @BeforeEach
    void writeTrustRoot() throws IOException {
        root = "ours=" + file("trusted_root.json", images.sigstore.trustedRootJson());
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(home.resolve(name), content).toString();
    }

    private static Answer verify(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of("verify"));
        all.addAll(List.of(args));
        int exitCode = new EnforceCommandLine(
                        EnforceCommandLine.defaultGroups(),
                        new Terminal(
                                new ByteArrayInputStream(new byte[0]),
                                new PrintStream(out, true, StandardCharsets.UTF_8),
                                new PrintStream(err, true, StandardCharsets.UTF_8)))
                .run(all.toArray(String[]::new));
        return new Answer(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private String policy(String subject) throws IOException {
        return file("policy.yaml", SignedImages.keylessPolicy("people", "**", subject));
    }

    @ParameterizedTest
    @EnumSource(Signer.Layout.class)
    void passesAndExplainsTheTree(Signer.Layout layout) throws IOException {
        PinnedReference image = images.keyless("tree-" + layout.name().toLowerCase(Locale.ROOT), layout);

        Answer answer = verify("--policy", policy(SignedImages.PERSON), "--trust-root", root, image.context() + ":1");

        assertThat(answer.exitCode()).as(answer.toString()).isZero();
        assertThat(answer.out())
                .startsWith(image + ": passed\n")
                .contains(
                        "└─ policy people: passed\n   ├─ image matches **\n   └─ authority people (keyless): met\n",
                        "wanted: dev@enforce.test (issuer https://issuer.enforce.test)",
                        "wanted: trust root ours",
                        "identity: dev@enforce.test (issuer https://issuer.enforce.test)",
                        "log entry: index ",
                        "time: 20",
                        "found in: sha256:");
    }

    @Test
    void refusesAnotherIdentityAndNamesBoth() throws IOException {
        PinnedReference image = images.keyless("other-identity", Signer.Layout.LEGACY);

        Answer answer = verify("--policy", policy("boss@enforce.test"), "--trust-root", root, image.name());

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.out())
                .contains(
                        "policy people: refused",
                        "wanted: boss@enforce.test (issuer https://issuer.enforce.test)",
                        "got subjects [dev@enforce.test] with issuer https://issuer.enforce.test");
    }

    @Test
    void answersInJson() throws IOException {
        PinnedReference image = images.keyless("json", Signer.Layout.BUNDLE);

        JsonNode json = verify(
                        "--policy", policy(SignedImages.PERSON), "--trust-root", root, "-o", "json", image.name())
                .json();

        assertThat(json.path("result").asText()).isEqualTo("passed");
        assertThat(json.path("exitCode").asInt()).isZero();
        assertThat(json.path("image").asText()).isEqualTo(image.name());
        JsonNode authority = json.at("/policies/0/authorities/0");
        assertThat(authority.path("met").asBoolean()).isTrue();
        assertThat(authority.at("/signatures/0/subjects/0").asText()).isEqualTo(SignedImages.PERSON);
        assertThat(authority.at("/signatures/0/logIndex").isIntegralNumber()).isTrue();
        assertThat(authority.at("/signatures/0/signedAt").asText()).startsWith("20");
        assertThat(json.at("/policies/0/globs/0").asText()).isEqualTo("**");
    }

    @Test
    void refusesAnUnsignedImage() throws IOException {
        Answer answer = verify(
                "--policy",
                policy(SignedImages.PERSON),
                "--trust-root",
                root,
                images.push("unsigned").name());

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.out()).contains("no signatures found");
    }

    @ParameterizedTest
    @CsvSource({"deny,1", "warn,0", "allow,0"})
    void saysThatNoPolicyCovers(String noMatch, int exitCode) throws IOException {
        String policy = file("elsewhere.yaml", SignedImages.keylessPolicy("people", "ghcr.io/**", "a@b"));

        Answer answer = verify(
                "--policy",
                policy,
                "--trust-root",
                root,
                "--no-match",
                noMatch,
                images.push("uncovered").name());

        assertThat(answer.exitCode()).isEqualTo(exitCode);
        assertThat(answer.out()).contains("no matching policies", "does not apply", "no glob matches: ghcr.io/**");
    }

    @Test
    void cannotDecideWithoutTheTrustRoot() throws IOException {
        PinnedReference image = images.keyless("rootless", Signer.Layout.LEGACY);

        Answer answer = verify("--policy", policy(SignedImages.PERSON), image.name());

        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.out()).contains("could not be decided", "trust root ours is not known");
    }

    @Test
    void cannotDecideWhenTheRegistryIsAway() throws IOException {
        Answer answer = verify(
                "--policy", policy(SignedImages.PERSON), "--trust-root", root, "-o", "json", "127.0.0.1:1/app:1");

        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.json().path("result").asText()).isEqualTo("undecided");
        assertThat(answer.json().path("error").asText()).contains("127.0.0.1:1");
    }

    @ParameterizedTest
    @EnumSource(Signer.Layout.class)
    void verifiesALayoutOffline(Signer.Layout layout) throws IOException {
        PinnedReference image = images.keyless("layout-" + layout.name().toLowerCase(Locale.ROOT), layout);
        Path copy = home.resolve("copy");
        images.copy(image, copy);
        String policy = file("p.yaml", SignedImages.keylessPolicy("people", "registry.test/**", SignedImages.PERSON));

        for (String which : List.of("oci-layout:" + copy, "oci-layout:" + copy + ":1", "oci:" + copy + ":1")) {
            Answer answer = verify("--policy", policy, "--trust-root", root, "--as", "registry.test/team/app:1", which);

            assertThat(answer.exitCode()).as(answer.toString()).isZero();
            assertThat(answer.out()).contains("registry.test/team/app:1@" + image.digest() + ": passed");
        }
        assertThat(verify("--policy", policy, "--trust-root", root, "oci-layout:" + copy + "@" + image.digest())
                        .exitCode())
                .isEqualTo(1);
        assertThat(verify("--policy", policy, "--trust-root", root, "oci-layout:" + copy + ":2")
                        .err())
                .contains("no such image");
    }

    @Test
    void refusesALayoutWhoseSignatureWasChanged() throws IOException {
        PinnedReference image = images.keyless("layout-changed", Signer.Layout.LEGACY);
        PinnedReference other = images.keyless("layout-other", Signer.Layout.LEGACY);
        Path copy = home.resolve("copy");
        images.copy(image, copy);
        Path foreign = home.resolve("foreign");
        images.copy(other, foreign);
        String index = Files.readString(foreign.resolve("index.json"))
                .replace(other.digest().hex() + ".sig", image.digest().hex() + ".sig");
        try (var blobs = Files.list(foreign.resolve("blobs/sha256"))) {
            for (Path blob : blobs.toList()) {
                Files.write(copy.resolve("blobs/sha256").resolve(blob.getFileName()), Files.readAllBytes(blob));
            }
        }
        String own = Files.readString(copy.resolve("index.json"));
        JsonNode signature = new ObjectMapper().readTree(index).at("/manifests/1");
        JsonNode first = new ObjectMapper().readTree(own).at("/manifests/0");
        Files.writeString(
                copy.resolve("index.json"), "{\"schemaVersion\":2,\"manifests\":[" + first + "," + signature + "]}");

        Answer answer = verify("--policy", policy(SignedImages.PERSON), "--trust-root", root, "oci-layout:" + copy);

        assertThat(answer.exitCode()).as(answer.toString()).isEqualTo(1);
        assertThat(answer.out()).contains("no matching signatures");
    }

    @Test
    void takesKeysOutOfSecrets() throws IOException {
        PinnedReference image = images.byKey("secret-key");
        String policy = file(
                "policy.yaml",
                SignedImages.keyPolicy("key", "**", "x")
                        .replaceAll("data: \\|\\s+x", "secretRef: {name: release-key}"));
        String pem = Base64.getEncoder().encodeToString(SignedImages.utf8(images.key.publicKeyPem()));
        String secret = file(
                "secret.yaml",
                "{apiVersion: v1, kind: Secret, metadata: {name: release-key}, data: {cosign.pub: " + pem + "}}");

        assertThat(verify("--policy", policy, "--secret", secret, image.name()).exitCode())
                .isZero();
        Answer without = verify("--policy", policy, image.name());
        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(without.err()).contains("release-key", "--secret");
    }

    @Test
    void refusesAnotherKey() throws IOException {
        PinnedReference image = images.byKey("other-key");
        String own = file("own.yaml", SignedImages.keyPolicy("own", "**", images.key.publicKeyPem()));
        String other = file(
                "other.yaml",
                SignedImages.keyPolicy(
                        "other", "**", SigningKey.generate(KeyKind.ECDSA_P256).publicKeyPem()));

        assertThat(verify("--policy", own, image.name()).exitCode()).isZero();
        Answer both = verify("--policy", own, "--policy", other, image.name());
        assertThat(both.exitCode()).isEqualTo(1);
        assertThat(both.out()).contains("policy other: refused", "policy own: passed", "identity: the wanted key");
    }

    @Test
    void takesATrustRootDocumentUnderAnotherName() throws IOException {
        PinnedReference image = images.keyless("document", Signer.Layout.LEGACY);
        String document = file("trustroot.yaml", TrustRootDocuments.carried(images.sigstore));

        Answer answer =
                verify("--policy", policy(SignedImages.PERSON), "--trust-root", "ours=" + document, image.name());

        assertThat(answer.exitCode()).as(answer.toString()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "missing.yaml,no such file",
        "broken.yaml,yaml:",
        "pod.yaml,neither ClusterImagePolicy",
        "empty.yaml,no ClusterImagePolicy",
        "invalid.yaml,spec.authorities"
    })
    void cannotDecideByFilesThatCannotBeUsed(String name, String text) throws IOException {
        file("broken.yaml", "a: [");
        file("pod.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: p}}");
        file("empty.yaml", "");
        file(
                "invalid.yaml",
                "{apiVersion: policy.sigstore.dev/v1beta1, kind: ClusterImagePolicy, metadata: {name: p},"
                        + " spec: {images: [{glob: '**'}], authorities: [{name: a}]}}");

        Answer answer = verify("--policy", home.resolve(name).toString(), "registry.test/app:1");

        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.err()).contains(text);
    }
}
