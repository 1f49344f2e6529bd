package dev.enforce.oci;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.oci.RegistryException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A docker configuration file ({@code config.json}) or the content of a Kubernetes pull secret, as a keychain.
 *
 * <p>Keys match as Kubernetes matches them ({@link RegistryPattern}); of several that match, the longest wins.
 * Credential helpers ({@code credHelpers}, {@code credsStore}) are other programs, which are not run: a repository
 * that only a helper has credentials for is {@link Code#UNSUPPORTED}, with the helper's name.
 */
public final class DockerConfig implements Keychain {

    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_ENTRIES = 1_000;
    private static final String TOKEN_USER = "<token>";

    /** @param helper the program that has the credentials; then there are none here */
    private record Entry(
            RegistryPattern pattern,
            @Nullable Credentials credentials,
            @Nullable String helper) {
        String fingerprint() {
            return Fingerprint.of(
                    pattern.text(), credentials == null ? "" : credentials.fingerprint(), helper == null ? "" : helper);
        }
    }

    private final List<Entry> entries;
    private final @Nullable String store;
    private final String cacheKey;

    private DockerConfig(List<Entry> entries, @Nullable String store) {
        this.entries = entries.stream()
                .sorted(Comparator.comparing((Entry entry) -> entry.pattern().text())
                        .reversed())
                .toList();
        this.store = store;
        List<String> parts = new ArrayList<>(List.of("docker-config", store == null ? "" : store));
        this.entries.forEach(entry -> parts.add(entry.fingerprint()));
        this.cacheKey = Fingerprint.of(parts.toArray(String[]::new));
    }

    /**
     * Reads a {@code config.json}.
     *
     * @param origin what it is, for messages: a file or a secret
     * @throws RegistryException {@link Code#MALFORMED} or {@link Code#TOO_LARGE}; the message never has a secret in it
     */
    public static DockerConfig parse(String origin, byte[] json) {
        JsonNode root = read(origin, json);
        List<Entry> entries = entries(origin, root.path("auths"), "auths");
        JsonNode helpers = root.path("credHelpers");
        checkCount(origin, helpers);
        for (Map.Entry<String, JsonNode> helper : helpers.properties()) {
            entries.removeIf(entry -> entry.pattern().text().equals(RegistryPattern.normalized(helper.getKey())));
            entries.add(new Entry(
                    pattern(origin, helper.getKey()), null, helper.getValue().asText("")));
        }
        String store = root.path("credsStore").asText("");
        return new DockerConfig(entries, store.isEmpty() ? null : store);
    }

    /** Reads the older form without {@code auths} around it ({@code .dockercfg}). */
    public static DockerConfig parseLegacy(String origin, byte[] json) {
        return new DockerConfig(entries(origin, read(origin, json), "entries"), null);
    }

    @Override
    public Optional<Credentials> credentials(Repository repository) {
        for (Entry entry : entries) {
            if (!entry.pattern().matches(repository)) {
                continue;
            }
            if (entry.helper() != null) {
                throw unsupported(repository, entry.helper());
            }
            if (entry.credentials() != null) {
                return Optional.of(entry.credentials());
            }
            if (store != null) {
                throw unsupported(repository, store); // how docker marks what it put into the store
            }
        }
        return Optional.empty();
    }

    @Override
    public String cacheKey() {
        return cacheKey;
    }

    @Override
    public String toString() {
        return "DockerConfig[" + entries.size() + " entries]";
    }

    private static RegistryException unsupported(Repository repository, String helper) {
        return new RegistryException(
                Code.UNSUPPORTED,
                repository.toString(),
                "the credentials for " + repository + " are kept by the credential helper \"" + Texts.shown(helper)
                        + "\", which is not supported: put a pull secret in its place");
    }

    private static JsonNode read(String origin, byte[] json) {
        if (json.length > MAX_BYTES) {
            throw new RegistryException(
                    Code.TOO_LARGE, origin, origin + " has " + json.length + " bytes, more than " + MAX_BYTES);
        }
        try {
            return Json.object(json);
        } catch (IOException e) {
            // The cause could quote a secret; it is left out on purpose.
            throw malformed(origin, "is not a JSON object");
        }
    }

    private static List<Entry> entries(String origin, JsonNode auths, String what) {
        if (!auths.isMissingNode() && !auths.isNull() && !auths.isObject()) {
            throw malformed(origin, "has no object at " + what);
        }
        checkCount(origin, auths);
        List<Entry> result = new ArrayList<>();
        for (Map.Entry<String, JsonNode> auth : auths.properties()) {
            if (!auth.getValue().isObject()) {
                throw malformed(origin, "has no object for " + Texts.shown(auth.getKey()));
            }
            result.add(new Entry(
                    pattern(origin, auth.getKey()), credentials(origin, auth.getKey(), auth.getValue()), null));
        }
        return result;
    }

    private static void checkCount(String origin, JsonNode node) {
        if (node.size() > MAX_ENTRIES) {
            throw new RegistryException(Code.TOO_LARGE, origin, origin + " has more than " + MAX_ENTRIES + " entries");
        }
    }

    private static RegistryPattern pattern(String origin, String key) {
        try {
            return RegistryPattern.parse(key);
        } catch (IllegalArgumentException e) {
            throw malformed(origin, "has an entry for " + Texts.shown(key) + ", which is no registry");
        }
    }

    private static @Nullable Credentials credentials(String origin, String key, JsonNode auth) {
        String registryToken = auth.path("registrytoken").asText("");
        if (!registryToken.isEmpty()) {
            return new Credentials.Bearer(checked(origin, key, registryToken));
        }
        String identityToken = auth.path("identitytoken").asText("");
        if (!identityToken.isEmpty()) {
            return new Credentials.IdentityToken(identityToken);
        }
        String username = auth.path("username").asText("");
        String password = auth.path("password").asText("");
        String encoded = auth.path("auth").asText("");
        if (!encoded.isEmpty()) {
            String pair = decoded(origin, key, encoded);
            int colon = pair.indexOf(':');
            if (colon < 0) {
                throw malformed(origin, "has an auth without a colon for " + Texts.shown(key));
            }
            username = pair.substring(0, colon);
            password = pair.substring(colon + 1).replaceAll("\0+$", "");
        }
        if (username.isEmpty() && password.isEmpty()) {
            return null;
        }
        return username.equals(TOKEN_USER)
                ? new Credentials.IdentityToken(password)
                : new Credentials.Basic(username, password);
    }

    private static String checked(String origin, String key, String token) {
        if (!token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw malformed(origin, "has a token that cannot be sent for " + Texts.shown(key));
        }
        return token;
    }

    private static String decoded(String origin, String key, String encoded) {
        try {
            return new String(Base64.getDecoder().decode(encoded.strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw malformed(origin, "has an auth that is not base64 for " + Texts.shown(key));
        }
    }

    private static RegistryException malformed(String origin, String what) {
        return new RegistryException(Code.MALFORMED, origin, origin + " " + what);
    }
}
