package dev.enforce.signing.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.enforce.signing.SigningException;
import dev.enforce.signing.http.ErrorShape;
import dev.enforce.signing.http.Request;
import dev.enforce.signing.http.Response;
import dev.enforce.signing.http.Routes;
import dev.enforce.signing.json.Json;
import dev.enforce.signing.storage.DataDirectory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An OIDC issuer for demo, development and tests: discovery, keys, and tokens for a fixed set of
 * clients. Tokens are RS256, the only algorithm that cosign 3 takes for a raw token.
 */
public final class DevelopmentIssuer implements IssuerKeys {

    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(10);
    private static final String DEFAULT_AUDIENCE = "sigstore";

    private final URI issuer;
    private final RSAKey key;
    private final Map<String, Client> clients;
    private final InstantSource clock;
    private final SecureRandom random;

    /**
     * Someone who may ask for tokens with a secret.
     *
     * @param claims what the tokens say besides the standard claims; must hold {@code sub}
     */
    public record Client(String id, String secret, Map<String, Object> claims) {
        public Client {
            claims = Map.copyOf(claims);
            if (!(claims.get("sub") instanceof String)) {
                throw new IllegalArgumentException("client " + id + " has no sub claim");
            }
        }

        @Override
        public String toString() {
            return "Client[" + id + "]";
        }
    }

    private DevelopmentIssuer(
            URI issuer, RSAKey key, Map<String, Client> clients, InstantSource clock, SecureRandom random) {
        this.issuer = issuer;
        this.key = key;
        this.clients = clients;
        this.clock = clock;
        this.random = random;
    }

    public static DevelopmentIssuer open(
            URI issuer, List<Client> clients, DataDirectory directory, InstantSource clock, SecureRandom random) {
        byte[] kept = directory.loadOrCreate("issuer.jwk.json", () -> newKey().getBytes(StandardCharsets.UTF_8));
        Map<String, Client> byId = new java.util.HashMap<>();
        clients.forEach(client -> byId.put(client.id(), client));
        try {
            RSAKey key = RSAKey.parse(new String(kept, StandardCharsets.UTF_8));
            return new DevelopmentIssuer(issuer, key, Map.copyOf(byId), clock, random);
        } catch (ParseException e) {
            throw new SigningException(SigningException.Code.STORAGE, "the issuer's key cannot be read", e);
        }
    }

    private static String newKey() {
        try {
            return new com.nimbusds.jose.jwk.gen.RSAKeyGenerator(2048)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint(true)
                    .generate()
                    .toJSONString();
        } catch (JOSEException e) {
            throw new SigningException(SigningException.Code.INTERNAL, "no key could be made", e);
        }
    }

    public URI issuer() {
        return issuer;
    }

    @Override
    public List<JWK> find(@Nullable String keyId) {
        return keyId == null || keyId.equals(key.getKeyID()) ? List.of(key.toPublicJWK()) : List.of();
    }

    /** A token for sigstore that names a person by address. */
    public String tokenForEmail(String email) {
        return token(Map.of("sub", email, "email", email, "email_verified", true), DEFAULT_AUDIENCE);
    }

    /** A token for sigstore that names a workload by its subject. */
    public String tokenForSubject(String subject) {
        return token(Map.of("sub", subject), DEFAULT_AUDIENCE);
    }

    public String token(Map<String, Object> claims, String audience) {
        Instant now = clock.instant();
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        JWTClaimsSet.Builder builder = new JWTClaimsSet.Builder();
        claims.forEach(builder::claim);
        builder.issuer(issuer.toString())
                .audience(audience)
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(TOKEN_LIFETIME)))
                .jwtID(HexFormat.of().formatHex(nonce));
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID())
                .build();
        try {
            SignedJWT jwt = new SignedJWT(header, builder.build());
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new SigningException(SigningException.Code.INTERNAL, "the token could not be signed", e);
        }
    }

    public void addTo(Routes routes) {
        String path = Optional.ofNullable(issuer.getPath()).orElse("");
        routes.get(path + "/.well-known/openid-configuration", ErrorShape.OAUTH, _ -> discovery())
                .get(path + "/keys", ErrorShape.OAUTH, _ -> keys())
                .post(path + "/token", ErrorShape.OAUTH, this::answerToken);
    }

    private Response discovery() {
        var document = Json.object()
                .put("issuer", issuer.toString())
                .put("jwks_uri", issuer + "/keys")
                .put("token_endpoint", issuer + "/token");
        document.putArray("response_types_supported").add("token");
        document.putArray("grant_types_supported").add("client_credentials");
        document.putArray("subject_types_supported").add("public");
        document.putArray("id_token_signing_alg_values_supported").add("RS256");
        document.putArray("token_endpoint_auth_methods_supported")
                .add("client_secret_basic")
                .add("client_secret_post");
        return Response.json(200, document);
    }

    private Response keys() {
        return Response.text(
                200, "application/json", "{\"keys\":[" + key.toPublicJWK().toJSONString() + "]}");
    }

    private Response answerToken(Request request) {
        Map<String, String> form = request.form();
        if (!form.getOrDefault("grant_type", "").equals("client_credentials")) {
            throw new SigningException(
                    SigningException.Code.UNSUPPORTED, "the only grant type here is client_credentials");
        }
        Client client = authenticate(request, form);
        String token = token(client.claims(), form.getOrDefault("audience", DEFAULT_AUDIENCE));
        var answer = Json.object()
                .put("access_token", token)
                .put("id_token", token)
                .put("token_type", "Bearer")
                .put("expires_in", TOKEN_LIFETIME.toSeconds());
        return Response.json(200, answer).withHeader("Cache-Control", "no-store");
    }

    private Client authenticate(Request request, Map<String, String> form) {
        String id = form.getOrDefault("client_id", "");
        String secret = form.getOrDefault("client_secret", "");
        String basic = request.header("authorization").orElse("");
        if (basic.startsWith("Basic ")) {
            String[] pair = decodeBasic(basic.substring(6)).split(":", 2);
            id = pair[0];
            secret = pair.length == 2 ? pair[1] : "";
        }
        Client client = clients.get(id);
        boolean known = client != null
                && MessageDigest.isEqual(
                        client.secret().getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
        if (client == null || !known) {
            throw new SigningException(SigningException.Code.UNAUTHENTICATED, "unknown client or wrong secret");
        }
        return client;
    }

    private static String decodeBasic(String text) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw SigningException.invalid("the authorization header is not base64", e);
        }
    }
}
