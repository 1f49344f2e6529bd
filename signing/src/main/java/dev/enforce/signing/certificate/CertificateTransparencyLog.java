package dev.enforce.signing.certificate;

import dev.enforce.signing.storage.DataDirectory;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** The key that promises, with a signed certificate timestamp, that a certificate is logged (RFC 6962). */
public final class CertificateTransparencyLog {

    private static final int VERSION_1 = 0;
    private static final int CERTIFICATE_TIMESTAMP = 0;
    private static final int PRECERT_ENTRY = 1;
    private static final int HASH_SHA256 = 4;
    private static final int SIGNATURE_ECDSA = 3;

    private final SigningKey key;

    private CertificateTransparencyLog(SigningKey key) {
        this.key = key;
    }

    public static CertificateTransparencyLog open(DataDirectory directory) {
        return new CertificateTransparencyLog(SigningKey.loadOrCreate(directory, "ctlog.key.pem", KeyKind.ECDSA_P256));
    }

    public SigningKey key() {
        return key;
    }

    /** The SHA-256 of the public key, by which certificates name the log. */
    public byte[] id() {
        return Hashes.sha256(key.spki());
    }

    /**
     * A TLS-encoded list of one timestamp, as the certificate extension holds it.
     *
     * @param certificate DER of the certificate to be, without the timestamp extension
     */
    byte[] timestampList(byte[] issuerSpki, byte[] certificate, Instant time) {
        long millis = time.toEpochMilli();
        byte[] signature = key.sign(write(out -> {
            out.writeByte(VERSION_1);
            out.writeByte(CERTIFICATE_TIMESTAMP);
            out.writeLong(millis);
            out.writeShort(PRECERT_ENTRY);
            out.write(Hashes.sha256(issuerSpki));
            out.writeByte(certificate.length >>> 16);
            out.writeShort(certificate.length);
            out.write(certificate);
            out.writeShort(0);
        }));
        byte[] timestamp = write(out -> {
            out.writeByte(VERSION_1);
            out.write(id());
            out.writeLong(millis);
            out.writeShort(0);
            out.writeByte(HASH_SHA256);
            out.writeByte(SIGNATURE_ECDSA);
            out.writeShort(signature.length);
            out.write(signature);
        });
        return write(out -> {
            out.writeShort(timestamp.length + 2);
            out.writeShort(timestamp.length);
            out.write(timestamp);
        });
    }

    private interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    private static byte[] write(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writer.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
