package dev.enforce.signing.rekor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.signing.SigningException;
import dev.enforce.signing.certificate.Hashes;
import dev.enforce.signing.certificate.KeyKind;
import dev.enforce.signing.certificate.PublicKeys;
import dev.enforce.signing.json.Json;
import dev.enforce.sigstore.encoding.CanonicalJson;
import dev.enforce.sigstore.key.HashAlgorithm;
import java.security.PublicKey;
import java.util.Base64;
import org.bouncycastle.asn1.x509.Certificate;

/** An entry that a client of API version 2 wants in the log, brought into the canonical form that is logged. */
final class TiledEntry {

    private static final int MAX_VERIFIERS = 16;

    private TiledEntry() {}

    /** @param kind {@code hashedrekord} or {@code dsse} */
    record Canonical(String kind, byte[] body) {}

    /**
     * @throws SigningException with {@code INVALID} if it is malformed or not signed by the key that it names,
     *     with {@code UNSUPPORTED} for another kind
     */
    static Canonical canonicalize(JsonNode request) {
        if (request.path("hashedRekordRequestV002").isObject()) {
            return canonical("hashedrekord", "hashedRekordV002", hashedRekord(request.path("hashedRekordRequestV002")));
        }
        if (request.path("dsseRequestV002").isObject()) {
            return canonical("dsse", "dsseV002", dsse(request.path("dsseRequestV002")));
        }
        throw new SigningException(
                SigningException.Code.UNSUPPORTED, "the request must hold hashedRekordRequestV002 or dsseRequestV002");
    }

    private static Canonical canonical(String kind, String field, ObjectNode content) {
        ObjectNode body = Json.object().put("apiVersion", "0.0.2").put("kind", kind);
        body.putObject("spec").set(field, content);
        return new Canonical(kind, CanonicalJson.of(body));
    }

    private static ObjectNode hashedRekord(JsonNode request) {
        byte[] digest = Json.base64(request, "digest");
        byte[] signature = Json.base64(request, "signature.content");
        ObjectNode verifier = verifier(Json.at(request, "signature.verifier"));
        PublicKey key = key(verifier);
        HashAlgorithm hash = KeyKind.of(key).hash();
        if (digest.length != hash.hash().length) {
            throw SigningException.invalid("the digest is not of the hash that goes with the key");
        }
        if (!PublicKeys.verifiesDigest(key, hash, digest, signature)) {
            throw SigningException.invalid("invalid signature over the digest");
        }
        ObjectNode content = Json.object();
        content.putObject("data").put("algorithm", hashName(hash)).put("digest", base64(digest));
        content.putObject("signature").put("content", base64(signature)).set("verifier", verifier);
        return content;
    }

    private static ObjectNode dsse(JsonNode request) {
        SignedEnvelope envelope = SignedEnvelope.of(request.path("envelope"));
        JsonNode verifiers = request.path("verifiers");
        if (!verifiers.isArray() || verifiers.isEmpty() || verifiers.size() > MAX_VERIFIERS) {
            throw SigningException.invalid("there must be 1 to " + MAX_VERIFIERS + " verifiers");
        }
        ObjectNode content = Json.object();
        content.putObject("payloadHash")
                .put("algorithm", "SHA2_256")
                .put("digest", base64(Hashes.sha256(envelope.payload())));
        var signatures = content.putArray("signatures");
        for (byte[] signature : envelope.signatures()) {
            signatures
                    .addObject()
                    .put("content", base64(signature))
                    .set("verifier", signedBy(signature, envelope, verifiers));
        }
        return content;
    }

    private static ObjectNode signedBy(byte[] signature, SignedEnvelope envelope, JsonNode verifiers) {
        for (JsonNode one : verifiers) {
            ObjectNode verifier = verifier(one);
            if (PublicKeys.verifies(key(verifier), envelope.signedBytes(), signature)) {
                return verifier;
            }
        }
        throw SigningException.invalid("could not verify the envelope with any of the verifiers");
    }

    /** Only what is known of a verifier, and with the key details that its key really has. */
    private static ObjectNode verifier(JsonNode proposed) {
        String form = proposed.has("x509Certificate") ? "x509Certificate" : "publicKey";
        ObjectNode verifier = Json.object();
        verifier.putObject(form).put("rawBytes", base64(Json.base64(proposed, form + ".rawBytes")));
        String details = KeyKind.of(key(verifier)).keyDetails();
        String claimed = proposed.path("keyDetails").asText(details);
        if (!claimed.equals(details)) {
            throw SigningException.invalid("keyDetails is " + claimed + ", but the key is " + details);
        }
        return verifier.put("keyDetails", details);
    }

    private static PublicKey key(ObjectNode verifier) {
        if (!verifier.has("x509Certificate")) {
            return PublicKeys.parseSpki(Json.base64(verifier, "publicKey.rawBytes"));
        }
        try {
            return PublicKeys.of(Certificate.getInstance(Json.base64(verifier, "x509Certificate.rawBytes"))
                    .getSubjectPublicKeyInfo());
        } catch (IllegalArgumentException | ClassCastException e) {
            throw SigningException.invalid("the certificate cannot be read", e);
        }
    }

    private static String hashName(HashAlgorithm hash) {
        return switch (hash) {
            case SHA224 -> throw SigningException.invalid("SHA-224 is not used here");
            case SHA256 -> "SHA2_256";
            case SHA384 -> "SHA2_384";
            case SHA512 -> "SHA2_512";
        };
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
