package dev.enforce.kms;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Access tokens of Google Cloud: of a service account's file, else of the machine's metadata server. */
final class GoogleTokens {

    private static final String SCOPE = "https://www.googleapis.com/auth/cloudkms";

    private final Surroundings surroundings;
    private final Web web;
    private final InstantSource clock;

    GoogleTokens(Surroundings surroundings, Web web, InstantSource clock) {
        this.surroundings = surroundings;
        this.web = web;
        this.clock = clock;
    }

    String get(TimeLimit limit) {
        return surroundings
                .find("GOOGLE_APPLICATION_CREDENTIALS")
                .map(file -> ofFile(file, limit))
                .orElseGet(() -> ofMetadata(limit));
    }

    private String ofMetadata(TimeLimit limit) {
        String host = surroundings.get("GCE_METADATA_HOST", "metadata.google.internal");
        Web.Answer answer = web.get(
                Addresses.uri("http://" + host + "/computeMetadata/v1/instance/service-accounts/default/token"),
                Map.of("Metadata-Flavor", "Google"),
                limit);
        return token(answer);
    }

    private String ofFile(String file, TimeLimit limit) {
        JsonNode account = Web.parse(Surroundings.read(file).getBytes(StandardCharsets.UTF_8));
        String type = account.path("type").asText("");
        if (!type.equals("service_account")) {
            throw new KmsException(
                    KmsException.Code.CREDENTIALS,
                    "Google credentials other than of a service account are not supported");
        }
        String address = account.path("token_uri").asText("https://oauth2.googleapis.com/token");
        String form =
                "grant_type=" + URLEncoder.encode("urn:ietf:params:oauth:grant-type:jwt-bearer", StandardCharsets.UTF_8)
                        + "&assertion=" + assertion(account, address);
        return token(web.send(
                "POST",
                Addresses.uri(address),
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                form.getBytes(StandardCharsets.US_ASCII),
                limit));
    }

    private String assertion(JsonNode account, String audience) {
        long now = clock.instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", account.path("client_email").asText(""));
        claims.put("scope", SCOPE);
        claims.put("aud", audience);
        claims.put("iat", now);
        claims.put("exp", now + 600);
        Map<String, String> header = Map.of(
                "alg",
                "RS256",
                "typ",
                "JWT",
                "kid",
                account.path("private_key_id").asText(""));
        String signed = url(Web.write(header)) + "." + url(Web.write(claims));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(privateKey(account.path("private_key").asText("")));
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + url(signature.sign());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new KmsException(KmsException.Code.CREDENTIALS, "the service account's key cannot be used");
        }
    }

    private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        String body = pem.replace("-----BEGIN PRIVATE KEY-----", "")
                .replace("-----END PRIVATE KEY-----", "")
                .replaceAll("\\s", "");
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
    }

    private static String token(Web.Answer answer) {
        return AccessTokens.of(answer, "Google Cloud");
    }

    private static String url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
