package dev.enforce.sigstore.notation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.sigstore.encoding.Base64Text;
import dev.enforce.sigstore.encoding.Json;
import dev.enforce.sigstore.encoding.JsonObject;
import dev.enforce.sigstore.encoding.MalformedException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an envelope in the flattened JSON form of JWS (RFC 7515, 7.2.2). */
final class JwsEnvelope {

    private JwsEnvelope() {}

    static Envelope parse(byte[] encoded) {
        JsonObject outer = Json.parseObject(encoded, Envelope.MAX_ENCODED);
        if (outer.has("signatures")) {
            throw new MalformedException("JWS with a list of signatures; the flattened form is wanted");
        }
        String payload = base64url(outer, "payload");
        String header = base64url(outer, "protected");
        JsonObject signed = Json.parseObject(Base64Text.decode(header), Envelope.MAX_ENCODED);
        if (signed.has("b64")) {
            throw new MalformedException("JWS with an unencoded payload is not supported");
        }
        JsonObject unsigned = outer.object("header");
        String algorithm = signed.text("alg");
        SigningScheme scheme = Envelope.scheme(signed.text(WireNames.SIGNING_SCHEME));
        String time = scheme == SigningScheme.X509 ? WireNames.SIGNING_TIME : WireNames.AUTHENTIC_SIGNING_TIME;
        return new Envelope(
                EnvelopeAlgorithm.find(algorithm)
                        .orElseThrow(() ->
                                new MalformedException("unsupported signature algorithm " + Envelope.shown(algorithm))),
                (header + "." + payload).getBytes(StandardCharsets.US_ASCII),
                Base64Text.decode(base64url(outer, "signature")),
                Base64Text.decode(payload),
                signed.text("cty"),
                Envelope.chain(unsigned.bytesList("x5c", Envelope.MAX_CERTIFICATES)),
                scheme,
                instant(signed.text(time)),
                find(signed, WireNames.EXPIRY),
                critical(signed),
                signed.text(WireNames.PLUGIN, ""),
                Envelope.shown(unsigned.text(WireNames.SIGNING_AGENT, "")),
                unsigned.findBytes(WireNames.TIMESTAMP));
    }

    /** The text of a part, which is what is signed; it must be base64url without padding, so that it is unambiguous. */
    private static String base64url(JsonObject outer, String name) {
        String text = outer.text(name);
        boolean clean = text.chars()
                .allMatch(c -> (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '-'
                        || c == '_');
        if (!clean) {
            throw new MalformedException(name + " is not base64url without padding");
        }
        return text;
    }

    private static Set<String> critical(JsonObject signed) {
        JsonNode list = signed.find("crit");
        if (list == null || !list.isArray() || list.isEmpty() || list.size() > Envelope.MAX_CRITICAL) {
            throw new MalformedException("crit is not a short list");
        }
        Set<String> names = new HashSet<>();
        for (JsonNode name : list) {
            if (!name.isTextual() || !signed.has(name.textValue())) {
                throw new MalformedException("crit names a header that is not there");
            }
            if (!names.add(name.textValue())) {
                throw new MalformedException("crit names a header twice");
            }
        }
        return names;
    }

    private static @Nullable Instant find(JsonObject signed, String name) {
        String text = signed.findText(name);
        return text == null ? null : instant(text);
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new MalformedException("not a time: " + Envelope.shown(text), e);
        }
    }
}
