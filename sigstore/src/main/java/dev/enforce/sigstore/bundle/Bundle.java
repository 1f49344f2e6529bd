package dev.enforce.sigstore.bundle;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.dsse.Dsse;
import dev.enforce.sigstore.encoding.Json;
import dev.enforce.sigstore.encoding.JsonObject;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.log.LogEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sigstore bundle as it was read; nothing in it is verified.
 *
 * @param certificate of the signer; null when the bundle names a public key
 * @param keyHint what a public key is called; decides nothing
 */
public record Bundle(
        Version version,
        @Nullable Certificate certificate,
        String keyHint,
        List<LogEntry> logEntries,
        List<byte[]> timestamps,
        Content content) {

    /** Media type of version 0.3, in OCI manifests too. */
    public static final String MEDIA_TYPE_V03 = "application/vnd.dev.sigstore.bundle.v0.3+json";

    private static final String MEDIA_TYPE_OLD = "application/vnd.dev.sigstore.bundle+json;version=";
    private static final int MAX_ENTRIES = 32;
    private static final int MAX_CERTIFICATES = 8;
    private static final int MAX_BYTES = Json.MAX_BYTES;

    /** Versions that are understood. */
    public enum Version {
        V01,
        V02,
        V03
    }

    /** What is signed. */
    public sealed interface Content {}

    /**
     * A signature over an artifact that is not in the bundle.
     *
     * @param digest what the producer says that the artifact's digest is; null when it says nothing
     */
    public record MessageSignature(@Nullable Digest digest, byte[] signature) implements Content {}

    /** A signed envelope. */
    public record Envelope(Dsse dsse) implements Content {}

    public Bundle {
        logEntries = List.copyOf(logEntries);
        timestamps = List.copyOf(timestamps);
    }

    /**
     * Reads a bundle.
     *
     * @throws MalformedException if it is none or exceeds a limit
     */
    public static Bundle parse(byte[] document) {
        JsonObject json = Json.parseObject(document, MAX_BYTES);
        Version version = version(json.text("mediaType", ""));
        JsonObject material = json.object("verificationMaterial");
        List<LogEntry> entries = new ArrayList<>();
        for (JsonObject entry : material.objects("tlogEntries", MAX_ENTRIES)) {
            entries.add(LogEntry.parseProtocol(entry));
        }
        JsonObject timestampData = material.findObject("timestampVerificationData");
        List<byte[]> timestamps = new ArrayList<>();
        if (timestampData != null) {
            for (JsonObject timestamp : timestampData.objects("rfc3161Timestamps", MAX_ENTRIES)) {
                timestamps.add(timestamp.bytes("signedTimestamp"));
            }
        }
        JsonObject publicKey = material.findObject("publicKey");
        Certificate certificate = certificate(material, version);
        if ((publicKey == null) == (certificate == null)) {
            throw new MalformedException("bundle without exactly one of certificate and public key");
        }
        requireDistinct(entries, timestamps);
        String hint = publicKey == null ? "" : publicKey.text("hint", "");
        return new Bundle(version, certificate, hint, entries, timestamps, content(json));
    }

    private static Version version(String mediaType) {
        return switch (mediaType) {
            case MEDIA_TYPE_OLD + "0.1" -> Version.V01;
            case MEDIA_TYPE_OLD + "0.2" -> Version.V02;
            case MEDIA_TYPE_OLD + "0.3", MEDIA_TYPE_V03 -> Version.V03;
            default -> throw new MalformedException("unsupported bundle media type");
        };
    }

    /** Of a chain only the first certificate counts: what stands above it comes from the trust root alone. */
    private static @Nullable Certificate certificate(JsonObject material, Version version) {
        JsonObject single = material.findObject("certificate");
        JsonObject chain = material.findObject("x509CertificateChain");
        if (single != null && chain != null) {
            throw new MalformedException("bundle with both a certificate and a chain");
        }
        if (single != null) {
            return Certificate.ofDer(single.bytes("rawBytes"));
        }
        if (chain == null) {
            return null;
        }
        if (version == Version.V03) {
            throw new MalformedException("bundle of version 0.3 with a certificate chain");
        }
        List<JsonObject> certificates = chain.objects("certificates", MAX_CERTIFICATES);
        if (certificates.isEmpty()) {
            throw new MalformedException("bundle with an empty certificate chain");
        }
        return Certificate.ofDer(certificates.getFirst().bytes("rawBytes"));
    }

    private static Content content(JsonObject json) {
        JsonObject message = json.findObject("messageSignature");
        JsonObject envelope = json.findObject("dsseEnvelope");
        if ((message == null) == (envelope == null)) {
            throw new MalformedException("bundle without exactly one of message signature and envelope");
        }
        if (envelope != null) {
            return new Envelope(Dsse.parse(envelope));
        }
        return message(message);
    }

    private static Content message(@Nullable JsonObject message) {
        if (message == null) {
            throw new MalformedException("bundle without a signature");
        }
        JsonObject digest = message.findObject("messageDigest");
        return new MessageSignature(digest == null ? null : digest(digest), message.bytes("signature"));
    }

    private static Digest digest(JsonObject json) {
        Digest.Algorithm algorithm = switch (json.text("algorithm", "")) {
            case "SHA2_256" -> Digest.Algorithm.SHA256;
            case "SHA2_384" -> Digest.Algorithm.SHA384;
            case "SHA2_512" -> Digest.Algorithm.SHA512;
            default -> throw new MalformedException("bundle with an unknown digest algorithm");
        };
        try {
            return Digest.ofHash(algorithm, json.bytes("digest"));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("bundle with a digest of the wrong length", e);
        }
    }

    private static void requireDistinct(List<LogEntry> entries, List<byte[]> timestamps) {
        for (int i = 0; i < entries.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (entries.get(i).isSamePlaceAs(entries.get(j))) {
                    throw new MalformedException("duplicate tlog entries found");
                }
            }
        }
        for (int i = 0; i < timestamps.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (Arrays.equals(timestamps.get(i), timestamps.get(j))) {
                    throw new MalformedException("duplicate timestamps found");
                }
            }
        }
    }
}
