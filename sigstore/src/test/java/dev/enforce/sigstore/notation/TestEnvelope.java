package dev.enforce.sigstore.notation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.model.Digest;
import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.encoding.Json;
import dev.enforce.sigstore.testing.TestKeys;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Makes envelopes of both kinds, right or wrong. */
final class TestEnvelope {

    SigningChain chain;
    String algorithm = "ES256";
    String contentType = WireNames.PAYLOAD;
    String payload;
    List<String> critical = List.of(WireNames.SIGNING_SCHEME);
    Map<String, Object> headers = new LinkedHashMap<>();
    UnaryOperator<byte[]> stamp;

    TestEnvelope(SigningChain chain, Digest image, Instant time) {
        this.chain = chain;
        this.payload = "{\"targetArtifact\":{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\""
                + image + "\",\"size\":7,\"annotations\":{\"stage\":\"prod\"}}}";
        headers.put(WireNames.SIGNING_SCHEME, "notary.x509");
        headers.put(WireNames.SIGNING_TIME, time);
    }

    TestEnvelope signingAuthority(Instant time) {
        headers.clear();
        headers.put(WireNames.SIGNING_SCHEME, "notary.x509.signingAuthority");
        headers.put(WireNames.AUTHENTIC_SIGNING_TIME, time);
        critical = List.of(WireNames.SIGNING_SCHEME, WireNames.AUTHENTIC_SIGNING_TIME);
        return this;
    }

    TestEnvelope expiry(Instant time) {
        headers.put(WireNames.EXPIRY, time);
        critical = List.of(WireNames.SIGNING_SCHEME, WireNames.EXPIRY);
        return this;
    }

    byte[] encode(String mediaType) {
        return mediaType.equals(WireNames.JWS) ? jws() : cose();
    }

    byte[] jws() {
        ObjectNode signed = Json.newObject();
        signed.put("alg", algorithm);
        critical.forEach(signed.withArray("crit")::add);
        signed.put("cty", contentType);
        headers.forEach((name, value) -> signed.put(name, value.toString()));
        String header = url(Json.write(signed));
        String body = url(payload.getBytes(StandardCharsets.UTF_8));
        byte[] signature = sign((header + "." + body).getBytes(StandardCharsets.US_ASCII));
        ObjectNode envelope = Json.newObject();
        envelope.put("payload", body).put("protected", header).put("signature", url(signature));
        ObjectNode unsigned = envelope.putObject("header");
        for (Certificate certificate : chain.certificates()) {
            unsigned.withArray("x5c").add(Base64.getEncoder().encodeToString(certificate.encoded()));
        }
        if (stamp != null) {
            unsigned.put(WireNames.TIMESTAMP, Base64.getEncoder().encodeToString(stamp.apply(signature)));
        }
        return Json.write(envelope);
    }

    byte[] cose() {
        Map<Object, Object> signed = new LinkedHashMap<>();
        signed.put(1, EnvelopeAlgorithmLabel.of(algorithm));
        signed.put(2, critical);
        signed.put(3, contentType);
        signed.putAll(headers);
        byte[] header = cbor(signed);
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        byte[] signature = sign(cbor(List.of("Signature1", header, new byte[0], body)));
        Map<Object, Object> unsigned = new LinkedHashMap<>();
        unsigned.put(33, chain.certificates().stream().map(Certificate::encoded).toList());
        if (stamp != null) {
            unsigned.put(WireNames.TIMESTAMP, stamp.apply(signature));
        }
        byte[] parts = cbor(List.of(header, unsigned, body, signature));
        byte[] tagged = new byte[parts.length + 1];
        tagged[0] = (byte) 0xd2;
        System.arraycopy(parts, 0, tagged, 1, parts.length);
        return tagged;
    }

    private byte[] sign(byte[] data) {
        PrivateKey key = chain.keys().getPrivate();
        try {
            if (algorithm.startsWith("PS")) {
                String hash = "SHA-" + algorithm.substring(2);
                Signature signature = Signature.getInstance("RSASSA-PSS");
                int salt = Integer.parseInt(algorithm.substring(2)) / 8;
                signature.setParameter(new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), salt, 1));
                signature.initSign(key);
                signature.update(data);
                return signature.sign();
            }
            return TestKeys.sign("SHA" + algorithm.substring(2) + "withPLAIN-ECDSA", key, data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Labels of RFC 8152 and RFC 8230. */
    private static final class EnvelopeAlgorithmLabel {
        static int of(String name) {
            return Map.of("PS256", -37, "PS384", -38, "PS512", -39, "ES256", -7, "ES384", -35, "ES512", -36)
                    .getOrDefault(name, 0);
        }
    }

    static byte[] cbor(Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(value, out);
        return out.toByteArray();
    }

    private static void write(Object value, ByteArrayOutputStream out) {
        switch (value) {
            case Integer number when number < 0 -> head(1, -1L - number, out);
            case Integer number -> head(0, number, out);
            case byte[] bytes -> {
                head(2, bytes.length, out);
                out.writeBytes(bytes);
            }
            case String text -> {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                head(3, utf8.length, out);
                out.writeBytes(utf8);
            }
            case Instant time -> {
                head(6, 1, out);
                head(0, time.getEpochSecond(), out);
            }
            case List<?> list -> {
                head(4, list.size(), out);
                list.forEach(element -> write(element, out));
            }
            case Map<?, ?> map -> {
                head(5, map.size(), out);
                map.forEach((key, element) -> {
                    write(key, out);
                    write(element, out);
                });
            }
            default -> throw new IllegalArgumentException(value.getClass().toString());
        }
    }

    private static void head(int type, long length, ByteArrayOutputStream out) {
        int size = length < 24 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 1L << 32 ? 4 : 8;
        int code = size == 0 ? (int) length : 23 + Integer.numberOfTrailingZeros(size) + 1;
        out.write(type << 5 | code);
        for (int i = size - 1; i >= 0; i--) {
            out.write((int) (length >> (8 * i)));
        }
    }
}
