package dev.enforce.kms;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.kms.KmsReference.Transit;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The transit engine of Vault and OpenBao. Settings come from {@code VAULT_…} variables, for OpenBao from
 * {@code BAO_…} ones first.
 */
final class TransitKeyProvider {

    private static final String SERVICE_ACCOUNT_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    private final Surroundings surroundings;
    private final Web web;

    TransitKeyProvider(Surroundings surroundings, Web web) {
        this.surroundings = surroundings;
        this.web = web;
    }

    String fetch(Transit reference, TimeLimit limit) {
        Settings settings = new Settings(reference.product());
        String address = settings.address();
        Map<String, String> headers = settings.headers();
        headers.put("X-Vault-Token", token(settings, limit));
        String mount = settings.find("TRANSIT_MOUNT")
                .or(() -> surroundings.find("TRANSIT_SECRET_ENGINE_PATH"))
                .orElse("transit");
        Web.Answer answer = web.get(
                Addresses.uri(address + "/v1/" + path(mount) + "/keys/" + encoded(reference.key())), headers, limit);
        if (!answer.isSuccess()) {
            throw Web.refusal(reference.toString(), answer);
        }
        return newest(reference, answer.json().path("data"));
    }

    private static String newest(Transit reference, JsonNode data) {
        String version = data.path("latest_version").asText("");
        JsonNode key = data.path("keys").path(version);
        String text = key.path("public_key").asText("");
        if (text.isEmpty()) {
            throw new KmsException(KmsException.Code.UNUSABLE_KEY, reference + " is not a key that signs");
        }
        return data.path("type").asText("").equals("ed25519") && !text.startsWith("-----")
                ? PublicKeyPem.ofRawEd25519(text)
                : PublicKeyPem.ofPem(text);
    }

    private String token(Settings settings, TimeLimit limit) {
        Optional<String> given =
                settings.find("TOKEN").or(() -> settings.find("TOKEN_FILE").map(Surroundings::read));
        if (given.isPresent()) {
            return AccessTokens.checked(given.get(), "the setting");
        }
        String role = settings.find("KUBERNETES_ROLE")
                .orElseThrow(() -> new KmsException(
                        KmsException.Code.CREDENTIALS,
                        "neither a token nor a role of the Kubernetes login is set: " + settings.name("TOKEN") + ", "
                                + settings.name("KUBERNETES_ROLE")));
        String account =
                Surroundings.read(settings.find("KUBERNETES_TOKEN_FILE").orElse(SERVICE_ACCOUNT_TOKEN));
        String mount = settings.find("KUBERNETES_MOUNT").orElse("kubernetes");
        Web.Answer answer = web.send(
                "POST",
                Addresses.uri(settings.address() + "/v1/auth/" + path(mount) + "/login"),
                settings.headers(),
                Web.write(Map.of("role", role, "jwt", account)),
                limit);
        if (!answer.isSuccess()) {
            throw new KmsException(
                    answer.status() >= 500 ? KmsException.Code.UNAVAILABLE : KmsException.Code.CREDENTIALS,
                    "the Kubernetes login was answered with status " + answer.status());
        }
        return AccessTokens.checked(answer.json().at("/auth/client_token").asText(""), "the Kubernetes login");
    }

    /** Variables of one product. */
    private final class Settings {
        private final Transit.Product product;

        Settings(Transit.Product product) {
            this.product = product;
        }

        String name(String what) {
            return (product == Transit.Product.OPENBAO ? "BAO_" : "VAULT_") + what;
        }

        Optional<String> find(String what) {
            return surroundings.find(name(what)).or(() -> surroundings.find("VAULT_" + what));
        }

        String address() {
            String address = find("ADDR")
                    .orElseThrow(() -> new KmsException(KmsException.Code.CREDENTIALS, name("ADDR") + " is not set"));
            return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        }

        Map<String, String> headers() {
            Map<String, String> headers = new HashMap<>();
            headers.put("X-Vault-Request", "true");
            find("NAMESPACE").ifPresent(namespace -> headers.put("X-Vault-Namespace", namespace));
            return headers;
        }
    }

    private static String path(String mount) {
        StringBuilder out = new StringBuilder();
        for (String part : mount.split("/", -1)) {
            if (!part.isEmpty()) {
                out.append(out.isEmpty() ? "" : "/").append(encoded(part));
            }
        }
        return out.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
