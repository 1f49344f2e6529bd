package dev.enforce.sigstore.notation;

import dev.enforce.sigstore.encoding.Der;
import dev.enforce.sigstore.encoding.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The subject of a certificate as attributes, each type once. */
public final class DistinguishedName {

    private static final int MAX_ATTRIBUTES = 64;
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("2.5.4.3", "CN"),
            Map.entry("2.5.4.5", "SERIALNUMBER"),
            Map.entry("2.5.4.6", "C"),
            Map.entry("2.5.4.7", "L"),
            Map.entry("2.5.4.8", "ST"),
            Map.entry("2.5.4.9", "STREET"),
            Map.entry("2.5.4.10", "O"),
            Map.entry("2.5.4.11", "OU"),
            Map.entry("2.5.4.17", "POSTALCODE"),
            Map.entry("0.9.2342.19200300.100.1.1", "UID"),
            Map.entry("0.9.2342.19200300.100.1.25", "DC"));

    private final Map<String, String> attributes;

    private DistinguishedName(Map<String, String> attributes) {
        this.attributes = attributes;
    }

    /**
     * Reads a DER Name.
     *
     * @throws MalformedException if it is none, or a type stands twice, so that it is not clear which one counts
     */
    public static DistinguishedName ofDer(byte[] name) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Der sets = Der.only(name, Der.SEQUENCE).inside();
        while (sets.hasNext()) {
            Der set = sets.next(Der.SET).inside();
            while (set.hasNext()) {
                Der fields = set.next(Der.SEQUENCE).inside();
                String oid = Der.oid(fields.next(Der.OID).content());
                String type = TYPES.getOrDefault(oid, oid);
                if (attributes.put(type, text(fields.next())) != null) {
                    throw new MalformedException("certificate subject with two attributes " + type);
                }
                if (attributes.size() > MAX_ATTRIBUTES) {
                    throw new MalformedException(
                            "certificate subject with more than " + MAX_ATTRIBUTES + " attributes");
                }
            }
        }
        return new DistinguishedName(attributes);
    }

    /** Whether attributes of this type can be asked for. */
    public static boolean isKnown(String type) {
        return TYPES.containsValue(type);
    }

    @Nullable
    String find(String type) {
        return attributes.get(type);
    }

    /** In the order of the certificate, for people. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        attributes.forEach((type, value) -> {
            out.append(out.isEmpty() ? "" : ",").append(type).append('=');
            value.chars().forEach(c -> {
                if (c == ',' || c == '\\' || c == '+' || c == '"') {
                    out.append('\\');
                }
                out.append(Character.isISOControl(c) ? '?' : (char) c);
            });
        });
        return out.toString();
    }

    private static String text(Der.Element value) {
        return switch (value.tag()) {
            case Der.UTF8_STRING -> decoded(value.content(), StandardCharsets.UTF_8);
            case 0x12, 0x13, 0x16 -> decoded(value.content(), StandardCharsets.US_ASCII);
            case 0x1e -> decoded(value.content(), StandardCharsets.UTF_16BE);
            default -> throw new MalformedException("certificate subject with text of an unknown kind");
        };
    }

    private static String decoded(byte[] content, Charset charset) {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("certificate subject with malformed text", e);
        }
    }
}
