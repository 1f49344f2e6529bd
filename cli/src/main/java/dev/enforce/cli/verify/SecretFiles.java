package dev.enforce.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.PullSecrets;
import dev.enforce.policy.DecodedDocument.OtherDocument;
import dev.enforce.policy.Reference;
import dev.enforce.policy.ReferenceResolver;
import dev.enforce.verification.PullSecretLookup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Kubernetes Secrets out of files, found by their names; what is in them is never shown. */
final class SecretFiles implements ReferenceResolver, PullSecretLookup {

    private final Map<String, Secret> byName = new LinkedHashMap<>();

    private record Secret(String type, Map<String, byte[]> data) {
        @Override
        public String toString() {
            return "Secret[" + type + ", " + data.keySet() + "]";
        }
    }

    /** Takes the document if it is a Secret. */
    boolean add(OtherDocument document) {
        if (!document.apiVersion().equals("v1") || !document.kind().equals("Secret")) {
            return false;
        }
        Map<String, byte[]> data = new LinkedHashMap<>();
        document.tree()
                .path("data")
                .properties()
                .forEach(entry -> data.put(entry.getKey(), decoded(document.name(), entry.getValue())));
        document.tree()
                .path("stringData")
                .properties()
                .forEach(entry ->
                        data.put(entry.getKey(), entry.getValue().asText().getBytes(StandardCharsets.UTF_8)));
        byName.put(document.name(), new Secret(document.tree().path("type").asText("Opaque"), data));
        return true;
    }

    @Override
    public Resolution resolve(Reference reference) {
        return switch (reference) {
            case Reference.Secret(String name) -> {
                Secret secret = byName.get(name);
                yield secret == null ? new Missing("not given: add --secret FILE") : new Found(secret.data());
            }
            case Reference.ManagedKey _ ->
                new Missing("is not asked for by this command: put the public key into data");
            case Reference.ConfigMap _ -> new Missing("is not read here: put the text into the policy's data");
            case Reference.Remote(String url, var _) ->
                new Missing("the policy at " + url + " is not fetched here: put its text into the policy's data");
        };
    }

    @Override
    public Keychain keychain(String namespace, List<String> secrets) {
        List<Keychain> chain = new ArrayList<>();
        for (String name : secrets) {
            Secret secret = byName.get(name);
            if (secret != null) {
                chain.add(PullSecrets.keychain(name, secret.type(), secret.data()));
            }
        }
        return Keychain.firstOf(chain.toArray(Keychain[]::new));
    }

    private static byte[] decoded(String name, JsonNode value) {
        try {
            return Base64.getMimeDecoder().decode(value.asText());
        } catch (IllegalArgumentException e) {
            throw new InputException("secret " + name + ": its data is not base64");
        }
    }
}
