package dev.enforce.sigstore.cosign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.model.Digest;
import dev.enforce.sigstore.encoding.Json;
import dev.enforce.sigstore.encoding.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The payload of an image signature.
 *
 * @param type {@code critical.type}
 * @param manifestDigest {@code critical.image.docker-manifest-digest}, as written
 * @param reference {@code critical.identity.docker-reference}, which decides nothing
 * @param annotations the {@code optional} part; values that are no text as JSON
 */
public record SimpleSigning(String type, String manifestDigest, String reference, Map<String, String> annotations) {

    private static final int MAX_BYTES = 1 << 20;

    public SimpleSigning {
        annotations = Map.copyOf(annotations);
    }

    /**
     * Reads a payload.
     *
     * @throws dev.enforce.sigstore.encoding.MalformedException if it is none
     */
    public static SimpleSigning parse(byte[] payload) {
        JsonObject json = Json.parseObject(payload, MAX_BYTES);
        JsonObject critical = json.object("critical");
        JsonObject image = critical.findObject("image");
        JsonObject identity = critical.findObject("identity");
        Map<String, String> annotations = new LinkedHashMap<>();
        JsonObject optional = json.findObject("optional");
        if (optional != null) {
            optional.node().properties().forEach(e -> annotations.put(e.getKey(), text(e.getValue())));
        }
        return new SimpleSigning(
                critical.text("type", ""),
                image == null ? "" : image.text("docker-manifest-digest", ""),
                identity == null ? "" : identity.text("docker-reference", ""),
                annotations);
    }

    /** The payload without annotations for an image, byte for byte as cosign writes it. */
    public static byte[] payloadOf(String reference, Digest digest) {
        return ("{\"critical\":{\"identity\":{\"docker-reference\":\"" + reference
                        + "\"},\"image\":{\"docker-manifest-digest\":\"" + digest + "\"},\"type\":\""
                        + WireNames.PAYLOAD_TYPE + "\"},\"optional\":null}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }
}
