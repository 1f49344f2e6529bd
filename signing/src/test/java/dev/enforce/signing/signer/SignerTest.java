package dev.enforce.signing.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.model.Digest;
import dev.enforce.signing.InMemoryArtifactStore;
import dev.enforce.signing.PrivateSigstore;
import dev.enforce.signing.SigningException;
import dev.enforce.signing.SigningException.Code;
import dev.enforce.signing.certificate.KeyKind;
import dev.enforce.signing.certificate.SigningKey;
import dev.enforce.signing.signer.Signer.Layout;
import dev.enforce.sigstore.encoding.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the signer writes; that real cosign verifies it is tested with real cosign. */
class SignerTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-05-01T12:00:00Z"));

    private final PrivateSigstore sigstore = PrivateSigstore.start(PrivateSigstore.Settings.ephemeral(CLOCK));
    private final HttpClient http = HttpClient.newHttpClient();
    private final ServiceClient services = new ServiceClient(http);
    private final InMemoryArtifactStore store = new InMemoryArtifactStore();
    private final Digest image = store.image("{\"image\":true}".getBytes(StandardCharsets.UTF_8));
    private final Signer.Target target = new Signer.Target("registry.test/app", image);
    private final SignerIdentity key = new SignerIdentity.Key(SigningKey.generate(KeyKind.ECDSA_P256));
    private final SignerIdentity keyless = new SignerIdentity.Keyless(
            new FulcioClient(services, sigstore.url()), () -> sigstore.issuer().tokenForEmail("dev@a.test"));
    private final Optional<LogClient> log = Optional.of(new LogClient.Version1(services, sigstore.url()));
    private final Optional<LogClient> tiledLog = Optional.of(new LogClient.Version2(services, sigstore.url()));
    private final Optional<TimestampClient> timestamps =
            Optional.of(new TimestampClient(services, sigstore.timestampUrl(), new SecureRandom()));

    @AfterEach
    void stop() {
        http.close();
        sigstore.close();
    }

    @Test
    void keepsTheSignaturesThatAreThere() {
        signer(key, Optional.empty(), Optional.empty()).sign(store, target, Layout.LEGACY, Map.of());
        signer(keyless, log, timestamps).sign(store, target, Layout.LEGACY, Map.of("team", "red"));
        JsonNode layers = manifest("sha256-" + image.hex() + ".sig").path("layers");
        assertThat(layers).hasSize(2);
        assertThat(layers.path(0).path("annotations")).hasSize(1);
        assertThat(layers.path(1).path("annotations").properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder(
                        "dev.cosignproject.cosign/signature",
                        "dev.sigstore.cosign/certificate",
                        "dev.sigstore.cosign/chain",
                        "dev.sigstore.cosign/bundle",
                        "dev.sigstore.cosign/rfc3161timestamp");
        byte[] payload = store.blob(Digest.parse(layers.path(1).path("digest").asText()));
        assertThat(new String(payload, StandardCharsets.UTF_8))
                .isEqualTo("{\"critical\":{\"identity\":{\"docker-reference\":\"registry.test/app\"},"
                        + "\"image\":{\"docker-manifest-digest\":\"" + image + "\"},"
                        + "\"type\":\"cosign container image signature\"},\"optional\":{\"team\":\"red\"}}");
    }

    @Test
    void refersToTheImageWithABundle() {
        Signer.Receipt receipt = signer(keyless, tiledLog, timestamps).sign(store, target, Layout.BUNDLE, Map.of());
        JsonNode manifest = manifest(receipt.manifest().toString());
        assertThat(manifest.path("subject").path("digest").asText()).isEqualTo(image.toString());
        assertThat(manifest.path("artifactType").asText()).isEqualTo("application/vnd.dev.sigstore.bundle.v0.3+json");
        JsonNode bundle = Json.parse(store.blob(
                Digest.parse(manifest.path("layers").path(0).path("digest").asText())));
        JsonNode material = bundle.path("verificationMaterial");
        assertThat(material.has("certificate")).isTrue();
        assertThat(material.path("tlogEntries")).hasSize(1);
        assertThat(material.path("timestampVerificationData").path("rfc3161Timestamps"))
                .hasSize(1);
        assertThat(receipt.logIndex()).contains(0L);
    }

    @Test
    void logsTheSameAttestationByAKeyOnlyOnce() {
        SignerIdentity deterministic = new SignerIdentity.Key(SigningKey.generate(KeyKind.ED25519));
        Attestation attestation =
                Attestation.of("https://a.test/p", "{}".getBytes(StandardCharsets.UTF_8), Instant.EPOCH);
        Signer signer = signer(deterministic, log, Optional.empty());
        Signer.Receipt first = signer.attest(store, target, Layout.LEGACY, attestation);
        Signer.Receipt second = signer.attest(store, target, Layout.LEGACY, attestation);
        assertThat(second.logIndex()).isEqualTo(first.logIndex());
    }

    @Test
    void refusesWhatCouldNotBeVerifiedLater() {
        refuses(
                Code.UNSUPPORTED,
                "needs a time",
                () -> signer(keyless, tiledLog, Optional.empty()).sign(store, target, Layout.BUNDLE, Map.of()));
        refuses(
                Code.UNSUPPORTED,
                "Rekor log of version 2",
                () -> signer(keyless, tiledLog, timestamps).sign(store, target, Layout.LEGACY, Map.of()));
        refuses(
                Code.NOT_FOUND,
                "there is no image",
                () -> signer(key, Optional.empty(), Optional.empty())
                        .sign(
                                store,
                                new Signer.Target("registry.test/app", InMemoryArtifactStore.digest(new byte[1])),
                                Layout.LEGACY,
                                Map.of()));
    }

    @Test
    void saysWhyAServiceRefused() {
        SignerIdentity unknown = new SignerIdentity.Keyless(
                new FulcioClient(services, sigstore.url()),
                () -> sigstore.issuer().token(Map.of("sub", "x"), "another audience"));
        refuses(
                Code.REJECTED,
                "the audience is",
                () -> signer(unknown, log, Optional.empty()).sign(store, target, Layout.LEGACY, Map.of()));
        SignerIdentity broken =
                new SignerIdentity.Keyless(new FulcioClient(services, sigstore.url()), () -> "no token");
        refuses(
                Code.INVALID,
                "not a JWT",
                () -> signer(broken, log, Optional.empty()).sign(store, target, Layout.LEGACY, Map.of()));
        Optional<LogClient> nobody = Optional.of(new LogClient.Version1(services, URI.create("http://127.0.0.1:1")));
        refuses(
                Code.UNAVAILABLE,
                "did not answer",
                () -> signer(key, nobody, Optional.empty()).sign(store, target, Layout.LEGACY, Map.of()));
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void readsThePrivateKeysThatItWrites(KeyKind kind) {
        SigningKey made = SigningKey.generate(kind);
        SigningKey read = SigningKey.fromPem(made.privateKeyPem());
        assertThat(read.spki()).isEqualTo(made.spki());
        assertThat(read.toString()).doesNotContain("BEGIN");
    }

    @Test
    void refusesPrivateKeysThatItCannotRead() {
        refuses(
                Code.UNSUPPORTED,
                "encrypted",
                () -> SigningKey.fromPem("-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAA==\n-----END"));
        refuses(Code.INVALID, "no PEM private key", () -> SigningKey.fromPem("junk"));
        refuses(
                Code.INVALID,
                "cannot be read",
                () -> SigningKey.fromPem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
    }

    private Signer signer(SignerIdentity identity, Optional<LogClient> client, Optional<TimestampClient> authority) {
        return new Signer(identity, client, authority, CLOCK);
    }

    private JsonNode manifest(String reference) {
        return Json.parse(store.findManifest(reference).orElseThrow().content());
    }

    private static void refuses(Code code, String text, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SigningException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(text);
    }
}
