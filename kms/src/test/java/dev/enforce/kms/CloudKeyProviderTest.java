package dev.enforce.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each service as its documentation describes it, faked on loopback. */
class CloudKeyProviderTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final KeyPair KEY = keyPair("EC");
    private static final String PEM = pem("PUBLIC KEY", KEY.getPublic().getEncoded());
    private static final String DER =
            Base64.getEncoder().encodeToString(KEY.getPublic().getEncoded());
    private static final String ARN = "arn:aws:kms:us-east-2:111122223333:alias/release";
    private static final String GCP_KEY = "projects/p/locations/l/keyRings/r/cryptoKeys/k";
    private static final String AWS_ANSWER =
            "{\"KeyUsage\":\"SIGN_VERIFY\",\"KeySpec\":\"ECC_NIST_P256\",\"PublicKey\":\"" + DER + "\"}";

    @TempDir
    Path directory;

    private final FakeService service = new FakeService();
    private final Map<String, String> variables = new HashMap<>();

    @AfterEach
    void stop() {
        service.close();
    }

    private String fetch(String reference) {
        try (CloudKeyProvider provider = new CloudKeyProvider(new Surroundings(variables), () -> NOW)) {
            return provider.fetch(KmsReference.parse(reference), LIMIT);
        }
    }

    private KmsException refused(String reference) {
        return catchThrowableOfType(KmsException.class, () -> fetch(reference));
    }

    private String file(String name, String content) {
        try {
            return Files.writeString(directory.resolve(name), content).toString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private FakeService.Asked last() {
        return service.asked().getLast();
    }

    private void awsKeys() {
        variables.putAll(Map.of("AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", "very-secret"));
    }

    @Test
    void asksAwsWithKeysOfTheEnvironment() {
        awsKeys();
        variables.put("AWS_SESSION_TOKEN", "session");
        service.on("POST /", AWS_ANSWER);
        assertThat(fetch("awskms://" + service.authority() + "/" + ARN)).isEqualTo(PEM);
        assertThat(last().body()).isEqualTo("{\"KeyId\":\"" + ARN + "\"}");
        assertThat(last().headers())
                .containsEntry("x-amz-target", "TrentService.GetPublicKey")
                .containsEntry("x-amz-security-token", "session")
                .hasEntrySatisfying(
                        "authorization",
                        value -> assertThat(value)
                                .startsWith(
                                        "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-2/kms/aws4_request, "
                                                + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, ")
                                .doesNotContain("very-secret"));
    }

    @Test
    void asksAwsAsAWebIdentity() {
        variables.put("AWS_WEB_IDENTITY_TOKEN_FILE", file("token", "jwt.of.pod\n"));
        variables.put("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/enforce");
        variables.put("AWS_ENDPOINT_URL_STS", service.url());
        variables.put("AWS_ENDPOINT_URL_KMS", service.url() + "/kms");
        service.on(
                        "POST /",
                        "<AssumeRoleWithWebIdentityResponse><Credentials><AccessKeyId>ASIA</AccessKeyId>"
                                + "<SecretAccessKey>s+/=</SecretAccessKey><SessionToken>t+/=</SessionToken>"
                                + "</Credentials></AssumeRoleWithWebIdentityResponse>")
                .on("POST /kms/", AWS_ANSWER);
        assertThat(fetch("awskms:///" + ARN)).isEqualTo(PEM);
        assertThat(service.asked().getFirst().body())
                .contains("Action=AssumeRoleWithWebIdentity")
                .contains("WebIdentityToken=jwt.of.pod")
                .contains("RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fenforce");
        assertThat(last().headers()).containsEntry("x-amz-security-token", "t+/=");
    }

    @Test
    void asksAwsAsAContainerAndAsAnInstance() {
        String credentials = "{\"AccessKeyId\":\"ASIA\",\"SecretAccessKey\":\"s\",\"Token\":\"t\"}";
        service.on("POST /", AWS_ANSWER)
                .on("GET /creds", credentials)
                .on("PUT /latest/api/token", "imds-token")
                .on("GET /latest/meta-data/iam/security-credentials/", "node-role")
                .on("GET /latest/meta-data/iam/security-credentials/node-role", credentials);
        variables.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", service.url() + "/creds");
        variables.put("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file("pod-identity", "pod-token"));
        assertThat(fetch("awskms://" + service.authority() + "/" + ARN)).isEqualTo(PEM);
        assertThat(service.asked().getFirst().headers()).containsEntry("authorization", "pod-token");

        variables.clear();
        service.asked().clear();
        variables.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", service.url());
        assertThat(fetch("awskms://" + service.authority() + "/" + ARN)).isEqualTo(PEM);
        assertThat(service.asked().get(1).headers()).containsEntry("x-aws-ec2-metadata-token", "imds-token");
    }

    @ParameterizedTest
    @CsvSource({
        "400,NotFoundException,NOT_FOUND",
        "400,AccessDeniedException,DENIED",
        "400,com.amazonaws.kms#DisabledException,UNUSABLE_KEY",
        "400,ThrottlingException,UNAVAILABLE",
        "403,UnrecognizedClientException,DENIED",
        "500,KMSInternalException,UNAVAILABLE"
    })
    void tellsWhyAwsRefused(int status, String type, KmsException.Code code) {
        awsKeys();
        service.on("POST /", status, "{\"__type\":\"" + type + "\",\"message\":\"m\"}");
        assertThat(refused("awskms://" + service.authority() + "/" + ARN).code())
                .isEqualTo(code);
    }

    @Test
    void refusesKeysThatDoNotSign() {
        awsKeys();
        service.on("POST /", AWS_ANSWER.replace("SIGN_VERIFY", "ENCRYPT_DECRYPT"));
        assertThat(refused("awskms://" + service.authority() + "/" + ARN).code())
                .isEqualTo(KmsException.Code.UNUSABLE_KEY);
    }

    /** A published example of the signature. */
    @Test
    void signsAsAwsDocuments() {
        Map<String, String> headers = AwsSignature.sign(
                java.net.URI.create("https://example.amazonaws.com/"),
                Map.of(),
                new byte[0],
                new AwsCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""),
                "us-east-1",
                "service",
                Instant.parse("2015-08-30T12:36:00Z"));
        assertThat(headers.get("Authorization"))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                        + "SignedHeaders=host;x-amz-date, "
                        + "Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    }

    @Test
    void asksGoogleOnAMachineOfItsOwn() {
        variables.put("GCE_METADATA_HOST", service.authority());
        variables.put("CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS", service.url() + "/");
        service.on(
                        "GET /computeMetadata/v1/instance/service-accounts/default/token",
                        "{\"access_token\":\"ya29.x\",\"expires_in\":3599,\"token_type\":\"Bearer\"}")
                .on(
                        "GET /v1/" + GCP_KEY + "/cryptoKeyVersions/3/publicKey",
                        "{\"pem\":\"" + PEM.replace("\n", "\\n") + "\"}");
        assertThat(fetch("gcpkms://" + GCP_KEY + "/cryptoKeyVersions/3")).isEqualTo(PEM);
        assertThat(fetch("gcpkms://" + GCP_KEY + "/versions/3")).isEqualTo(PEM);
        assertThat(service.asked().getFirst().headers()).containsEntry("metadata-flavor", "Google");
        assertThat(last().headers()).containsEntry("authorization", "Bearer ya29.x");
    }

    @Test
    void takesTheNewestEnabledVersionOfGoogle() throws GeneralSecurityException {
        KeyPair account = keyPair("RSA");
        variables.put("CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS", service.url());
        variables.put(
                "GOOGLE_APPLICATION_CREDENTIALS",
                file(
                        "account.json",
                        "{\"type\":\"service_account\",\"client_email\":\"e@p\",\"private_key_id\":\"1\",\"token_uri\":\""
                                + service.url() + "/token\",\"private_key\":\""
                                + pem("PRIVATE KEY", account.getPrivate().getEncoded())
                                        .replace("\n", "\\n")
                                + "\"}"));
        String versions = "GET /v1/" + GCP_KEY + "/cryptoKeyVersions";
        String name = "{\"name\":\"" + GCP_KEY + "/cryptoKeyVersions/";
        service.on("POST /token", "{\"access_token\":\"ya29.y\"}")
                .on(
                        versions + "?filter=state%3DENABLED&pageSize=100",
                        "{\"cryptoKeyVersions\":[" + name + "2\",\"state\":\"ENABLED\"}],\"nextPageToken\":\"n x\"}")
                .on(
                        versions + "?filter=state%3DENABLED&pageSize=100&pageToken=n+x",
                        "{\"cryptoKeyVersions\":[" + name + "10\",\"state\":\"ENABLED\"}," + name
                                + "11\",\"state\":\"DISABLED\"}]}")
                .on(versions + "/10/publicKey", "{\"pem\":\"" + PEM.replace("\n", "\\n") + "\"}");
        assertThat(fetch("gcpkms://" + GCP_KEY)).isEqualTo(PEM);
        String body = service.asked().getFirst().body();
        String[] jwt = body.substring(body.indexOf("assertion=") + 10).split("\\.");
        Signature check = Signature.getInstance("SHA256withRSA");
        check.initVerify(account.getPublic());
        check.update((jwt[0] + "." + jwt[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(check.verify(Base64.getUrlDecoder().decode(jwt[2]))).isTrue();
        assertThat(new String(Base64.getUrlDecoder().decode(jwt[1]), StandardCharsets.UTF_8))
                .contains("\"iss\":\"e@p\"")
                .contains("\"exp\":" + (NOW.getEpochSecond() + 600));
    }

    @Test
    void asksAzureWithWorkloadIdentity() {
        variables.put("AZURE_FEDERATED_TOKEN_FILE", file("azure", "jwt"));
        variables.put("AZURE_CLIENT_ID", "client");
        variables.put("AZURE_TENANT_ID", "tenant");
        variables.put("AZURE_AUTHORITY_HOST", service.url() + "/");
        service.on("POST /tenant/oauth2/v2.0/token", "{\"access_token\":\"eyJ.a\"}")
                .on("GET /keys/release?api-version=7.4", jwk())
                .on("GET /keys/release/0123abcd?api-version=7.4", jwk());
        assertThat(fetch("azurekms://" + service.authority() + "/release")).isEqualTo(PEM);
        assertThat(fetch("azurekms://" + service.authority() + "/release/0123abcd"))
                .isEqualTo(PEM);
        assertThat(service.asked().getFirst().body())
                .contains("scope=https%3A%2F%2Fvault.azure.net%2F.default")
                .contains("client_assertion=jwt");
    }

    @Test
    void asksAzureOnAMachineOfItsOwn() {
        variables.put("AZURE_POD_IDENTITY_AUTHORITY_HOST", service.url());
        service.on(
                        "GET /metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net",
                        "{\"access_token\":\"eyJ.b\"}")
                .on("GET /keys/release?api-version=7.4", jwk());
        assertThat(fetch("azurekms://" + service.authority() + "/release")).isEqualTo(PEM);
        assertThat(service.asked().getFirst().headers()).containsEntry("metadata", "true");
    }

    @Test
    void sendsNoAzureTokenToStrangers() {
        variables.put("AZURE_POD_IDENTITY_AUTHORITY_HOST", service.url());
        for (String host : new String[] {"evil.example", "vault.azure.net.evil.example", "evilvault.azure.net.x"}) {
            assertThat(refused("azurekms://" + host + "/release").code()).isEqualTo(KmsException.Code.REFERENCE);
        }
        assertThat(service.asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"hashivault,VAULT_", "openbao,BAO_", "openbao,VAULT_"})
    void asksTheTransitEngineWithAToken(String scheme, String prefix) {
        variables.put(prefix + "ADDR", service.url() + "/");
        variables.put(prefix + "TOKEN", "hvs.secret");
        variables.put(prefix + "NAMESPACE", "team");
        service.on("GET /v1/transit/keys/release", transit("ecdsa-p256", PEM.replace("\n", "\\n")));
        assertThat(fetch(scheme + "://release")).isEqualTo(PEM);
        assertThat(last().headers())
                .containsEntry("x-vault-token", "hvs.secret")
                .containsEntry("x-vault-namespace", "team");
    }

    @Test
    void asksTheTransitEngineAsAServiceAccount() throws GeneralSecurityException {
        KeyPair ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = ed25519.getPublic().getEncoded();
        variables.put("VAULT_ADDR", service.url());
        variables.put("VAULT_KUBERNETES_ROLE", "enforce");
        variables.put("VAULT_KUBERNETES_TOKEN_FILE", file("sa", "sa.jwt"));
        variables.put("TRANSIT_SECRET_ENGINE_PATH", "team/transit");
        service.on("POST /v1/auth/kubernetes/login", "{\"auth\":{\"client_token\":\"hvs.k\"}}")
                .on(
                        "GET /v1/team/transit/keys/release",
                        transit(
                                "ed25519",
                                Base64.getEncoder()
                                        .encodeToString(
                                                Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length))));
        assertThat(fetch("hashivault://release")).isEqualTo(pem("PUBLIC KEY", encoded));
        assertThat(service.asked().getFirst().body()).contains("sa.jwt").contains("enforce");
        assertThat(last().headers()).containsEntry("x-vault-token", "hvs.k");
    }

    @Test
    void refusesSymmetricTransitKeys() {
        variables.put("VAULT_ADDR", service.url());
        variables.put("VAULT_TOKEN", "t");
        service.on(
                "GET /v1/transit/keys/release",
                "{\"data\":{\"type\":\"aes256-gcm96\",\"latest_version\":1,\"keys\":{\"1\":1700000000}}}");
        assertThat(refused("hashivault://release").code()).isEqualTo(KmsException.Code.UNUSABLE_KEY);
    }

    @ParameterizedTest
    @CsvSource({"403,DENIED", "404,NOT_FOUND", "500,UNAVAILABLE", "302,UNAVAILABLE"})
    void tellsWhatAServiceAnswered(int status, KmsException.Code code) {
        variables.put("VAULT_ADDR", service.url());
        variables.put("VAULT_TOKEN", "hvs.secret");
        service.on("GET /v1/transit/keys/release", status, "{\"errors\":[\"hvs.secret\"]}");
        assertThat(refused("hashivault://release"))
                .hasMessageNotContaining("hvs.secret")
                .extracting("code")
                .isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"data\":{\"latest_version\":1,\"keys\":{\"1\":{\"public_key\":\"x\"}}}}"})
    void refusesAnswersThatAreNone(String body) {
        variables.put("VAULT_ADDR", service.url());
        variables.put("VAULT_TOKEN", "t");
        service.on("GET /v1/transit/keys/release", body);
        assertThat(refused("hashivault://release").code())
                .isIn(KmsException.Code.MALFORMED, KmsException.Code.UNUSABLE_KEY);
    }

    @Test
    void readsNoEndlessAnswer() {
        variables.put("VAULT_ADDR", service.url());
        variables.put("VAULT_TOKEN", "t");
        service.on("GET /v1/transit/keys/release", "x".repeat(2 << 20));
        assertThat(refused("hashivault://release").code()).isEqualTo(KmsException.Code.UNAVAILABLE);
    }

    @Test
    void sendsNothingWithoutTlsToOtherMachines() {
        variables.put("VAULT_ADDR", "http://vault.example:8200");
        variables.put("VAULT_TOKEN", "t");
        assertThat(refused("hashivault://release")).hasMessageContaining("only TLS");
    }

    @Test
    void namesWhatIsMissing() {
        assertThat(refused("hashivault://release")).hasMessageContaining("VAULT_ADDR is not set");
        assertThat(refused("openbao://release")).hasMessageContaining("BAO_ADDR is not set");
        variables.put("VAULT_ADDR", service.url());
        assertThat(refused("hashivault://release")).hasMessageContaining("VAULT_TOKEN");
        variables.put("AWS_EC2_METADATA_DISABLED", "true");
        assertThat(refused("awskms:///" + ARN).code()).isEqualTo(KmsException.Code.CREDENTIALS);
    }

    private static String transit(String type, String key) {
        return "{\"data\":{\"type\":\"" + type + "\",\"latest_version\":2,\"keys\":{\"1\":{\"public_key\":\"old\"},"
                + "\"2\":{\"public_key\":\"" + key + "\"}}}}";
    }

    private static String jwk() {
        ECPublicKey key = (ECPublicKey) KEY.getPublic();
        return "{\"key\":{\"kid\":\"k\",\"kty\":\"EC-HSM\",\"crv\":\"P-256\",\"x\":\""
                + url(key.getW().getAffineX().toByteArray()) + "\",\"y\":\""
                + url(key.getW().getAffineY().toByteArray()) + "\"}}";
    }

    private static String url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String pem(String type, byte[] encoded) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + type
                + "-----\n";
    }

    private static KeyPair keyPair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
