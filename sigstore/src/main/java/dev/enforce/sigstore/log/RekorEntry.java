package dev.enforce.sigstore.log;

import dev.enforce.sigstore.encoding.Base64Text;
import dev.enforce.sigstore.encoding.Json;
import dev.enforce.sigstore.encoding.JsonObject;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.encoding.Pem;
import dev.enforce.sigstore.key.HashAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a canonical entry is about, the same for all kinds.
 *
 * @param kind {@code hashedrekord}, {@code dsse} or {@code intoto}
 * @param dataHash hash of what was signed; of the envelope for the first version of {@code intoto}
 * @param payloadHash hash of an envelope's payload
 * @param signatures with their keys
 */
public record RekorEntry(
        String kind,
        String version,
        @Nullable Hash dataHash,
        @Nullable Hash payloadHash,
        List<EntrySignature> signatures) {

    private static final int MAX_BYTES = 8 << 20;
    private static final int MAX_SIGNATURES = 16;

    /** A hash as the entry writes it. */
    public record Hash(HashAlgorithm algorithm, byte[] value) {

        /** Whether it is the hash of this. */
        public boolean isOf(byte[] content) {
            return java.security.MessageDigest.isEqual(algorithm.hash(content), value);
        }
    }

    /**
     * A signature of an entry.
     *
     * @param signature the raw signature; null when this kind of entry has none
     * @param certificate whether the verifier is a certificate, else a public key
     * @param verifier DER
     */
    public record EntrySignature(byte @Nullable [] signature, boolean certificate, byte[] verifier) {}

    public RekorEntry {
        signatures = List.copyOf(signatures);
    }

    /**
     * Reads a canonical body.
     *
     * @throws MalformedException if it is none, or of a kind that is not known
     */
    public static RekorEntry parse(byte[] body) {
        JsonObject json = Json.parseObject(body, MAX_BYTES);
        String kind = json.text("kind");
        String version = json.text("apiVersion");
        JsonObject spec = json.object("spec");
        return switch (kind + " " + version) {
            case "hashedrekord 0.0.1" -> hashedRekord1(spec);
            case "hashedrekord 0.0.2" -> hashedRekord2(spec.object("hashedRekordV002"));
            case "dsse 0.0.1" -> dsse1(spec);
            case "dsse 0.0.2" -> dsse2(spec.object("dsseV002"));
            case "intoto 0.0.1" -> inToto1(spec);
            case "intoto 0.0.2" -> inToto2(spec.object("content"));
            default -> throw new MalformedException("unsupported kind of log entry: " + shown(kind, version));
        };
    }

    private static RekorEntry hashedRekord1(JsonObject spec) {
        JsonObject signature = spec.object("signature");
        byte[] pem = signature.object("publicKey").bytes("content");
        return new RekorEntry(
                "hashedrekord",
                "0.0.1",
                hexHash(spec.object("data").object("hash")),
                null,
                List.of(verifier(signature.bytes("content"), pem)));
    }

    private static RekorEntry hashedRekord2(JsonObject spec) {
        return new RekorEntry(
                "hashedrekord",
                "0.0.2",
                rawHash(spec.object("data")),
                null,
                List.of(protocolSignature(spec.object("signature"))));
    }

    private static RekorEntry dsse1(JsonObject spec) {
        List<EntrySignature> signatures = new ArrayList<>();
        for (JsonObject signature : spec.objects("signatures", MAX_SIGNATURES)) {
            signatures.add(verifier(signature.bytes("signature"), signature.bytes("verifier")));
        }
        return new RekorEntry("dsse", "0.0.1", null, hexHash(spec.object("payloadHash")), signatures);
    }

    private static RekorEntry dsse2(JsonObject spec) {
        List<EntrySignature> signatures = new ArrayList<>();
        for (JsonObject signature : spec.objects("signatures", MAX_SIGNATURES)) {
            signatures.add(protocolSignature(signature));
        }
        return new RekorEntry("dsse", "0.0.2", null, rawHash(spec.object("payloadHash")), signatures);
    }

    private static RekorEntry inToto1(JsonObject spec) {
        JsonObject content = spec.object("content");
        JsonObject hash = content.findObject("hash");
        JsonObject payloadHash = content.findObject("payloadHash");
        return new RekorEntry(
                "intoto",
                "0.0.1",
                hash == null ? null : hexHash(hash),
                payloadHash == null ? null : hexHash(payloadHash),
                List.of(verifier(null, spec.bytes("publicKey"))));
    }

    private static RekorEntry inToto2(JsonObject content) {
        List<EntrySignature> signatures = new ArrayList<>();
        for (JsonObject signature : content.object("envelope").objects("signatures", MAX_SIGNATURES)) {
            byte[] twice = signature.bytes("sig");
            byte[] raw = Base64Text.decode(new String(twice, StandardCharsets.ISO_8859_1));
            signatures.add(verifier(raw, signature.bytes("publicKey")));
        }
        JsonObject payloadHash = content.findObject("payloadHash");
        return new RekorEntry("intoto", "0.0.2", null, payloadHash == null ? null : hexHash(payloadHash), signatures);
    }

    private static EntrySignature protocolSignature(JsonObject signature) {
        JsonObject verifier = signature.object("verifier");
        JsonObject certificate = verifier.findObject("x509Certificate");
        byte[] der = (certificate != null ? certificate : verifier.object("publicKey")).bytes("rawBytes");
        return new EntrySignature(signature.bytes("content"), certificate != null, der);
    }

    private static EntrySignature verifier(byte @Nullable [] signature, byte[] pem) {
        List<Pem.Block> blocks = Pem.parse(new String(pem, StandardCharsets.ISO_8859_1), 1);
        if (blocks.isEmpty()) {
            throw new MalformedException("log entry whose key is not PEM");
        }
        Pem.Block block = blocks.getFirst();
        return new EntrySignature(signature, block.type().equals("CERTIFICATE"), block.content());
    }

    private static Hash hexHash(JsonObject hash) {
        String name = hash.text("algorithm");
        HashAlgorithm algorithm = HashAlgorithm.find(name)
                .orElseThrow(() -> new MalformedException("log entry with an unknown hash algorithm"));
        try {
            return new Hash(algorithm, HexFormat.of().parseHex(hash.text("value")));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("log entry with a hash that is not hexadecimal", e);
        }
    }

    private static Hash rawHash(JsonObject hash) {
        HashAlgorithm algorithm = switch (hash.text("algorithm")) {
            case "SHA2_256" -> HashAlgorithm.SHA256;
            case "SHA2_384" -> HashAlgorithm.SHA384;
            case "SHA2_512" -> HashAlgorithm.SHA512;
            default -> throw new MalformedException("log entry with an unknown hash algorithm");
        };
        return new Hash(algorithm, hash.bytes("digest"));
    }

    private static String shown(String kind, String version) {
        String text = kind + " " + version;
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
