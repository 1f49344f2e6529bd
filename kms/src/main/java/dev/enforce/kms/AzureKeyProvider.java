package dev.enforce.kms;

import dev.enforce.kms.KmsReference.Azure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Azure Key Vault: the key as JSON Web Key. A token is only sent to hosts of Azure, never to where a policy points
 * otherwise.
 */
final class AzureKeyProvider {

    /** Domains of vaults with the audience of their tokens. */
    private static final Map<String, String> AUDIENCES = Map.of(
            ".vault.azure.net", "https://vault.azure.net",
            ".vault.azure.cn", "https://vault.azure.cn",
            ".vault.usgovcloudapi.net", "https://vault.usgovcloudapi.net",
            ".managedhsm.azure.net", "https://managedhsm.azure.net",
            ".managedhsm.azure.cn", "https://managedhsm.azure.cn",
            ".managedhsm.usgovcloudapi.net", "https://managedhsm.usgovcloudapi.net");

    private static final String METADATA = "http://169.254.169.254";

    private final Surroundings surroundings;
    private final Web web;

    AzureKeyProvider(Surroundings surroundings, Web web) {
        this.surroundings = surroundings;
        this.web = web;
    }

    String fetch(Azure reference, TimeLimit limit) {
        String audience = audience(reference.vault());
        String version = reference.version();
        String address = Web.schemeFor(reference.vault()) + reference.vault() + "/keys/" + reference.key()
                + (version == null ? "" : "/" + version) + "?api-version=7.4";
        Web.Answer answer =
                web.get(Addresses.uri(address), Map.of("Authorization", "Bearer " + token(audience, limit)), limit);
        if (!answer.isSuccess()) {
            throw Web.refusal(reference.toString(), answer);
        }
        return PublicKeyPem.ofJwk(answer.json().path("key"));
    }

    private static String audience(String vault) {
        String host = vault.toLowerCase(Locale.ROOT);
        if (Web.schemeFor(host).equals("http://")) {
            return "https://vault.azure.net";
        }
        return AUDIENCES.entrySet().stream()
                .filter(entry -> host.endsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(
                        () -> new KmsException(KmsException.Code.REFERENCE, vault + " is no host of Azure Key Vault"));
    }

    private String token(String audience, TimeLimit limit) {
        Optional<String> federated = surroundings.find("AZURE_FEDERATED_TOKEN_FILE");
        if (federated.isPresent()) {
            return client(
                    audience,
                    "&client_assertion_type="
                            + encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                            + "&client_assertion=" + encoded(Surroundings.read(federated.get())),
                    limit);
        }
        Optional<String> secret = surroundings.find("AZURE_CLIENT_SECRET");
        return secret.isPresent()
                ? client(audience, "&client_secret=" + encoded(secret.get()), limit)
                : ofMetadata(audience, limit);
    }

    private String client(String audience, String proof, TimeLimit limit) {
        String tenant = required("AZURE_TENANT_ID");
        String authority = surroundings.get("AZURE_AUTHORITY_HOST", "https://login.microsoftonline.com/");
        String form = "grant_type=client_credentials&client_id=" + encoded(required("AZURE_CLIENT_ID")) + "&scope="
                + encoded(audience + "/.default") + proof;
        Web.Answer answer = web.send(
                "POST",
                Addresses.uri(
                        authority + (authority.endsWith("/") ? "" : "/") + encoded(tenant) + "/oauth2/v2.0/token"),
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                form.getBytes(StandardCharsets.US_ASCII),
                limit);
        return AccessTokens.of(answer, "Azure");
    }

    private String ofMetadata(String audience, TimeLimit limit) {
        String client = surroundings
                .find("AZURE_CLIENT_ID")
                .map(id -> "&client_id=" + encoded(id))
                .orElse("");
        Web.Answer answer = web.get(
                Addresses.uri(surroundings.get("AZURE_POD_IDENTITY_AUTHORITY_HOST", METADATA)
                        + "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=" + encoded(audience)
                        + client),
                Map.of("Metadata", "true"),
                limit);
        return AccessTokens.of(answer, "Azure");
    }

    private String required(String name) {
        return surroundings
                .find(name)
                .orElseThrow(() -> new KmsException(KmsException.Code.CREDENTIALS, name + " is not set"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
