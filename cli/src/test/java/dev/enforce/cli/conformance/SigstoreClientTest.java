package dev.enforce.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.model.Digest;
import dev.enforce.signing.PrivateSigstore;
import dev.enforce.signing.certificate.KeyKind;
import dev.enforce.signing.certificate.SigningKey;
import dev.enforce.signing.signer.LogClient;
import dev.enforce.signing.signer.ServiceClient;
import dev.enforce.signing.signer.Signer;
import dev.enforce.signing.signer.SignerIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol of the conformance suite, against a private sigstore. */
class SigstoreClientTest {

    private static final String ISSUER = "https://issuer.enforce.test";
    private static final String PERSON = "dev@enforce.test";
    private static final byte[] CONTENT = "an artifact".getBytes(StandardCharsets.UTF_8);

    private static PrivateSigstore sigstore;

    @TempDir
    Path home;

    private String root;
    private String artifact;
    private String errors = "";

    @BeforeAll
    static void start() {
        sigstore = PrivateSigstore.start(
                PrivateSigstore.Settings.ephemeral(InstantSource.system()).withIssuer(URI.create(ISSUER)));
    }

    @AfterAll
    static void stop() {
        sigstore.close();
    }

    @BeforeEach
    void writeFiles() throws IOException {
        root = file("trusted_root.json", sigstore.trustedRootJson());
        artifact = Files.write(home.resolve("artifact"), CONTENT).toString();
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(home.resolve(name), content).toString();
    }

    private int run(String... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(err, true, StandardCharsets.UTF_8);
        int exitCode = new SigstoreClientCommandLine(InstantSource.system(), print).run(List.of(args));
        errors = err.toString(StandardCharsets.UTF_8);
        return exitCode;
    }

    private String signed(int rekor, String... more) throws IOException {
        String bundle = home.resolve("bundle-" + rekor + ".json").toString();
        List<String> args = new ArrayList<>(List.of(
                "sign-bundle",
                "--identity-token",
                sigstore.issuer().tokenForEmail(PERSON),
                "--bundle",
                bundle,
                "--signing-config",
                file("config.json", sigstore.signingConfigJson(rekor, rekor == 2)),
                "--trusted-root",
                root));
        args.addAll(List.of(more));
        args.add(more.length == 0 ? artifact : home.resolve("statement.json").toString());
        assertThat(run(args.toArray(String[]::new))).as(errors).isZero();
        return bundle;
    }

