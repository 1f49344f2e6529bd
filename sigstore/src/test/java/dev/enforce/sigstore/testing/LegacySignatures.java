package dev.enforce.sigstore.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.model.Digest;
import dev.enforce.sigstore.cosign.LegacySignature;
import dev.enforce.sigstore.cosign.SimpleSigning;
import dev.enforce.sigstore.cosign.WireNames;
import dev.enforce.sigstore.dsse.Dsse;
import dev.enforce.sigstore.encoding.Base64Text;
import dev.enforce.sigstore.encoding.Json;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes what cosign 2 puts beside images. */
public final class LegacySignatures {

    private final TestSigstore sigstore;

    public LegacySignatures(TestSigstore sigstore) {
        this.sigstore = sigstore;
    }

    public static byte[] payload(Digest image) {
        return SimpleSigning.payloadOf("registry.example.test/app", image);
    }

    /** A payload signed with a key alone. */
    public static LegacySignature withKey(byte[] payload, KeyPair keys) {
        return LegacySignature.of(
                payload, Map.of(WireNames.SIGNATURE, Base64Text.encode(TestKeys.sign(keys.getPrivate(), payload))));
    }

    /** The annotations of a keyless signature, to be changed by tests. */
    public Map<String, String> annotations(byte[] payload, Leaf leaf, Instant logged) {
        byte[] signature = TestKeys.sign(leaf.keys().getPrivate(), payload);
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(WireNames.SIGNATURE, Base64Text.encode(signature));
        annotations.put(WireNames.CERTIFICATE, leaf.certificate().toPem());
        annotations.put(
                WireNames.CHAIN,
                sigstore.intermediate.certificate().toPem()
                        + sigstore.root.certificate().toPem());
        byte[] body =
                TestSigstore.hashedRekord(payload, signature, leaf.certificate().toPem());
        annotations.put(WireNames.BUNDLE, text(sigstore.legacyBundle(body, logged)));
        return annotations;
    }

    public LegacySignature keyless(byte[] payload, Leaf leaf) {
        return LegacySignature.of(payload, annotations(payload, leaf, TestSigstore.NOW));
    }

    /** A keyless signature with a signed timestamp in place of a log entry. */
    public LegacySignature timestamped(byte[] payload, Leaf leaf, TestTimestampAuthority authority, Instant time) {
        Map<String, String> annotations = annotations(payload, leaf, TestSigstore.NOW);
        annotations.remove(WireNames.BUNDLE);
        byte[] signature = Base64Text.decode(annotations.get(WireNames.SIGNATURE));
        annotations.put(WireNames.RFC3161_TIMESTAMP, timestamp(authority.stamp(signature, time)));
        return LegacySignature.of(payload, annotations);
    }

    public static String timestamp(byte[] response) {
        return text(Json.newObject().put("SignedRFC3161Timestamp", Base64Text.encode(response)));
    }

    public static byte[] statement(Digest image, String predicateType) {
        return ("{\"_type\":\"https://in-toto.io/Statement/v0.1\",\"predicateType\":\"" + predicateType
                        + "\",\"subject\":[{\"name\":\"registry.example.test/app\",\"digest\":{\"sha256\":\""
                        + image.hex() + "\"}}],\"predicate\":{\"Data\":\"x\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    public static Dsse envelope(String payloadType, byte[] payload, PrivateKey key) {
        byte[] signature = TestKeys.sign(key, Dsse.pae(payloadType, payload));
        return new Dsse(payloadType, payload, List.of(new Dsse.EnvelopeSignature("", signature)));
    }

    public static LegacySignature attestation(Dsse envelope) {
        return LegacySignature.of(envelope.toJson().getBytes(StandardCharsets.UTF_8), Map.of(WireNames.SIGNATURE, ""));
    }

    public LegacySignature keylessAttestation(Dsse envelope, Leaf leaf) {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(WireNames.SIGNATURE, "");
        annotations.put(WireNames.CERTIFICATE, leaf.certificate().toPem());
        byte[] body = TestSigstore.dsse(envelope, leaf.certificate().toPem());
        annotations.put(WireNames.BUNDLE, text(sigstore.legacyBundle(body, TestSigstore.NOW)));
        return LegacySignature.of(envelope.toJson().getBytes(StandardCharsets.UTF_8), annotations);
    }

    public static String text(ObjectNode json) {
        return new String(Json.write(json), StandardCharsets.UTF_8);
    }
}
