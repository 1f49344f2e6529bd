package dev.enforce.signing.signer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.signing.json.Json;
import dev.enforce.sigstore.dsse.Dsse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A DSSE envelope with one signature over an in-toto statement. */
record Envelope(byte[] statement, byte[] signature) {

    static final String PAYLOAD_TYPE = Dsse.IN_TOTO;

    static Envelope sign(Signatory signatory, byte[] statement) {
        return new Envelope(statement, signatory.key().sign(Dsse.pae(PAYLOAD_TYPE, statement)));
    }

    byte[] signedBytes() {
        return Dsse.pae(PAYLOAD_TYPE, statement);
    }

    ObjectNode node() {
        ObjectNode envelope = Json.object()
                .put("payloadType", PAYLOAD_TYPE)
                .put("payload", Base64.getEncoder().encodeToString(statement));
        envelope.putArray("signatures")
                .addObject()
                .put("keyid", "")
                .put("sig", Base64.getEncoder().encodeToString(signature));
        return envelope;
    }

    byte[] json() {
        return node().toString().getBytes(StandardCharsets.UTF_8);
    }
}
