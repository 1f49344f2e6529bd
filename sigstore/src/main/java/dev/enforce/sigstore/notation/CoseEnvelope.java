package dev.enforce.sigstore.notation;

import dev.enforce.sigstore.encoding.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an envelope in the form COSE_Sign1 (RFC 9052, 4.2). */
final class CoseEnvelope {

    private static final int SIGN1 = 18;
    private static final CborValue ALGORITHM = new CborValue.Whole(1);
    private static final CborValue CRITICAL = new CborValue.Whole(2);
    private static final CborValue CONTENT_TYPE = new CborValue.Whole(3);
    private static final CborValue CHAIN = new CborValue.Whole(33);

    private CoseEnvelope() {}

    static Envelope parse(byte[] encoded) {
        if (encoded.length > Envelope.MAX_ENCODED) {
            throw new MalformedException("envelope longer than " + Envelope.MAX_ENCODED + " bytes");
        }
        if (!(CborReader.read(encoded) instanceof CborValue.Tagged(long tag, CborValue.Array(List<CborValue> parts)))
                || tag != SIGN1
                || parts.size() != 4) {
            throw new MalformedException("not a COSE_Sign1 envelope");
        }
        byte[] header = bytes(parts.get(0), "protected header");
        byte[] payload = bytes(parts.get(2), "payload");
        Map<CborValue, CborValue> signed = table(CborReader.read(header));
        Map<CborValue, CborValue> unsigned = table(parts.get(1));
        SigningScheme scheme =
                Envelope.scheme(text(signed.get(label(WireNames.SIGNING_SCHEME)), WireNames.SIGNING_SCHEME));
        String time = scheme == SigningScheme.X509 ? WireNames.SIGNING_TIME : WireNames.AUTHENTIC_SIGNING_TIME;
        CborValue expiry = signed.get(label(WireNames.EXPIRY));
        return new Envelope(
                algorithm(signed.get(ALGORITHM)),
                signed(header, payload),
                bytes(parts.get(3), "signature"),
                payload,
                text(signed.get(CONTENT_TYPE), "content type"),
                Envelope.chain(chain(unsigned.get(CHAIN))),
                scheme,
                instant(signed.get(label(time)), time),
                expiry == null ? null : instant(expiry, WireNames.EXPIRY),
                critical(signed),
                optionalText(signed.get(label(WireNames.PLUGIN)), WireNames.PLUGIN),
                Envelope.shown(optionalText(unsigned.get(label(WireNames.SIGNING_AGENT)), WireNames.SIGNING_AGENT)),
                timestamp(unsigned.get(label(WireNames.TIMESTAMP))));
    }

    /** Sig_structure of RFC 9052, 4.4, without external data. */
    private static byte[] signed(byte[] header, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(header.length + payload.length + 32);
        out.write(0x84);
        byte[] context = "Signature1".getBytes(StandardCharsets.US_ASCII);
        head(3, context.length, out);
        out.writeBytes(context);
        head(2, header.length, out);
        out.writeBytes(header);
        head(2, 0, out);
        head(2, payload.length, out);
        out.writeBytes(payload);
        return out.toByteArray();
    }

    private static void head(int type, int length, ByteArrayOutputStream out) {
        int first = type << 5;
        if (length < 24) {
            out.write(first | length);
        } else if (length < 0x100) {
            out.write(first | 24);
            out.write(length);
        } else if (length < 0x10000) {
            out.write(first | 25);
            out.write(length >> 8);
            out.write(length);
        } else {
            out.write(first | 26);
            out.write(length >> 24);
            out.write(length >> 16);
            out.write(length >> 8);
            out.write(length);
        }
    }

    private static EnvelopeAlgorithm algorithm(@Nullable CborValue value) {
        if (!(value instanceof CborValue.Whole(long number))) {
            throw new MalformedException("envelope without a signature algorithm");
        }
        return EnvelopeAlgorithm.find(number)
                .orElseThrow(() -> new MalformedException("unsupported signature algorithm " + number));
    }

    private static List<byte[]> chain(@Nullable CborValue value) {
        return switch (value) {
            case CborValue.Bytes(byte[] only) -> List.of(only);
            case CborValue.Array(List<CborValue> all)
            when all.size() <= Envelope.MAX_CERTIFICATES ->
                all.stream().map(one -> bytes(one, "certificate")).toList();
            case null, default -> throw new MalformedException("envelope without a certificate chain");
        };
    }

    private static Set<String> critical(Map<CborValue, CborValue> signed) {
        if (!(signed.get(CRITICAL) instanceof CborValue.Array(List<CborValue> list))
                || list.isEmpty()
                || list.size() > Envelope.MAX_CRITICAL) {
            throw new MalformedException("crit is not a short list");
        }
        Set<String> names = new HashSet<>();
        for (CborValue name : list) {
            if (!signed.containsKey(name)) {
                throw new MalformedException("crit names a header that is not there");
            }
            boolean isNew = names.add(
                    switch (name) {
                        case CborValue.Text(String text) -> text;
                        case CborValue.Whole(long number) ->
                            number == 1 ? "alg" : number == 3 ? "cty" : Long.toString(number);
                        default -> throw new MalformedException("crit names something that is no header");
                    });
            if (!isNew) {
                throw new MalformedException("crit names a header twice");
            }
        }
        return names;
    }

    /** Seconds since 1970 with tag 1. */
    private static Instant instant(@Nullable CborValue value, String what) {
        if (value instanceof CborValue.Tagged(long tag, CborValue.Whole(long seconds))
                && tag == 1
                && Math.abs(seconds) < 1L << 38) {
            return Instant.ofEpochSecond(seconds);
        }
        throw new MalformedException(what + " is not a time");
    }

    private static byte @Nullable [] timestamp(@Nullable CborValue value) {
        return value == null ? null : bytes(value, WireNames.TIMESTAMP);
    }

    private static CborValue label(String name) {
        return new CborValue.Text(name);
    }

    private static String optionalText(@Nullable CborValue value, String what) {
        return value == null ? "" : text(value, what);
    }

    private static String text(@Nullable CborValue value, String what) {
        if (value instanceof CborValue.Text(String text)) {
            return text;
        }
        throw new MalformedException(what + " is not a text");
    }

    private static byte[] bytes(CborValue value, String what) {
        if (value instanceof CborValue.Bytes(byte[] content)) {
            return content;
        }
        throw new MalformedException(what + " is not a byte string");
    }

    private static Map<CborValue, CborValue> table(CborValue value) {
        if (value instanceof CborValue.Table(Map<CborValue, CborValue> entries)) {
            return entries;
        }
        throw new MalformedException("COSE header that is not a map");
    }
}
