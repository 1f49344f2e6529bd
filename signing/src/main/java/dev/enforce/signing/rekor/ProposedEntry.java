package dev.enforce.signing.rekor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.model.Digest;
import dev.enforce.signing.SigningException;
import dev.enforce.signing.certificate.Hashes;
import dev.enforce.signing.certificate.PublicKeys;
import dev.enforce.signing.json.Json;
import dev.enforce.sigstore.encoding.CanonicalJson;
import dev.enforce.sigstore.key.HashAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * An entry that a client of API version 1 wants in the log: read, its signature verified, and brought into
 * the canonical form that is logged.
 */
final class ProposedEntry {

    private static final int MAX_SIGNATURES = 16;

    private ProposedEntry() {}

    /**
     * @return the canonical body
     * @throws SigningException with {@code INVALID} if it is malformed or not signed by the key that it names,
     *     with {@code UNSUPPORTED} for another kind or version
     */
    static byte[] canonicalize(JsonNode proposed) {
        String kind = Json.text(proposed, "kind") + " " + Json.text(proposed, "apiVersion");
        JsonNode spec = proposed.path("spec");
        ObjectNode canonical = switch (kind) {
            case "hashedrekord 0.0.1" -> hashedRekord(spec);
            case "dsse 0.0.1" -> dsse(spec);
            case "intoto 0.0.1" -> inToto1(spec);
            case "intoto 0.0.2" -> inToto2(spec);
            default ->
                throw new SigningException(
                        SigningException.Code.UNSUPPORTED, "entries of kind " + shown(kind) + " are not supported");
        };
        ObjectNode body = Json.object();
        body.put("apiVersion", proposed.path("apiVersion").textValue());
        body.put("kind", proposed.path("kind").textValue());
        body.set("spec", canonical);
        return CanonicalJson.of(body);
    }

    private static ObjectNode hashedRekord(JsonNode spec) {
        String algorithm = Json.text(spec, "data.hash.algorithm");
        String value = Json.text(spec, "data.hash.value").toLowerCase(Locale.ROOT);
        Digest digest = digest(algorithm, value);
        byte[] signature = Json.base64(spec, "signature.content");
        String pem = new String(Json.base64(spec, "signature.publicKey.content"), StandardCharsets.UTF_8);
        PublicKey key = PublicKeys.parsePem(pem);
        byte[] hash = HexFormat.of().parseHex(value);
        if (!PublicKeys.verifiesDigest(key, hashOf(digest), hash, signature)) {
            throw SigningException.invalid("verifying signature: invalid signature when validating the data hash");
        }
        ObjectNode canonical = Json.object();
        hash(canonical.putObject("data").putObject("hash"), algorithm, value);
        ObjectNode signed = canonical.putObject("signature");
        signed.put("content", base64(signature));
        signed.putObject("publicKey").put("content", base64(PublicKeys.canonicalPem(pem)));
        return canonical;
    }

    private static ObjectNode dsse(JsonNode spec) {
        byte[] envelope = Json.text(spec, "proposedContent.envelope").getBytes(StandardCharsets.UTF_8);
        SignedEnvelope signed = SignedEnvelope.parse(envelope);
        JsonNode verifiers = Json.at(spec, "proposedContent.verifiers");
        requireCount(verifiers);
        ObjectNode canonical = Json.object();
        hash(canonical.putObject("envelopeHash"), "sha256", hex(envelope));
        hash(canonical.putObject("payloadHash"), "sha256", hex(signed.payload()));
        var signatures = canonical.putArray("signatures");
        for (byte[] signature : signed.signatures()) {
            String pem = verifierOf(signature, signed, verifiers);
            signatures.addObject().put("signature", base64(signature)).put("verifier", base64(pem));
        }
        return canonical;
    }

    private static String verifierOf(byte[] signature, SignedEnvelope signed, JsonNode verifiers) {
        for (JsonNode verifier : verifiers) {
            String pem = decodeText(verifier.asText());
            if (PublicKeys.verifies(PublicKeys.parsePem(pem), signed.signedBytes(), signature)) {
                return PublicKeys.canonicalPem(pem);
            }
        }
        throw SigningException.invalid("could not verify the envelope with any of the verifiers");
    }

