package dev.enforce.signing.signer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.signing.SigningException;
import dev.enforce.signing.certificate.Certificates;
import dev.enforce.signing.certificate.Hashes;
import dev.enforce.signing.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/** Records signatures in a Rekor log, of whichever API version. */
public sealed interface LogClient {

    /** A signed message: where the signature covers the bytes themselves. */
    LogEntry record(Signatory signatory, byte[] message, byte[] signature);

    /** A signed DSSE envelope. */
    LogEntry record(Signatory signatory, Envelope envelope);

    /** Rekor with API version 1. */
    record Version1(ServiceClient client, URI url) implements LogClient {

        @Override
        public LogEntry record(Signatory signatory, byte[] message, byte[] signature) {
            ObjectNode spec = Json.object();
            spec.putObject("data")
                    .putObject("hash")
                    .put("algorithm", "sha256")
                    .put("value", HexFormat.of().formatHex(Hashes.sha256(message)));
            ObjectNode signed = spec.putObject("signature").put("content", base64(signature));
            signed.putObject("publicKey").put("content", base64(pem(signatory)));
            return create("hashedrekord", spec);
        }

        @Override
        public LogEntry record(Signatory signatory, Envelope envelope) {
            ObjectNode spec = Json.object();
            ObjectNode content = spec.putObject("proposedContent");
            content.put("envelope", new String(envelope.json(), StandardCharsets.UTF_8));
            content.putArray("verifiers").add(base64(pem(signatory)));
            return create("dsse", spec);
        }

        private LogEntry create(String kind, ObjectNode spec) {
            ObjectNode entry = Json.object().put("apiVersion", "0.0.1").put("kind", kind);
            entry.set("spec", spec);
            JsonNode answer = Remote.parse(url, post(client, Uris.append(url, "/api/v1/log/entries"), entry));
            if (answer.size() != 1) {
                throw new SigningException(SigningException.Code.UNAVAILABLE, url + " answered without the entry");
            }
            try {
                return LogEntry.ofVersion1(kind, answer.elements().next());
            } catch (SigningException e) {
                throw Remote.malformed(url, e);
            }
        }

        private static byte[] pem(Signatory signatory) {
            return signatory.verifierPem().getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** Rekor with API version 2. It gives no time: keyless signatures need a timestamp beside it. */
    record Version2(ServiceClient client, URI url) implements LogClient {

        @Override
        public LogEntry record(Signatory signatory, byte[] message, byte[] signature) {
            ObjectNode entry = Json.object();
            ObjectNode request =
                    entry.putObject("hashedRekordRequestV002").put("digest", base64(Hashes.sha256(message)));
            ObjectNode signed = request.putObject("signature").put("content", base64(signature));
            ObjectNode verifier = signed.putObject("verifier")
                    .put("keyDetails", signatory.key().kind().keyDetails());
            if (signatory.isCertified()) {
                byte[] leaf = Certificates.der(signatory.certificates().getFirst());
                verifier.putObject("x509Certificate").put("rawBytes", base64(leaf));
            } else {
                verifier.putObject("publicKey")
                        .put("rawBytes", base64(signatory.key().spki()));
            }
            ObjectNode answer = Remote.parse(url, post(client, Uris.append(url, "/api/v2/log/entries"), entry));
            return LogEntry.ofVersion2(answer);
        }

        @Override
        public LogEntry record(Signatory signatory, Envelope envelope) {
            return record(signatory, envelope.signedBytes(), envelope.signature());
        }
    }

    private static byte[] post(ServiceClient client, URI uri, ObjectNode body) {
        return client.post(
                        uri,
                        "application/json",
                        body.toString().getBytes(StandardCharsets.UTF_8),
                        Map.of("Accept", "application/json"))
                .body();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
