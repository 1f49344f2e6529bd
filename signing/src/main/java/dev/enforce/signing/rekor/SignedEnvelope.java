package dev.enforce.signing.rekor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.signing.SigningException;
import dev.enforce.signing.json.Json;
import dev.enforce.sigstore.dsse.Dsse;
import java.util.ArrayList;
import java.util.List;

/** A DSSE envelope as a client sends it. */
record SignedEnvelope(String payloadType, byte[] payload, List<byte[]> signatures) {

    private static final int MAX_SIGNATURES = 16;

    static SignedEnvelope parse(byte[] envelope) {
        return of(Json.parseObject(envelope));
    }

    static SignedEnvelope of(JsonNode envelope) {
        JsonNode list = envelope.path("signatures");
        if (!list.isArray() || list.isEmpty() || list.size() > MAX_SIGNATURES) {
            throw SigningException.invalid("an envelope has 1 to " + MAX_SIGNATURES + " signatures");
        }
        List<byte[]> signatures = new ArrayList<>();
        for (JsonNode signature : list) {
            signatures.add(Json.base64(signature, "sig"));
        }
        return new SignedEnvelope(
                Json.text(envelope, "payloadType"), Json.base64(envelope, "payload"), List.copyOf(signatures));
    }

    byte[] signedBytes() {
        return Dsse.pae(payloadType, payload);
    }
}
