package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who holds which token. Those of service accounts look like JWTs, with the claims that programs read, but are known
 * here by their text and cannot be verified by others.
 */
final class Tokens {

    private static final Duration LONGEST = Duration.ofDays(365);

    private record Holder(Caller caller, Instant expires) {}

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Holder> holders = new ConcurrentHashMap<>();
    private final String admin;

    Tokens(InstantSource clock) {
        this.clock = clock;
        this.admin = secret();
        holders.put(admin, new Holder(Caller.ADMIN, Instant.MAX));
    }

    private String secret() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    String admin() {
        return admin;
    }

    Optional<Caller> callerOf(String token) {
        return Optional.ofNullable(holders.get(token))
                .filter(holder -> clock.instant().isBefore(holder.expires()))
                .map(Holder::caller);
    }

    /** Answers a {@code TokenRequest} for a service account that exists. */
    ObjectNode issue(ObjectNode account, ObjectNode request) {
        String namespace = Json.text(account, "metadata", "namespace");
        String name = Json.text(account, "metadata", "name");
        long seconds =
                Math.clamp(request.path("spec").path("expirationSeconds").asLong(3600), 600, LONGEST.toSeconds());
        Instant expires = clock.instant().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS);
        ObjectNode claims = Json.object()
                .put("iss", "https://kubernetes.default.svc")
                .put("sub", "system:serviceaccount:" + namespace + ":" + name)
                .put("exp", expires.getEpochSecond());
        String token = part("{\"alg\":\"none\"}".getBytes(StandardCharsets.US_ASCII)) + "." + part(Json.bytes(claims))
                + "." + secret();
        holders.put(token, new Holder(Caller.serviceAccount(namespace, name), expires));
        ObjectNode answer = request.deepCopy();
        answer.put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
        answer.putObject("status").put("token", token).put("expirationTimestamp", expires.toString());
        return answer;
    }

    private static String part(byte[] content) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
    }
}
