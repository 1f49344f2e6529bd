package dev.enforce.oci.server;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets requests in, or says how to ask; gives out tokens. */
final class Guard {

    private static final int MAX_TOKENS = 10_000;

    private record Grant(String scope, long untilNanos) {}

    private final ServerAuth auth;
    private final String realm;
    private final String service;
    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock;
    /** Guarded by itself. */
    private final Map<String, Grant> tokens = new LinkedHashMap<>();

    Guard(ServerAuth auth, String realm, String service, InstantSource clock) {
        this.auth = auth;
        this.realm = realm;
        this.service = service;
        this.clock = clock;
    }

    /** @throws ServerError 401, with the challenge set on the exchange */
    void check(Exchange exchange, @Nullable String repository) {
        String wanted = isWrite(exchange.method()) ? "push" : "pull";
        boolean allowed = switch (auth) {
            case ServerAuth.Open _ -> true;
            case ServerAuth.Basic(var username, var password) -> isUser(exchange, username, password);
            case ServerAuth.Bearer _ -> bearerAllows(exchange, repository, wanted);
        };
        if (!allowed) {
            exchange.set("WWW-Authenticate", challenge(repository, wanted));
            throw new ServerError(401, "UNAUTHORIZED", "authentication required");
        }
    }

    private String challenge(@Nullable String repository, String wanted) {
        if (auth instanceof ServerAuth.Basic) {
            return "Basic realm=\"" + service + "\"";
        }
        String actions = wanted.equals("push") ? "pull,push" : "pull";
        return "Bearer realm=\"" + realm + "\",service=\"" + service + "\""
                + (repository == null ? "" : ",scope=\"repository:" + repository + ":" + actions + "\"");
    }

    private boolean bearerAllows(Exchange exchange, @Nullable String repository, String wanted) {
        String header = exchange.header("Authorization");
        if (!header.startsWith("Bearer ")) {
            return false;
        }
        Grant grant;
        synchronized (tokens) {
            grant = tokens.get(header.substring(7).strip());
        }
        if (grant == null || now() > grant.untilNanos()) {
            return false;
        }
        return repository == null || grants(grant.scope(), repository, wanted);
    }

    private static boolean grants(String scopes, String repository, String wanted) {
        for (String scope : scopes.split(" ", -1)) {
            int last = scope.lastIndexOf(':');
            if (last > 0
                    && scope.substring(0, last).equals("repository:" + repository)
                    && ("," + scope.substring(last + 1) + ",").contains("," + wanted + ",")) {
                return true;
            }
        }
        return false;
    }

    /** The token endpoint: {@code GET} with basic authentication, {@code POST} as OAuth 2 describes it. */
    void token(Exchange exchange) throws IOException {
        if (!(auth instanceof ServerAuth.Bearer bearer)) {
            throw new ServerError(404, "UNSUPPORTED", "this registry gives no tokens");
        }
        Map<String, String> form = exchange.method().equals("POST") ? exchange.form() : Map.of();
        String asked = form.containsKey("scope") ? form.get("scope") : exchange.query("scope");
        String scope = asked == null ? "" : asked;
        boolean user = exchange.method().equals("POST")
                ? isUser(form, bearer)
                : isUser(exchange, bearer.username(), bearer.password());
        boolean shown = exchange.method().equals("POST")
                || !exchange.header("Authorization").isEmpty();
        if (!user && (shown || !bearer.anonymousPull())) {
            throw new ServerError(401, "UNAUTHORIZED", "incorrect username or password");
        }
        String granted = user ? scope : scope.replaceAll(":[a-z,*]+(?= |$)", ":pull");
        String token = remember(new Grant(granted, now() + bearer.lifetime().toNanos()));
        exchange.send(
                200,
                "application/json",
                JsonMapper.builder()
                        .build()
                        .writeValueAsBytes(Map.of(
                                "token",
                                token,
                                "access_token",
                                token,
                                "expires_in",
                                bearer.lifetime().toSeconds())));
    }

    private String remember(Grant grant) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        String token = HexFormat.of().formatHex(bytes);
        synchronized (tokens) {
            if (tokens.size() >= MAX_TOKENS) {
                tokens.remove(tokens.keySet().iterator().next());
            }
            tokens.put(token, grant);
        }
        return token;
    }

    private static boolean isUser(Map<String, String> form, ServerAuth.Bearer bearer) {
        return switch (form.getOrDefault("grant_type", "")) {
            case "refresh_token" ->
                bearer.identityToken() != null && same(form.getOrDefault("refresh_token", ""), bearer.identityToken());
            case "password" ->
                same(form.getOrDefault("username", ""), bearer.username())
                        && same(form.getOrDefault("password", ""), bearer.password());
            default -> false;
        };
    }

    private static boolean isUser(Exchange exchange, String username, String password) {
        String header = exchange.header("Authorization");
        if (!header.startsWith("Basic ")) {
            return false;
        }
        String expected =
                Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
        return same(header.substring(6).strip(), expected);
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private long now() {
        return Duration.ofMillis(clock.millis()).toNanos();
    }

    private static boolean isWrite(String method) {
        return switch (method) {
            case "GET", "HEAD" -> false;
            default -> true;
        };
    }
}
