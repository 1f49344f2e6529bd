package dev.enforce.signing.certificate;

import dev.enforce.sigstore.key.HashAlgorithm;

/** SHA-256 in one call. */
public final class Hashes {

    private Hashes() {}

    public static byte[] sha256(byte[]... parts) {
        return HashAlgorithm.SHA256.hash(parts);
    }
}