    private int verify(String bundle, String subject, String target) {
        return run(
                "verify-bundle",
                "--bundle",
                bundle,
                "--certificate-identity",
                subject,
                "--certificate-oidc-issuer",
                ISSUER,
                "--trusted-root",
                root,
                target);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void verifiesWhatItSigned(int rekor) throws IOException {
        String bundle = signed(rekor);

        assertThat(verify(bundle, PERSON, artifact)).as(errors).isZero();
        assertThat(verify(bundle, PERSON, Digest.sha256(CONTENT).toString())).isZero();
        assertThat(verify(bundle, "nobody@enforce.test", artifact)).isEqualTo(1);
        assertThat(errors).startsWith("IDENTITY_MISMATCH");
        assertThat(verify(bundle, PERSON, file("other", "another artifact"))).isEqualTo(1);
        assertThat(verify(bundle, PERSON, Digest.sha256(new byte[1]).toString()))
                .isEqualTo(1);
    }

    @Test
    void signsStatementsAsTheyAre() throws IOException {
        file(
                "statement.json",
                "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"a\",\"digest\":{\"sha256\":\""
                        + Digest.sha256(CONTENT).hex()
                        + "\"}}],\"predicateType\":\"https://enforce.test/p\",\"predicate\":{}}");
        String bundle = signed(1, "--in-toto");

        assertThat(verify(bundle, PERSON, artifact)).as(errors).isZero();
        assertThat(verify(bundle, PERSON, file("other", "another"))).isEqualTo(1);
    }

    @Test
    void verifiesByKey() throws IOException {
        SigningKey key = SigningKey.generate(KeyKind.ECDSA_P256);
        LogClient log = new LogClient.Version1(ServiceClient.create(), sigstore.url());
        Signer signer =
                new Signer(new SignerIdentity.Key(key), Optional.of(log), Optional.empty(), InstantSource.system());
        String bundle = Files.write(home.resolve("by-key.json"), signer.signFile(CONTENT))
                .toString();
        String own = file("own.pub", key.publicKeyPem());
        String other = file("other.pub", SigningKey.generate(KeyKind.ECDSA_P256).publicKeyPem());

        assertThat(run("verify-bundle", "--bundle", bundle, "--key", own, "--trusted-root", root, artifact))
                .as(errors)
                .isZero();
        assertThat(run("verify-bundle", "--bundle", bundle, "--key", other, "--trusted-root", root, artifact))
                .isEqualTo(1);
        assertThat(verify(bundle, PERSON, artifact)).isEqualTo(1);
    }

    @Test
    void refusesBundlesOfAnotherTrustRoot() throws IOException {
        String bundle = signed(1);

        assertThat(run(
                        "verify-bundle",
                        "--bundle",
                        bundle,
                        "--certificate-identity",
                        PERSON,
                        "--certificate-oidc-issuer",
                        ISSUER,
                        artifact))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"signature", "messageDigest", "canonicalizedBody", "signedEntryTimestamp", "rootHash"})
    void refusesChangedBundles(String field) throws IOException {
        ObjectNode bundle = (ObjectNode) new ObjectMapper().readTree(Files.readAllBytes(Path.of(signed(1))));
        ObjectNode parent = (ObjectNode) bundle.findParent(field);
        if (field.equals("messageDigest")) {
            ((ObjectNode) parent.get(field)).put("digest", Base64.getEncoder().encodeToString(new byte[32]));
        } else {
            byte[] value = parent.get(field).binaryValue();
            value[value.length / 2] ^= 1;
            parent.put(field, Base64.getEncoder().encodeToString(value));
        }

        assertThat(verify(file("changed.json", bundle.toString()), PERSON, artifact))
                .isEqualTo(1);
    }

    @Test
    void cannotAnswerWhatIsAskedWrongly() throws IOException {
        String bundle = file("b.json", "{}");
        assertThat(run()).isEqualTo(2);
        assertThat(run("verify-bundle", "--bundle", bundle, artifact)).isEqualTo(2);
        assertThat(run("verify-bundle", "--bundle", bundle, "--key", "k", "--other", "x", artifact))
                .isEqualTo(2);
        assertThat(verify(bundle, PERSON, "no-such-file")).isEqualTo(2);
        assertThat(verify(bundle, PERSON, artifact)).isEqualTo(1);
    }

    @Test
    void takesTheNewestServiceThatIsInUse() {
        SigningConfig config =
                SigningConfig.parse("""
                {"mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
                 "caUrls": [{"url": "https://f", "majorApiVersion": 1, "validFor": {"start": "2020-01-01T00:00:00Z"}}],
                 "rekorTlogUrls": [
                   {"url": "https://r3", "majorApiVersion": 3, "validFor": {"start": "2020-01-01T00:00:00Z"}},
                   {"url": "https://ended", "majorApiVersion": 2,
                    "validFor": {"start": "2020-01-01T00:00:00Z", "end": "2021-01-01T00:00:00Z"}},
                   {"url": "https://r1", "majorApiVersion": 1, "validFor": {"start": "2020-01-01T00:00:00Z"}},
                   {"url": "https://r2", "majorApiVersion": 2, "validFor": {"start": "2020-01-01T00:00:00Z", "end": null}}]}
                """.getBytes(StandardCharsets.UTF_8), Instant.parse("2026-01-01T00:00:00Z"));

        assertThat(config.rekor()).contains(new SigningConfig.Service(URI.create("https://r2"), 2));
        assertThat(config.timestamps()).isEmpty();
    }
}
