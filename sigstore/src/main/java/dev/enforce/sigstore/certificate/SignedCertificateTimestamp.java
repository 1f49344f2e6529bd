package dev.enforce.sigstore.certificate;

import dev.enforce.sigstore.encoding.Base64Text;
import dev.enforce.sigstore.encoding.Der;
import dev.enforce.sigstore.encoding.Json;
import dev.enforce.sigstore.encoding.JsonObject;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A promise of a certificate log (RFC 6962 §3.2).
 *
 * @param logId SHA-256 of the log's key
 * @param timestamp milliseconds since 1970
 * @param extensions opaque bytes, covered by the signature
 * @param signatureAlgorithm 3 for ECDSA, 1 for RSA, each with SHA-256
 */
public record SignedCertificateTimestamp(
        byte[] logId, long timestamp, byte[] extensions, int signatureAlgorithm, byte[] signature) {

    private static final int MAX_COUNT = 32;
    private static final int SHA256 = 4;
    private static final int RSA = 1;
    private static final int ECDSA = 3;

    /** Reads the value of the certificate extension. */
    static List<SignedCertificateTimestamp> parseExtension(byte[] value) {
        return parseList(Der.only(value, Der.OCTET_STRING).content());
    }

    /** Reads a list with its length in front. */
    public static List<SignedCertificateTimestamp> parseList(byte[] list) {
        ByteBuffer in = ByteBuffer.wrap(list);
        ByteBuffer items = ByteBuffer.wrap(vector(in));
        requireEnd(in);
        List<SignedCertificateTimestamp> timestamps = new ArrayList<>();
        while (items.hasRemaining()) {
            if (timestamps.size() == MAX_COUNT) {
                throw new MalformedException("more than " + MAX_COUNT + " certificate timestamps");
            }
            timestamps.add(parse(vector(items)));
        }
        return List.copyOf(timestamps);
    }

    /** Reads one. */
    public static SignedCertificateTimestamp parse(byte[] sct) {
        ByteBuffer in = ByteBuffer.wrap(sct);
        if (in.remaining() < 41 || in.get() != 0) {
            throw new MalformedException("certificate timestamp that is not of version 1");
        }
        byte[] logId = new byte[32];
        in.get(logId);
        long timestamp = in.getLong();
        byte[] extensions = vector(in);
        if (in.remaining() < 2 || in.get() != SHA256) {
            throw new MalformedException("certificate timestamp with an unknown hash");
        }
        int algorithm = in.get();
        byte[] signature = vector(in);
        requireEnd(in);
        return new SignedCertificateTimestamp(logId, timestamp, extensions, algorithm, signature);
    }

    /** Reads the JSON that Fulcio gives when the timestamp is not embedded. */
    public static SignedCertificateTimestamp parseDetached(byte[] json) {
        JsonObject object = Json.parseObject(json, 16 << 10);
        ByteBuffer signed = ByteBuffer.wrap(object.bytes("signature"));
        if (signed.remaining() < 4 || signed.get() != SHA256 || object.longValue("sct_version", 0) != 0) {
            throw new MalformedException("detached certificate timestamp of an unknown form");
        }
        int algorithm = signed.get();
        byte[] signature = vector(signed);
        String extensions = object.text("extensions", "");
        return new SignedCertificateTimestamp(
                object.bytes("id"),
                object.longValue("timestamp", 0),
                Base64Text.decode(extensions),
                algorithm,
                signature);
    }

    /** When the log promised. */
    public Instant time() {
        return Instant.ofEpochMilli(timestamp);
    }

    /** What an embedded timestamp is signed over. */
    public byte[] signedData(Certificate leaf, Certificate issuer) {
        return signedData(leaf.precertificate(), issuer.key().fingerprint());
    }

    /**
     * What an embedded timestamp is signed over.
     *
     * @param precertificate the certificate's part to be signed, without timestamps
     * @param issuerKeyHash SHA-256 of the issuer's key
     */
    public byte[] signedData(byte[] precertificate, byte[] issuerKeyHash) {
        ByteBuffer out = head(1, 32 + 3 + precertificate.length);
        out.put(issuerKeyHash);
        return tail(out, precertificate);
    }

    /** What a detached timestamp is signed over. */
    public byte[] detachedSignedData(Certificate leaf) {
        byte[] encoded = leaf.encoded();
        return tail(head(0, 3 + encoded.length), encoded);
    }

    /** Whether a log's key signed this data. */
    public boolean isSignedBy(VerificationKey key, byte[] signedData) {
        boolean fits = (signatureAlgorithm == ECDSA && key.kind() == VerificationKey.Kind.ECDSA)
                || (signatureAlgorithm == RSA && key.kind() == VerificationKey.Kind.RSA);
        return fits && key.verify(HashAlgorithm.SHA256, signedData, signature);
    }

    /** The list of one timestamp as the certificate extension holds it inside its octet string. */
    public byte[] encodedList() {
        int length = 1 + 32 + 8 + 2 + extensions.length + 2 + 2 + signature.length;
        ByteBuffer out = ByteBuffer.allocate(length + 4);
        out.putShort((short) (length + 2)).putShort((short) length);
        out.put((byte) 0).put(logId).putLong(timestamp);
        out.putShort((short) extensions.length).put(extensions);
        out.put((byte) SHA256).put((byte) signatureAlgorithm);
        out.putShort((short) signature.length).put(signature);
        return out.array();
    }

    @Override
    public String toString() {
        return "certificate timestamp of " + HexFormat.of().formatHex(logId);
    }

    private ByteBuffer head(int entryType, int entryLength) {
        ByteBuffer out = ByteBuffer.allocate(2 + 8 + 2 + entryLength + 2 + extensions.length);
        return out.put((byte) 0).put((byte) 0).putLong(timestamp).putShort((short) entryType);
    }

    private byte[] tail(ByteBuffer out, byte[] content) {
        out.put((byte) (content.length >> 16)).putShort((short) content.length).put(content);
        out.putShort((short) extensions.length).put(extensions);
        return out.array();
    }

    private static byte[] vector(ByteBuffer in) {
        int length = in.remaining() < 2 ? -1 : in.getShort() & 0xffff;
        if (length < 0 || length > in.remaining()) {
            throw new MalformedException("certificate timestamp that ends early");
        }
        byte[] content = new byte[length];
        in.get(content);
        return content;
    }

    private static void requireEnd(ByteBuffer in) {
        if (in.hasRemaining()) {
            throw new MalformedException("trailing data after a certificate timestamp");
        }
    }
}
