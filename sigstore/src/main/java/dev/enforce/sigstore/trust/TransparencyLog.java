package dev.enforce.sigstore.trust;

import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.key.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A trusted log of signatures (Rekor) or certificates (CT).
 *
 * @param keyDetails protocol name of the kind of key, for instance {@code PKIX_ECDSA_P256_SHA_256}; empty if unknown
 * @param keyId the log's id as it was written: 32 bytes, or 64 hexadecimal digits as text
 */
public record TransparencyLog(
        String baseUrl, String hashAlgorithm, VerificationKey key, String keyDetails, byte[] keyId, Validity validity) {

    private static final int ID_LENGTH = 32;

    public TransparencyLog {
        if (keyId.length != 0 && keyId.length != ID_LENGTH && keyId.length != 2 * ID_LENGTH && keyId.length != 4) {
            throw new MalformedException("log id of " + keyId.length + " bytes");
        }
        keyId = keyId.clone();
    }

    /**
     * A log that is known by its key alone, as {@code sigstoreKeys} of a TrustRoot gives it. Its id is written in
     * hexadecimal digits, which is how the compiled form of such a TrustRoot has always been.
     */
    public static TransparencyLog ofKey(String baseUrl, String hashAlgorithm, VerificationKey key) {
        byte[] id = key.fingerprintHex().getBytes(StandardCharsets.US_ASCII);
        return new TransparencyLog(baseUrl, hashAlgorithm, key, KeyDetails.of(key), id, Validity.always());
    }

    /** The 32 bytes of the id, however it was written; the key's fingerprint when none was. */
    public byte[] logId() {
        if (keyId.length == 2 * ID_LENGTH) {
            try {
                return HexFormat.of().parseHex(new String(keyId, StandardCharsets.US_ASCII));
            } catch (IllegalArgumentException notHexadecimal) {
                return key.fingerprint();
            }
        }
        return keyId.length == ID_LENGTH ? keyId.clone() : key.fingerprint();
    }

    /** Whether an entry that names this id can be this log's. */
    public boolean hasId(byte[] id) {
        return Arrays.equals(logId(), id) || Arrays.equals(key.fingerprint(), id);
    }

    /** Whether the log was in use; never true for a log whose beginning is not known. */
    public boolean isInUseAt(Instant time) {
        return validity.start() != null && validity.contains(time);
    }

    /** The host of the address, which second-generation logs use as the origin of checkpoints. */
    public String host() {
        int scheme = baseUrl.indexOf("://");
        String rest = scheme < 0 ? baseUrl : baseUrl.substring(scheme + 3);
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    @Override
    public byte[] keyId() {
        return keyId.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TransparencyLog log
                && baseUrl.equals(log.baseUrl)
                && key.equals(log.key)
                && validity.equals(log.validity)
                && Arrays.equals(keyId, log.keyId);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }
}
