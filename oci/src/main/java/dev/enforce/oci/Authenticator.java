package dev.enforce.oci;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the {@code Authorization} header for a call: at once when the registry's way is known, else when asked. */
final class Authenticator {

    private final RegistryMemory memory;
    private final Tokens tokens;

    Authenticator(RegistryMemory memory, Tokens tokens) {
        this.memory = memory;
        this.tokens = tokens;
    }

    /** What to send with a first try; nothing while the registry has not yet asked for anything. */
    @Nullable
    String beforehand(Call call, URI base) {
        Credentials credentials = call.keychain().credentials(call.repository()).orElse(null);
        if (credentials instanceof Credentials.Bearer(var token)) {
            return "Bearer " + token;
        }
        RegistryMemory.Scheme scheme = memory.of(call.registry()).scheme;
        return scheme == null ? null : header(call, base, scheme, credentials, Optional.empty(), null);
    }

    /** A password that this registry never asked for, when it is known to be meant for it. */
    @Nullable
    String unasked(Call call) {
        Credentials credentials = call.keychain().credentials(call.repository()).orElse(null);
        boolean neverAsked = memory.of(call.registry()).scheme == null;
        return neverAsked && credentials instanceof Credentials.Basic basic ? Tokens.basicHeader(basic) : null;
    }

    void rememberBasic(Call call) {
        memory.of(call.registry()).scheme = new RegistryMemory.Scheme.Basic();
    }

    /** What to send after a 401, or nothing if there is nothing else to try. */
    @Nullable
    String afterChallenge(Call call, URI base, Answer refused, @Nullable String sent) {
        Credentials credentials = call.keychain().credentials(call.repository()).orElse(null);
        if (credentials instanceof Credentials.Bearer) {
            return null;
        }
        List<AuthChallenge> challenges = refused.headers().allValues("WWW-Authenticate").stream()
                .limit(8)
                .flatMap(header -> AuthChallenge.parse(header).stream())
                .toList();
        RegistryMemory.Known known = memory.of(call.registry());
        for (AuthChallenge challenge : challenges) {
            String realm = challenge.parameter("realm");
            if (challenge.scheme().equals("bearer") && realm != null) {
                String service = challenge.parameter("service");
                var scheme = new RegistryMemory.Scheme.Bearer(realm, service == null ? "" : service);
                known.scheme = scheme;
                String stale = sent != null && sent.startsWith("Bearer ") ? sent.substring(7) : null;
                return header(
                        call, base, scheme, credentials, Optional.ofNullable(challenge.parameter("scope")), stale);
            }
        }
        if (challenges.stream().anyMatch(challenge -> challenge.scheme().equals("basic"))) {
            known.scheme = new RegistryMemory.Scheme.Basic();
            String header = header(call, base, new RegistryMemory.Scheme.Basic(), credentials, Optional.empty(), null);
            return header == null || header.equals(sent) ? null : header;
        }
        return null;
    }

    private @Nullable String header(
            Call call,
            URI base,
            RegistryMemory.Scheme scheme,
            @Nullable Credentials credentials,
            Optional<String> wantedScope,
            @Nullable String stale) {
        return switch (scheme) {
            case RegistryMemory.Scheme.Basic _ ->
                credentials instanceof Credentials.Basic basic ? Tokens.basicHeader(basic) : null;
            case RegistryMemory.Scheme.Bearer bearer -> {
                String scope = "repository:" + call.repository().name() + ":" + call.actions();
                var request = new Tokens.Request(call.registry(), bearer, scope, credentials);
                yield "Bearer " + tokens.token(request, wantedScope, stale, call.reference(), base, call.deadline());
            }
        };
    }
}
