package dev.enforce.oci;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.oci.RegistryException.Code;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gets access tokens from the token endpoints that registries name, and keeps them until shortly before their end. */
final class Tokens {

    private static final int MAX_TOKENS = 2_000;
    private static final int MAX_ANSWER = 64 << 10;
    private static final int MAX_TOKEN = 32 << 10;
    private static final long DEFAULT_SECONDS = 60;
    private static final long MAX_SECONDS = 3_600;

    /** What one token is good for, and whose it is. */
    record Request(
            String registry,
            RegistryMemory.Scheme.Bearer scheme,
            String scope,
            @Nullable Credentials credentials) {
        String key() {
            return registry
                    + '\n'
                    + scheme.realm()
                    + '\n'
                    + scheme.service()
                    + '\n'
                    + scope
                    + '\n'
                    + (credentials == null ? "" : credentials.fingerprint());
        }
    }

    private record Token(String value, Instant goodUntil) {}

    private final Wire wire;
    private final RedirectRules rules;
    private final InstantSource clock;
    private final SingleFlight<String, Token> flights = new SingleFlight<>();
    /** Guarded by {@code this}. */
    private final Map<String, Token> cache = new LinkedHashMap<>();

    Tokens(Wire wire, RedirectRules rules, InstantSource clock) {
        this.wire = wire;
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * A token for this request.
     *
     * @param wantedScope the scope that the registry itself asked for, if it did
     * @param stale a token that was refused and must not come again
     */
    String token(
            Request request,
            Optional<String> wantedScope,
            @Nullable String stale,
            String reference,
            URI base,
            Deadline deadline) {
        String known = cached(request.key());
        if (known != null && !known.equals(stale)) {
            return known;
        }
        return flights.run(request.key(), reference, deadline, () -> {
                    Token fresh = fetch(request, wantedScope.orElse(request.scope()), reference, base, deadline);
                    keep(request.key(), fresh);
                    return fresh;
                })
                .value();
    }

    private synchronized @Nullable String cached(String key) {
        Token token = cache.get(key);
        return token == null || !clock.instant().isBefore(token.goodUntil()) ? null : token.value();
    }

    private synchronized void keep(String key, Token token) {
        if (cache.size() >= MAX_TOKENS) {
            Instant now = clock.instant();
            cache.values().removeIf(old -> !now.isBefore(old.goodUntil()));
        }
        if (cache.size() >= MAX_TOKENS) {
            cache.remove(cache.keySet().iterator().next());
        }
        cache.put(key, token);
    }

    private Token fetch(Request request, String scope, String reference, URI base, Deadline deadline) {
        URI realm = realm(request, reference);
        rules.check(request.registry(), reference, base, realm, "token endpoint");
        try {
            Answer answer = request.credentials() instanceof Credentials.IdentityToken(var token)
                    ? exchangeIdentity(realm, request, scope, token, deadline)
                    : ask(realm, request, scope, deadline);
            if (answer.status() != 200) {
                throw refused(request, reference, answer);
            }
            return read(request, reference, answer.bytes());
        } catch (IOException e) {
            RegistryException cause = Failures.ofIo(request.registry(), reference, e);
            throw new RegistryException(
                    cause.code(),
                    reference,
                    "no token from " + realm.getHost() + " for registry " + request.registry() + ": "
                            + cause.getMessage(),
                    e);
        }
    }

    private static URI realm(Request request, String reference) {
        try {
            return URI.create(request.scheme().realm());
        } catch (IllegalArgumentException e) {
            throw new RegistryException(
                    Code.MALFORMED,
                    reference,
                    "registry " + request.registry() + " names a token endpoint that is no address",
                    e);
        }
    }

    private Answer ask(URI realm, Request request, String scope, Deadline deadline) throws IOException {
        String query = "scope=" + encoded(scope)
                + (request.scheme().service().isEmpty()
                        ? ""
                        : "&service=" + encoded(request.scheme().service()));
        String separator = realm.getRawQuery() == null ? "?" : "&";
        URI uri = URI.create(realm.toString() + separator + query);
        Map<String, String> headers = request.credentials() instanceof Credentials.Basic basic
                ? Map.of("Authorization", basicHeader(basic))
                : Map.of();
        return wire.exchange("GET", uri, headers, null, Body.whole(MAX_ANSWER), deadline);
    }

    private Answer exchangeIdentity(URI realm, Request request, String scope, String token, Deadline deadline)
            throws IOException {
        String form = "grant_type=refresh_token&client_id=enforce&service="
                + encoded(request.scheme().service()) + "&scope=" + encoded(scope) + "&refresh_token=" + encoded(token);
        return wire.exchange(
                "POST",
                realm,
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                form.getBytes(StandardCharsets.UTF_8),
                Body.whole(MAX_ANSWER),
                deadline);
    }

    private Token read(Request request, String reference, byte[] body) {
        try {
            JsonNode json = Json.object(body);
            String token = json.path("token").asText("");
            String value = token.isEmpty() ? json.path("access_token").asText("") : token;
            if (value.isEmpty() || value.length() > MAX_TOKEN || !isHeaderSafe(value)) {
                throw new IOException("no token in it that can be used");
            }
            long seconds = Math.clamp(json.path("expires_in").asLong(DEFAULT_SECONDS), 1, MAX_SECONDS);
            Duration usable = Duration.ofMillis(Math.max(seconds * 500, seconds * 1000 - 10_000));
            return new Token(value, clock.instant().plus(usable));
        } catch (IOException e) {
            throw new RegistryException(
                    Code.MALFORMED,
                    reference,
                    "the token endpoint of registry " + request.registry() + " gave an answer that cannot be read",
                    e);
        }
    }

    private static RegistryException refused(Request request, String reference, Answer answer) {
        String said = Failures.registryMessage(answer);
        String who = request.credentials() == null
                ? "without credentials"
                : "with " + request.credentials().kind() + " credentials";
        Code code = answer.status() == 400 ? Code.UNAUTHORIZED : Failures.codeOf(answer.status());
        return new RegistryException(
                code == Code.NOT_FOUND || code == Code.REFUSED ? Code.UNAUTHORIZED : code,
                reference,
                "the token endpoint of registry " + request.registry() + " answered " + answer.status() + " " + who
                        + " for " + reference + (said.isEmpty() ? "" : ": " + said));
    }

    static String basicHeader(Credentials.Basic basic) {
        byte[] pair = (basic.username() + ":" + basic.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static boolean isHeaderSafe(String token) {
        return token.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