    private static ObjectNode inToto1(JsonNode spec) {
        byte[] envelope = Json.text(spec, "content.envelope").getBytes(StandardCharsets.UTF_8);
        String pem = new String(Json.base64(spec, "publicKey"), StandardCharsets.UTF_8);
        SignedEnvelope signed = SignedEnvelope.parse(envelope);
        requireSigned(signed, PublicKeys.parsePem(pem));
        ObjectNode canonical = Json.object();
        ObjectNode content = canonical.putObject("content");
        hash(content.putObject("hash"), "sha256", hex(envelope));
        hash(content.putObject("payloadHash"), "sha256", hex(signed.payload()));
        canonical.put("publicKey", base64(PublicKeys.canonicalPem(pem)));
        return canonical;
    }

    /** In this version payload and signatures are base64 of what the envelope already holds as base64. */
    private static ObjectNode inToto2(JsonNode spec) {
        JsonNode wanted = Json.at(spec, "content.envelope");
        JsonNode proposed = wanted.path("signatures");
        requireCount(proposed);
        ObjectNode plain = Json.object();
        plain.put("payloadType", Json.text(wanted, "payloadType"));
        plain.put("payload", decodeText(Json.text(wanted, "payload")));
        var plainSignatures = plain.putArray("signatures");
        ObjectNode canonical = Json.object();
        ObjectNode content = canonical.putObject("content");
        ObjectNode kept = content.putObject("envelope");
        kept.put("payloadType", Json.text(wanted, "payloadType"));
        var keptSignatures = kept.putArray("signatures");
        for (JsonNode one : proposed) {
            String pem = decodeText(Json.text(one, "publicKey"));
            plainSignatures
                    .addObject()
                    .put("keyid", one.path("keyid").asText(""))
                    .put("sig", decodeText(Json.text(one, "sig")));
            keptSignatures
                    .addObject()
                    .put("publicKey", base64(PublicKeys.canonicalPem(pem)))
                    .put("sig", Json.text(one, "sig"));
        }
        byte[] envelope = plain.toString().getBytes(StandardCharsets.UTF_8);
        SignedEnvelope signed = SignedEnvelope.parse(envelope);
        for (JsonNode one : proposed) {
            requireSigned(signed, PublicKeys.parsePem(decodeText(Json.text(one, "publicKey"))));
        }
        hash(content.putObject("hash"), "sha256", hex(envelope));
        hash(content.putObject("payloadHash"), "sha256", hex(signed.payload()));
        return canonical;
    }

    private static void requireSigned(SignedEnvelope signed, PublicKey key) {
        boolean known = signed.signatures().stream()
                .anyMatch(signature -> PublicKeys.verifies(key, signed.signedBytes(), signature));
        if (!known) {
            throw SigningException.invalid("could not verify the envelope with its public key");
        }
    }

    private static void requireCount(JsonNode list) {
        if (!list.isArray() || list.isEmpty() || list.size() > MAX_SIGNATURES) {
            throw SigningException.invalid("there must be 1 to " + MAX_SIGNATURES + " verifiers");
        }
    }

    private static Digest digest(String algorithm, String value) {
        try {
            return Digest.parse(algorithm + ":" + value);
        } catch (IllegalArgumentException e) {
            throw SigningException.invalid("data.hash: " + e.getMessage(), e);
        }
    }

    private static HashAlgorithm hashOf(Digest digest) {
        return switch (digest.algorithm()) {
            case SHA256 -> HashAlgorithm.SHA256;
            case SHA384 -> HashAlgorithm.SHA384;
            case SHA512 -> HashAlgorithm.SHA512;
        };
    }

    private static void hash(ObjectNode target, String algorithm, String value) {
        target.put("algorithm", algorithm).put("value", value);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(Hashes.sha256(bytes));
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String decodeText(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw SigningException.invalid("a key, payload or signature is not base64", e);
        }
    }

    private static String shown(String kind) {
        return kind.length() > 64 ? kind.substring(0, 64) + "…" : kind;
    }
}
