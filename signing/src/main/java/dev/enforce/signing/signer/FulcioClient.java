package dev.enforce.signing.signer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.signing.SigningException;
import dev.enforce.signing.certificate.Certificates;
import dev.enforce.signing.certificate.SigningKey;
import dev.enforce.signing.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bouncycastle.cert.X509CertificateHolder;

/** Gets certificates from Fulcio (API version 2). */
public final class FulcioClient {

    private static final int MAX_CHAIN = 8;

    private final ServiceClient client;
    private final URI url;

    public FulcioClient(ServiceClient client, URI url) {
        this.client = client;
        this.url = url;
    }

    /**
     * A certificate chain for a key, leaf first.
     *
     * @throws SigningException with {@code INVALID} if the token is none, {@code REJECTED} if Fulcio refuses,
     *     {@code UNAVAILABLE} if it answers with something else than a certificate for the key
     */
    List<X509CertificateHolder> certify(SigningKey key, String token) {
        byte[] challenge = subject(token).getBytes(StandardCharsets.UTF_8);
        ObjectNode body = Json.object();
        ObjectNode request = body.putObject("publicKeyRequest");
        request.putObject("publicKey").put("algorithm", "ECDSA").put("content", key.publicKeyPem());
        request.put("proofOfPossession", Base64.getEncoder().encodeToString(key.sign(challenge)));
        byte[] answer = client.post(
                        Uris.append(url, "/api/v2/signingCert"),
                        "application/json",
                        body.toString().getBytes(StandardCharsets.UTF_8),
                        Map.of("Authorization", "Bearer " + token))
                .body();
        List<X509CertificateHolder> chain = chain(answer);
        if (!isFor(chain.getFirst(), key)) {
            throw new SigningException(
                    SigningException.Code.UNAVAILABLE, url + " answered with a certificate for another key");
        }
        return chain;
    }

    private List<X509CertificateHolder> chain(byte[] answer) {
        JsonNode json = Remote.parse(url, answer);
        JsonNode embedded = Json.at(json, "signedCertificateEmbeddedSct.chain.certificates");
        JsonNode listed =
                embedded.isArray() ? embedded : Json.at(json, "signedCertificateDetachedSct.chain.certificates");
        if (!listed.isArray() || listed.isEmpty() || listed.size() > MAX_CHAIN) {
            throw new SigningException(
                    SigningException.Code.UNAVAILABLE, url + " answered without a certificate chain");
        }
        List<X509CertificateHolder> chain = new ArrayList<>();
        listed.forEach(pem -> chain.add(Certificates.parsePem(pem.asText())));
        return chain;
    }

    private static boolean isFor(X509CertificateHolder certificate, SigningKey key) {
        try {
            return Arrays.equals(certificate.getSubjectPublicKeyInfo().getEncoded(), key.spki());
        } catch (IOException e) {
            return false;
        }
    }

    /** What Fulcio wants to see signed: the verified address, else the subject. */
    private static String subject(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            throw SigningException.invalid("the identity token is not a JWT");
        }
        JsonNode claims;
        try {
            claims = Json.parseObject(Base64.getUrlDecoder().decode(parts[1]));
        } catch (IllegalArgumentException e) {
            throw SigningException.invalid("the identity token is not a JWT", e);
        }
        boolean verified = claims.path("email_verified").asBoolean(false);
        return verified && claims.path("email").isTextual()
                ? claims.path("email").textValue()
                : Json.text(claims, "sub");
    }
}
