package dev.enforce.signing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.signing.certificate.KeyKind;
import dev.enforce.signing.certificate.SigningKey;
import dev.enforce.signing.identity.DevelopmentIssuer;
import dev.enforce.sigstore.encoding.Base64Text;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import dev.enforce.sigstore.log.Checkpoint;
import dev.enforce.sigstore.log.Merkle;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The private sigstore over HTTP: what it logs and issues, and what it refuses. */
class PrivateSigstoreTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final InstantSource clock = now::get;
    private final DevelopmentIssuer.Client client =
            new DevelopmentIssuer.Client("demo", "s3cret", Map.of("sub", "https://ci.test/1"));
    private final HttpClient http = HttpClient.newHttpClient();
    private final SigningKey key = SigningKey.generate(KeyKind.ECDSA_P256);
    private PrivateSigstore sigstore =
            PrivateSigstore.start(PrivateSigstore.Settings.ephemeral(clock).withClients(List.of(client)));

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        sigstore.close();
        http.close();
    }

    @Test
    void logsASignatureWithProofAndPromise() {
        http().post("/api/v1/log/entries", hashedRekord("first", key));
        Http.Reply reply = http().post("/api/v1/log/entries", hashedRekord("second", key));
        assertThat(reply.status()).isEqualTo(201);
        String uuid = reply.header("ETag").orElseThrow();
        JsonNode entry = reply.json().path(uuid);
        JsonNode proof = entry.path("verification").path("inclusionProof");
        byte[] leaf = Merkle.leafHash(Base64Text.decode(entry.path("body").asText()));
        List<byte[]> hashes =
                List.of(HexFormat.of().parseHex(proof.path("hashes").path(0).asText()));
        byte[] root = HexFormat.of().parseHex(proof.path("rootHash").asText());
        assertThat(Merkle.verifyInclusion(1, 2, leaf, hashes, root)).isTrue();
        Checkpoint checkpoint = Checkpoint.parse(proof.path("checkpoint").asText());
        assertThat(checkpoint.rootHash()).isEqualTo(root);
        assertThat(checkpoint.isSignedBy(VerificationKey.ofPem(sigstore.rekorPublicKeyPem())))
                .isTrue();
        assertThat(http().get("/api/v1/log/entries/" + uuid)
                        .json()
                        .path(uuid)
                        .path("logIndex")
                        .asInt())
                .isEqualTo(1);
        assertThat(http().get("/api/v1/log/entries?logIndex=1").json().has(uuid))
                .isTrue();
    }

    @Test
    void answersAnEqualEntryWithWhereItIs() {
        String entry = hashedRekord("once", key);
        String uuid = http().post("/api/v1/log/entries", entry).header("ETag").orElseThrow();
        Http.Reply again = http().post("/api/v1/log/entries", entry);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.header("Location")).contains("/api/v1/log/entries/" + uuid);
        assertThat(again.json().path("code").asInt()).isEqualTo(409);
    }

    @Test
    void findsEntriesByHashAndByKey() {
        String uuid = http().post("/api/v1/log/entries", hashedRekord("found", key))
                .header("ETag")
                .orElseThrow();
        String hash = HexFormat.of().formatHex(HashAlgorithm.SHA256.hash("found".getBytes(StandardCharsets.UTF_8)));
        assertThat(http().post("/api/v1/index/retrieve", "{\"hash\":\"sha256:" + hash + "\"}")
                        .text())
                .isEqualTo("[\"" + uuid + "\"]");
        String pem = Base64Text.encode(key.publicKeyPem().getBytes(StandardCharsets.UTF_8));
        assertThat(http().post(
                                "/api/v1/index/retrieve",
                                "{\"publicKey\":{\"format\":\"x509\",\"content\":\"" + pem + "\"}}")
                        .text())
                .isEqualTo("[\"" + uuid + "\"]");
        assertThat(http().post("/api/v1/log/entries/retrieve", "{\"entryUUIDs\":[\"" + uuid + "\"]}")
                        .json()
                        .path(0)
                        .has(uuid))
                .isTrue();
    }

    @Test
    void refusesASignatureByAnotherKey() {
        String stolen =
                hashedRekord("mine", key).replace(encodedPem(key), encodedPem(SigningKey.generate(KeyKind.ECDSA_P256)));
        Http.Reply reply = http().post("/api/v1/log/entries", stolen);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("invalid signature when validating the data hash");
        assertThat(http().get("/api/v1/log").json().path("treeSize").asInt()).isZero();
    }

    @Test
    void namesTheEntryKindThatItDoesNotServe() {
        Http.Reply reply =
                http().post("/api/v1/log/entries", "{\"kind\":\"rpm\",\"apiVersion\":\"0.0.1\",\"spec\":{}}");
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.text()).contains("rpm 0.0.1");
    }

    @Test
    void tilesHoldTheTreeThatTheCheckpointSigns() {
        for (int i = 0; i < 5; i++) {
            assertThat(http().post("/api/v2/log/entries", tiledRekord("entry " + i))
                            .status())
                    .isEqualTo(201);
        }
        Checkpoint checkpoint =
                Checkpoint.parse(http().get("/api/v2/checkpoint").text());
        byte[] tile = http().get("/api/v2/tile/0/000.p/5").body();
        assertThat(checkpoint.size()).isEqualTo(5);
        assertThat(tile).hasSize(5 * 32);
        byte[][] leaf = new byte[5][];
        for (int i = 0; i < 5; i++) {
            leaf[i] = Arrays.copyOfRange(tile, i * 32, (i + 1) * 32);
        }
        byte[] left = Merkle.nodeHash(Merkle.nodeHash(leaf[0], leaf[1]), Merkle.nodeHash(leaf[2], leaf[3]));
        assertThat(checkpoint.rootHash()).isEqualTo(Merkle.nodeHash(left, leaf[4]));
        byte[] bundle = http().get("/api/v2/tile/entries/000.p/5").body();
        int length = ((bundle[0] & 0xff) << 8) | (bundle[1] & 0xff);
        assertThat(Merkle.leafHash(Arrays.copyOfRange(bundle, 2, 2 + length))).isEqualTo(leaf[0]);
        assertThat(http().get("/api/v2/tile/0/000.p/6").status()).isEqualTo(404);
        assertThat(http().get("/api/v2/tile/0/000").status()).isEqualTo(404);
        assertThat(http().get("/api/v2/tile/9/000").status()).isEqualTo(404);
        assertThat(http().get("/api/v2/tile/0/..").status()).isEqualTo(404);
    }

    @Test
    void keysAndEntriesOutliveARestart() {
        restart();
        String uuid = http().post("/api/v1/log/entries", hashedRekord("kept", key))
                .header("ETag")
                .orElseThrow();
        http().post("/api/v2/log/entries", tiledRekord("kept"));
        String trust = sigstore.fulcioCertificatesPem()
                + sigstore.rekorPublicKeyPem()
                + sigstore.certificateLogPublicKeyPem()
                + sigstore.timestampCertificatesPem();
        byte[] root = sigstore.tufRoot();
        int timestampVersion = http().get("/tuf/timestamp.json")
                .json()
                .path("signed")
                .path("version")
                .asInt();
        now.set(NOW.plus(Duration.ofHours(1)));
        restart();
        assertThat(sigstore.fulcioCertificatesPem()
                        + sigstore.rekorPublicKeyPem()
                        + sigstore.certificateLogPublicKeyPem()
                        + sigstore.timestampCertificatesPem())
                .isEqualTo(trust);
        assertThat(sigstore.tufRoot()).isEqualTo(root);
        assertThat(http().get("/api/v1/log/entries/" + uuid).status()).isEqualTo(200);
        assertThat(http().get("/api/v2/checkpoint").text()).contains("\n1\n");
        assertThat(http().get("/tuf/timestamp.json")
                        .json()
                        .path("signed")
                        .path("version")
                        .asInt())
                .isGreaterThan(timestampVersion);
        JsonNode targets = http().get("/tuf/2.targets.json").json().path("signed");
        assertThat(targets.path("targets").has("trusted_root.json")).isTrue();
    }

    @Test
    void issuesACertificateForAProvenIdentity() {
        Http.Reply reply = fulcio(sigstore.issuer().tokenForEmail("dev@a.test"), "dev@a.test", key, key);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()
                        .path("signedCertificateEmbeddedSct")
                        .path("chain")
                        .path("certificates"))
                .hasSize(3);
    }

    @Test
    void refusesProofOfPossessionByAnotherKey() {
        SigningKey other = SigningKey.generate(KeyKind.ECDSA_P256);
        Http.Reply reply = fulcio(sigstore.issuer().tokenForEmail("dev@a.test"), "dev@a.test", key, other);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("code").asInt()).isEqualTo(3);
    }

    @Test
    void refusesProofOfPossessionOverAnotherName() {
        Http.Reply reply = fulcio(sigstore.issuer().tokenForEmail("dev@a.test"), "boss@a.test", key, key);
        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void refusesTokensThatProveNothing() {
        String good = sigstore.issuer().tokenForEmail("dev@a.test");
        String otherAudience =
                sigstore.issuer().token(Map.of("sub", "x", "email", "dev@a.test", "email_verified", true), "other");
        String foreign = PrivateSigstoreTestTokens.signedByAStranger(
                sigstore.issuer().issuer().toString(), NOW);
        String unsigned = PrivateSigstoreTestTokens.withoutSignature(good);
        for (String token : List.of(otherAudience, foreign, unsigned, "", "a.b.c", good + "x", "x".repeat(20_000))) {
            Http.Reply reply = fulcio(token, "dev@a.test", key, key);
            assertThat(reply.status()).as(token).isEqualTo(401);
            assertThat(reply.json().path("code").asInt()).isEqualTo(16);
        }
        now.set(NOW.plus(Duration.ofMinutes(12)));
        assertThat(fulcio(good, "dev@a.test", key, key).text()).contains("the token has expired");
    }

    @Test
    void givesTokensToKnownClientsOnly() {
        String form = "grant_type=client_credentials&client_id=demo&client_secret=";
        String[] type = {"Content-Type", "application/x-www-form-urlencoded"};
        Http.Reply reply = http().post("/oidc/token", form + "s3cret", type);
        assertThat(reply.status()).isEqualTo(200);
        String token = reply.json().path("id_token").asText();
        assertThat(fulcio(token, "https://ci.test/1", key, key).status()).isEqualTo(200);
        assertThat(http().post("/oidc/token", form + "guess", type).status()).isEqualTo(401);
        assertThat(http().post("/oidc/token", "grant_type=password", type)
                        .json()
                        .path("error")
                        .asText())
                .isEqualTo("unsupported_grant_type");
        JsonNode discovery =
                http().get("/oidc/.well-known/openid-configuration").json();
        assertThat(discovery.path("jwks_uri").asText()).isEqualTo(sigstore.url() + "/oidc/keys");
        assertThat(http().get("/oidc/keys").json().path("keys").path(0).has("d"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/log/entries",
        "/api/v2/log/entries",
        "/api/v1/signingCert",
        "/api/v2/signingCert",
        "/api/v1/index/retrieve",
        "/api/v1/log/entries/retrieve"
    })
    void refusesWhatIsNoRequest(String path) {
        for (String body : List.of("", "{", "[]", "null", "{\"kind\":1}", "[".repeat(100_000), "{\"a\":1}x")) {
            assertThat(http().post(path, body).status()).as(body).isBetween(400, 422);
        }
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        Http.Reply reply = http().post("/api/v1/log/entries", new byte[(16 << 20) + 1]);
        assertThat(reply.status()).isEqualTo(413);
    }

    @Test
    void refusesTimestampQueriesThatAreNone() {
        String[] type = {"Content-Type", "application/timestamp-query"};
        assertThat(http().post("/api/v1/timestamp", "junk", type).status()).isEqualTo(400);
        assertThat(http().post("/api/v1/timestamp", new byte[0], type).status()).isEqualTo(400);
        assertThat(http().post("/api/v1/timestamp", "{}", "Content-Type", "text/plain")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void saysWhichPathsAndMethodsThereAre() {
        assertThat(http().get("/nothing").status()).isEqualTo(404);
        assertThat(http().get("/api/v2/log/entries").status()).isEqualTo(405);
        assertThat(http().get("/api/v1/log/entries/zz").status()).isEqualTo(400);
        assertThat(http().get("/tuf/targets/none").status()).isEqualTo(404);
    }

    @Test
    void neverFailsOnMutatedRequests() {
        Random random = new Random(7);
        byte[] genuine = hashedRekord("fuzzed", key).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 300; i++) {
            byte[] mutated = genuine.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            assertThat(http().post("/api/v1/log/entries", mutated).status()).isLessThan(500);
        }
    }

    private void restart() {
        sigstore.close();
        sigstore =
                PrivateSigstore.start(PrivateSigstore.Settings.ephemeral(clock).withDataDirectory(folder));
    }

    private Http http() {
        return new Http(http, sigstore.url());
    }

    private Http.Reply fulcio(String token, String challenge, SigningKey certified, SigningKey prover) {
        String proof = Base64Text.encode(prover.sign(challenge.getBytes(StandardCharsets.UTF_8)));
        String body = "{\"publicKeyRequest\":{\"publicKey\":{\"algorithm\":\"ECDSA\",\"content\":\""
                + certified.publicKeyPem().replace("\n", "\\n") + "\"},\"proofOfPossession\":\"" + proof + "\"}}";
        return http().post("/api/v2/signingCert", body, "Authorization", "Bearer " + token);
    }

    private static String encodedPem(SigningKey key) {
        return Base64Text.encode(key.publicKeyPem().getBytes(StandardCharsets.UTF_8));
    }

    private static String hashedRekord(String message, SigningKey key) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        return """
                {"kind":"hashedrekord","apiVersion":"0.0.1","spec":{
                 "data":{"hash":{"algorithm":"sha256","value":"%s"}},
                 "signature":{"content":"%s","publicKey":{"content":"%s"}}}}""".formatted(
                        HexFormat.of().formatHex(HashAlgorithm.SHA256.hash(bytes)),
                        Base64Text.encode(key.sign(bytes)),
                        encodedPem(key));
    }

    private String tiledRekord(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        return """
                {"hashedRekordRequestV002":{"digest":"%s","signature":{"content":"%s",
                 "verifier":{"keyDetails":"PKIX_ECDSA_P256_SHA_256","publicKey":{"rawBytes":"%s"}}}}}""".formatted(
                        Base64Text.encode(HashAlgorithm.SHA256.hash(bytes)),
                        Base64Text.encode(key.sign(bytes)),
                        Base64Text.encode(key.spki()));
    }
}
