package dev.enforce.signing.fulcio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.signing.SigningException;
import dev.enforce.signing.certificate.CertificateAuthority;
import dev.enforce.signing.certificate.CertificateRequest;
import dev.enforce.signing.certificate.CertificateTransparencyLog;
import dev.enforce.signing.certificate.Certificates;
import dev.enforce.signing.certificate.KeyKind;
import dev.enforce.signing.certificate.PublicKeys;
import dev.enforce.signing.http.ErrorShape;
import dev.enforce.signing.http.Request;
import dev.enforce.signing.http.Response;
import dev.enforce.signing.http.Routes;
import dev.enforce.signing.identity.IdentityToken;
import dev.enforce.signing.identity.TokenVerifier;
import dev.enforce.signing.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * Hands out ten-minute signing certificates to whoever proves an identity by an OIDC token and the
 * possession of a key by a signature over that identity.
 */
public final class FulcioService {

    private final CertificateAuthority authority;
    private final CertificateTransparencyLog log;
    private final TokenVerifier tokens;

    public FulcioService(CertificateAuthority authority, CertificateTransparencyLog log, TokenVerifier tokens) {
        this.authority = authority;
        this.log = log;
        this.tokens = tokens;
    }

    public void addTo(Routes routes) {
        routes.post("/api/v1/signingCert", ErrorShape.GRPC_STATUS, this::answerVersion1)
                .post("/api/v2/signingCert", ErrorShape.GRPC_STATUS, this::answerVersion2)
                .get("/api/v1/rootCert", ErrorShape.GRPC_STATUS, _ -> rootCertificates())
                .get("/api/v2/trustBundle", ErrorShape.GRPC_STATUS, _ -> trustBundle());
    }

    private Response answerVersion1(Request request) {
        ObjectNode body = Json.parseObject(request.body());
        String authorization = request.header("authorization").orElse("");
        if (!authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw new SigningException(SigningException.Code.UNAUTHENTICATED, "there is no bearer token");
        }
        IdentityToken identity = tokens.verify(authorization.substring(7));
        PublicKey key = publicKey(Json.base64(body, "publicKey.content"));
        byte[] proof = Json.base64(body, "signedEmailAddress");
        StringBuilder chain = new StringBuilder();
        issue(identity, key, proof).forEach(certificate -> chain.append(Certificates.pem(certificate)));
        return Response.text(201, "application/pem-certificate-chain", chain.toString())
                .withHeader("SCT", "");
    }

    private Response answerVersion2(Request request) {
        ObjectNode body = Json.parseObject(request.body());
        JsonNode inBody = Json.at(body, "credentials.oidcIdentityToken");
        String authorization = request.header("authorization").orElse("");
        String token;
        if (inBody.isTextual()) {
            token = inBody.textValue();
        } else if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            token = authorization.substring(7);
        } else {
            throw new SigningException(SigningException.Code.UNAUTHENTICATED, "there is no identity token");
        }
        if (body.has("certificateSigningRequest")) {
            throw new SigningException(
                    SigningException.Code.UNSUPPORTED, "certificate signing requests are not supported; send a key");
        }
        IdentityToken identity = tokens.verify(token);
        PublicKey key = PublicKeys.parsePem(Json.text(body, "publicKeyRequest.publicKey.content"));
        byte[] proof = Json.base64(body, "publicKeyRequest.proofOfPossession");
        ObjectNode answer = Json.object();
        ArrayNode certificates = answer.putObject("signedCertificateEmbeddedSct")
                .putObject("chain")
                .putArray("certificates");
        issue(identity, key, proof).forEach(certificate -> certificates.add(Certificates.pem(certificate)));
        return Response.json(200, answer);
    }

    /** Version 1 clients send PEM or, as gitsign does, bare DER. */
    private static PublicKey publicKey(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        return text.contains("-----BEGIN") ? PublicKeys.parsePem(text) : PublicKeys.parseSpki(content);
    }

    private List<X509CertificateHolder> issue(IdentityToken identity, PublicKey key, byte[] proof) {
        KeyKind.of(key);
        ProvenIdentity proven = ProvenIdentity.of(identity);
        boolean possessed = proven.challenges().stream()
                .anyMatch(challenge -> PublicKeys.verifies(key, challenge.getBytes(StandardCharsets.UTF_8), proof));
        if (!possessed) {
            throw SigningException.invalid("The signature supplied in the request could not be verified");
        }
        List<X509CertificateHolder> chain = new ArrayList<>();
        chain.add(authority.issue(new CertificateRequest(key, proven.subject(), proven.extensions()), log));
        chain.addAll(authority.chain());
        return chain;
    }

    private Response rootCertificates() {
        StringBuilder pem = new StringBuilder();
        authority.chain().forEach(certificate -> pem.append(Certificates.pem(certificate)));
        return Response.text(200, "application/pem-certificate-chain", pem.toString());
    }

    private Response trustBundle() {
        ObjectNode answer = Json.object();
        ArrayNode certificates = answer.putArray("chains").addObject().putArray("certificates");
        authority.chain().forEach(certificate -> certificates.add(Certificates.pem(certificate)));
        return Response.json(200, answer);
    }
}
