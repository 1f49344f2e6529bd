package dev.enforce.signing.rekor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.signing.SigningException;
import dev.enforce.signing.certificate.Certificates;
import dev.enforce.signing.certificate.Hashes;
import dev.enforce.signing.certificate.PublicKeys;
import dev.enforce.signing.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** Finds entries by hash, by public key and by the address in a certificate. */
final class SearchIndex {

    private static final int MAX_ANSWERS = 1000;

    private final Map<String, Set<String>> uuids = new ConcurrentHashMap<>();

    void add(byte[] canonicalBody, String uuid) {
        for (String term : terms(Json.parseObject(canonicalBody))) {
            uuids.compute(term, (_, known) -> {
                Set<String> more = known == null ? new LinkedHashSet<>() : new LinkedHashSet<>(known);
                more.add(uuid);
                return more;
            });
        }
    }

    /** Answers {@code {"email","hash","publicKey":{"content"},"operator":"and"|"or"}}. */
    List<String> search(JsonNode query) {
        List<Set<String>> found = new ArrayList<>();
        if (query.path("email").isTextual()) {
            found.add(of(query.path("email").textValue()));
        }
        if (query.path("hash").isTextual()) {
            String hash = query.path("hash").textValue();
            found.add(of(hash.contains(":") ? hash : "sha256:" + hash));
        }
        if (query.path("publicKey").has("content")) {
            String pem = new String(Json.base64(query, "publicKey.content"), StandardCharsets.UTF_8);
            found.add(of(keyTerm(pem)));
        }
        if (found.isEmpty()) {
            throw SigningException.invalid("one of email, hash and publicKey must be given");
        }
        Set<String> joined = new LinkedHashSet<>(found.getFirst());
        boolean all = query.path("operator").asText("or").equals("and");
        found.stream().skip(1).forEach(next -> {
            if (all) {
                joined.retainAll(next);
            } else {
                joined.addAll(next);
            }
        });
        return joined.stream().limit(MAX_ANSWERS).toList();
    }

    private Set<String> of(String term) {
        return uuids.getOrDefault(term, Set.of());
    }

    private static Set<String> terms(JsonNode body) {
        JsonNode spec = body.path("spec");
        Set<String> terms = new LinkedHashSet<>();
        addHash(terms, Json.at(spec, "data.hash"));
        addHash(terms, spec.path("envelopeHash"));
        addHash(terms, spec.path("payloadHash"));
        addHash(terms, Json.at(spec, "content.hash"));
        addHash(terms, Json.at(spec, "content.payloadHash"));
        addKey(terms, Json.at(spec, "signature.publicKey.content"));
        addKey(terms, spec.path("publicKey"));
        spec.path("signatures").forEach(one -> addKey(terms, one.path("verifier")));
        Json.at(spec, "content.envelope.signatures").forEach(one -> addKey(terms, one.path("publicKey")));
        return terms;
    }

    private static void addHash(Set<String> terms, JsonNode hash) {
        if (hash.isObject()) {
            terms.add(hash.path("algorithm").asText() + ":" + hash.path("value").asText());
        }
    }

    private static void addKey(Set<String> terms, JsonNode base64) {
        if (!base64.isTextual()) {
            return;
        }
        String pem = new String(Base64.getDecoder().decode(base64.textValue()), StandardCharsets.UTF_8);
        terms.add(keyTerm(pem));
        if (!pem.contains("CERTIFICATE")) {
            return;
        }
        Extension names = Certificates.parsePem(pem).getExtension(Extension.subjectAlternativeName);
        if (names != null) {
            for (GeneralName name :
                    GeneralNames.getInstance(names.getParsedValue()).getNames()) {
                if (name.getTagNo() == GeneralName.rfc822Name) {
                    terms.add(name.getName().toString());
                }
            }
        }
    }

    private static String keyTerm(String pem) {
        byte[] canonical = PublicKeys.canonicalPem(pem).getBytes(StandardCharsets.UTF_8);
        return "key " + HexFormat.of().formatHex(Hashes.sha256(canonical));
    }
}
