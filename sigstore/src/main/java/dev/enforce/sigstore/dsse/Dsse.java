package dev.enforce.sigstore.dsse;

import dev.enforce.sigstore.encoding.Base64Text;
import dev.enforce.sigstore.encoding.JsonObject;
import dev.enforce.sigstore.encoding.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A DSSE envelope.
 *
 * @param payloadType type of the payload, covered by the signatures
 * @param payload the decoded payload
 */
public record Dsse(String payloadType, byte[] payload, List<EnvelopeSignature> signatures) {

    /** Payload type of in-toto statements. */
    public static final String IN_TOTO = "application/vnd.in-toto+json";

    private static final int MAX_SIGNATURES = 16;

    /** One signature; the key id is a hint that decides nothing. */
    public record EnvelopeSignature(String keyId, byte[] signature) {}

    public Dsse {
        signatures = List.copyOf(signatures);
    }

    /**
     * Reads an envelope.
     *
     * @throws MalformedException if it is none
     */
    public static Dsse parse(JsonObject json) {
        List<EnvelopeSignature> signatures = new ArrayList<>();
        for (JsonObject signature : json.objects("signatures", MAX_SIGNATURES)) {
            signatures.add(new EnvelopeSignature(signature.text("keyid", ""), signature.bytes("sig")));
        }
        if (signatures.isEmpty()) {
            throw new MalformedException("envelope without signatures");
        }
        return new Dsse(json.text("payloadType"), json.bytes("payload"), signatures);
    }

    /** The pre-authentication encoding: what the signatures are made over. */
    public byte[] pae() {
        return pae(payloadType, payload);
    }

    /** The pre-authentication encoding of a payload. */
    public static byte[] pae(String payloadType, byte[] payload) {
        byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("DSSEv1 " + type.length + " " + payloadType + " " + payload.length + " ")
                .getBytes(StandardCharsets.UTF_8);
        byte[] out = java.util.Arrays.copyOf(head, head.length + payload.length);
        System.arraycopy(payload, 0, out, head.length, payload.length);
        return out;
    }

    /** The envelope as JSON, with its fields in the order that producers write. */
    public String toJson() {
        StringBuilder json = new StringBuilder("{\"payloadType\":\"" + payloadType + "\",\"payload\":\""
                + Base64Text.encode(payload) + "\",\"signatures\":[");
        String separator = "";
        for (EnvelopeSignature signature : signatures) {
            json.append(separator)
                    .append("{\"keyid\":\"")
                    .append(signature.keyId())
                    .append("\",\"sig\":\"")
                    .append(Base64Text.encode(signature.signature()))
                    .append("\"}");
            separator = ",";
        }
        return json.append("]}").toString();
    }
}
